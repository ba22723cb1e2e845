"""One JSON object a line. Nothing a caller said or dialled from is ever handed to a logger."""

import logging
import sys

import structlog

QUIET = ("twilio", "urllib3", "werkzeug", "alembic", "rq.worker", "sqlalchemy.engine")


def configure() -> None:
    """Libraries that would write requests or statements down only speak up when they fail."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
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
