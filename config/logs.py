"""One JSON object a line. Nothing a caller said or dialled from is ever handed to a logger."""

import json
import logging
import sys

import structlog
from structlog.typing import EventDict

QUIET = ("twilio", "urllib3", "werkzeug", "alembic", "rq.worker", "sqlalchemy.engine")

_as_json = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def _line(_logger: object, _method: str, event: EventDict) -> bytes:
    """As the library's own, which makes an encoder for each line and text that is encoded anew."""
    return _as_json(event).encode(errors="backslashreplace")


def configure() -> None:
    """Libraries that would write requests or statements down only speak up when they fail."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        force=True,
        format='{"level": "%(levelname)s", "logger": "%(name)s", "at": "%(asctime)s"}',
    )
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
