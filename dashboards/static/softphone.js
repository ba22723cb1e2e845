// The window that rings: the carrier's library, or what stands in for it, and nothing of the page
// beyond saying how it stands. The bar of every page speaks with it over a channel.
"use strict";

(() => {
  const shown = document.getElementById("softphone");
  const words = document.getElementById("heard");
  const channel = new BroadcastChannel("phone");
  const ALIVE = 1000; // milliseconds between two signs of life
  const AGAIN = 5000; // milliseconds until a broken telephone is tried again

  let device = null, call = null, how = "connecting";

  function stands(now) {
    how = now;
    shown.textContent = shown.dataset[now];
    shown.toggleAttribute("data-talks", call !== null);
    tell();
  }

  const tell = () => channel.postMessage({ is: how, muted: call?.isMuted() ?? false });

  async function token() {
    const headers = { "X-CSRF-Token": shown.dataset.csrf };
    const answer = await fetch(shown.dataset.token, { method: "POST", headers });
    if (!answer.ok) throw new Error(`no token: ${answer.status}`);
    return (await answer.json()).token;
  }

  async function connect() {
    try {
      device = new Twilio.Device(await token());
      device.on("incoming", rings);
      device.on("registered", () => { if (call === null) stands("registered"); });
      device.on("tokenWillExpire", async () => device.updateToken(await token()));
      device.on("error", fails);
      await device.register();
    } catch (error) {
      fails(error);
    }
  }

  function fails() {
    if (call !== null) return; // a call that goes on is worth more than the next one
    stands("broken");
    device?.destroy();
    setTimeout(connect, AGAIN);
  }

  // One call at a time: whoever rings meanwhile rings on for others.
  function rings(incoming) {
    if (call !== null) { incoming.ignore(); return; }
    call = incoming;
    call.on("accept", () => stands("talking"));
    call.on("mute", tell);
    for (const end of ["disconnect", "cancel", "reject", "error"]) call.on(end, () => over(incoming));
    call.on("heard", hear); // on the simulated network alone
    stands("ringing");
  }

  function over(ended) {
    if (call !== ended) return;
    call = null;
    words.replaceChildren();
    stands("registered");
  }

  function hear({ text }) {
    const line = document.createElement("li");
    line.textContent = text;
    words.append(line);
  }

  const DEEDS = {
    accept: () => call.accept(),
    decline: () => call.reject(),
    mute: () => call.mute(!call.isMuted()),
    hangup: () => call.disconnect(),
  };

  channel.onmessage = ({ data }) => {
    if (data.asks) tell();
    if (call !== null && data.do in DEEDS) DEEDS[data.do]();
  };

  window.addEventListener("beforeunload", (event) => { if (call !== null) event.preventDefault(); });
  setInterval(tell, ALIVE);
  connect();
})();
