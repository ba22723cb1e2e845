"""How a page of ours becomes a telephone: the carrier's library, or what stands in for it."""

from dataclasses import dataclass

from flask import current_app, url_for

from dashboards.presentation import asset
from hotline.telephony.tokens import Mint

CARRIERS = (
    "wss://voice-js.roaming.twilio.com wss://*.twilio.com https://*.twilio.com",
    "https://media.twiliocdn.com https://sdk.twilio.com",
)


@dataclass(frozen=True)
class Softphone:
    """`mint` is None where the line has no key to sign tokens with; `simulator` is its address,
    and empty for the carrier itself."""

    mint: Mint | None
    simulator: str = ""

    @property
    def script(self) -> str:
        if self.simulator:
            return f"{self.simulator}/phone/softphone.js"
        return asset("vendor/twilio.min.js")

    @property
    def policy(self) -> str:
        """What the page of the telephone may load and reach, and no other page."""
        reach, sounds = (self.simulator, "") if self.simulator else CARRIERS
        scripts = f"'self' {self.simulator}".strip()
        return (
            f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; "
            f"connect-src 'self' {reach}; media-src 'self' mediastream: {sounds}; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )


def here() -> Softphone:
    found: Softphone = current_app.extensions["softphone"]
    return found


def home() -> str:
    return url_for("dashboards.phone_page")
