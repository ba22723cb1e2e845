"""What any honest webhook costs: a view that inserts one row and commits it, and nothing else."""

from uuid import uuid4

from flask import Flask, Response, request
from sqlalchemy import Column, DateTime, LargeBinary, MetaData, String, Table, Uuid, func

from config.database import engine_for
from config.settings import Settings

ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response />'
floor_row = Table(
    "floor",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("sid", String, unique=True, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), server_default=func.now(), index=True),
)


def application() -> Flask:
    app = Flask("floor")
    engine = engine_for(Settings.from_env().database_url)
    floor_row.metadata.create_all(engine)

    @app.post("/webhooks/sms/incoming")
    def insert() -> Response:
        row = {"id": uuid4(), "sid": request.form["MessageSid"], "body": request.get_data()}
        with engine.begin() as connection:
            connection.execute(floor_row.insert(), row)
        return Response(ANSWER, content_type="text/xml; charset=utf-8")

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app
