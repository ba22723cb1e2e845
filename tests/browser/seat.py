"""A counselor's page of some other program: it loads the seam and writes down what happens."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, Response

from tests.browser.window import Window

if TYPE_CHECKING:
    from playwright.sync_api import Locator

PAGE = """<!doctype html><html lang="vi"><title>Seat</title><link rel="icon" href="/icon.svg">
<script src="{simulator}/phone/softphone.js"></script><script src="/seat.js"></script>
<ol id="log"></ol></html>"""
SCRIPT = """
const note = (what) => {
  const item = document.createElement("li");
  item.textContent = what;
  document.getElementById("log").append(item);
};
let device = null, call = null;
function follow(one) {
  call = one;
  for (const event of ["accept", "cancel", "disconnect", "reject", "ringing"]) {
    call.on(event, () => note(`call ${event}`));
  }
  call.on("mute", (muted) => note(`call mute ${muted}`));
  call.on("error", (problem) => note(`call error ${problem.code}`));
  call.on("heard", ({ text, by }) => note(`${by} says ${text}`));
}
function sit(token, options) {
  device = new Twilio.Device(token, options);
  for (const event of ["registered", "unregistered", "tokenWillExpire", "destroyed"]) {
    device.on(event, () => note(event));
  }
  device.on("error", (problem) => note(`error ${problem.code}`));
  device.on("incoming", (one) => {
    note(`incoming from ${one.parameters.From}`);
    if (one.customParameters.size) note(JSON.stringify([...one.customParameters]));
    follow(one);
  });
  return device.register().catch(() => {});
}
const dial = (params) => device.connect({ params }).then(follow);
"""


def program(simulator: str) -> Flask:
    """As strict about what it loads as the console is."""
    app = Flask(__name__)
    policy = f"script-src 'self' {simulator}; connect-src {simulator}; img-src 'self'"
    headers = {"Content-Security-Policy": f"default-src 'none'; {policy}"}
    page, script = PAGE.format(simulator=simulator), SCRIPT
    app.add_url_rule("/", "page", lambda: Response(page, headers=headers))
    app.add_url_rule("/seat.js", "script", lambda: Response(script, mimetype="text/javascript"))
    app.add_url_rule("/icon.svg", "icon", lambda: Response("<svg/>", mimetype="image/svg+xml"))
    return app


@dataclass
class Seat(Window):
    @property
    def log(self) -> "Locator":
        return self.page.locator("#log li")

    def sit(self, token: str, **options: object) -> None:
        self.open("/")
        self.page.evaluate("([token, options]) => sit(token, options)", [token, options])

    def do(self, script: str) -> object:
        return self.page.evaluate(script)

    def carry(self, script: str, act: str) -> None:
        """Until the network has done it: the page itself takes its own act for done at once."""
        with self.page.expect_response(f"**/calls/*/{act}"):
            self.do(script)
