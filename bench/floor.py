"""What any honest webhook costs on this server: a view that inserts one row, commits, and answers.

The door around the view is the product's own, signature included; `bare` leaves that out too.
"""

from uuid import uuid4

from flask import Flask, Response, request
from sqlalchemy import Column, DateTime, LargeBinary, MetaData, String, Table, Uuid, func

from bench.servers import BARE
from config import house
from config.database import engine_for
from config.house import House
from config.settings import Settings
from hotline.clock import SystemClock
from hotline.telephony import twiml
from hotline.telephony.signature import Verifier
from webhooks import door
from webhooks.door import Door

floor_row = Table(
    "floor",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("sid", String, unique=True, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), server_default=func.now(), index=True),
)


def prepare(url: str) -> None:
    """The table, before two web processes would both make it and one of them not start."""
    engine = engine_for(url)
    floor_row.metadata.create_all(engine)
    engine.dispose()


def application() -> Flask:
    app = Flask("floor")
    settings = Settings.from_env()
    engine = engine_for(settings.database_url)
    mine = house.built(settings, engine, SystemClock(), house.no_ring)
    app.extensions["webhooks"] = _door(mine)
    app.before_request(_refuse_unsigned)

    @app.post("/webhooks/sms/incoming")
    @app.post(BARE)
    def insert() -> Response:
        row = {"id": uuid4(), "sid": request.form["MessageSid"], "body": request.get_data()}
        with engine.begin() as connection:
            connection.execute(floor_row.insert(), row)
        return door.xml(twiml.reply("Cảm ơn em đã nhắn."))

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


def _refuse_unsigned() -> None:
    if request.path not in (BARE, "/healthz"):
        door.refuse_unsigned()


def _door(mine: House) -> Door:
    settings = mine.settings
    verifier = Verifier(settings.twilio_auth_tokens)
    return Door(mine.workplace, verifier, settings.public_url, mine.spool, mine.standby)
