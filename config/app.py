"""The composition root of the web process."""

from flask import Flask

import dashboards.routes
import webhooks.routes
from config import errors, health
from config.house import House
from hotline.telephony.signature import Verifier
from webhooks.door import Door


def create_app(house: House) -> Flask:
    app = Flask("dashboards", static_folder=None)
    settings = house.settings
    app.extensions["house"] = house
    app.extensions["workplace"] = house.workplace
    verifier = Verifier((*settings.twilio_auth_tokens, *settings.provider_b_auth_tokens))
    app.extensions["webhooks"] = Door(house.workplace, verifier, settings.public_url, house.spool)
    errors.register(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(webhooks.routes.bp)
    dashboards.routes.register(app, settings)
    return app
