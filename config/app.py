"""The composition root of the web process."""

from flask import Flask

import dashboards.routes
import webhooks.routes
from config import errors, health
from config.house import House
from config.settings import Settings
from dashboards import live
from dashboards.softphone import Softphone
from dashboards.watch import Watch
from hotline.telephony.signature import Verifier
from hotline.telephony.tokens import Mint
from webhooks.door import Door


def create_app(house: House) -> Flask:
    return opened(doors(house.settings), house)


def doors(settings: Settings) -> Flask:
    """Every address and template, and nothing yet behind them."""
    app = Flask("dashboards", static_folder=None)
    errors.register(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(webhooks.routes.bp)
    dashboards.routes.register(app, settings)
    return app


def opened(app: Flask, house: House) -> Flask:
    """`app`, made by `doors` with the settings of this house."""
    settings = house.settings
    verifier = Verifier((*settings.twilio_auth_tokens, *settings.provider_b_auth_tokens))
    app.extensions["house"] = house
    app.extensions["workplace"] = house.workplace
    app.extensions["pulse"] = live.Pulse(Watch(house.workplace))
    app.extensions["softphone"] = Softphone(_mint(settings), settings.twilio_api_base)
    app.extensions["webhooks"] = Door(
        house.workplace, verifier, settings.public_url, house.spool, house.standby
    )
    return app


def _mint(settings: Settings) -> Mint | None:
    key, secret = settings.twilio_api_key, settings.twilio_api_secret
    return Mint(settings.twilio_account_sid, key, secret) if key and secret else None
