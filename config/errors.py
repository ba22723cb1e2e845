"""Every error a person can be told about, and its HTTP status. Once."""

import structlog
from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from hotline.attempts import TooManyError
from hotline.errors import (
    HotlineError,
    IllegalMoveError,
    InvalidError,
    MergedError,
    NotAllowedError,
    NotFoundError,
    TakenError,
)

STATUS: dict[type[HotlineError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    InvalidError: 422,
    IllegalMoveError: 409,
    TakenError: 409,
    MergedError: 409,
    TooManyError: 429,
}
OURS = 500


def register(app: Flask) -> None:
    app.register_error_handler(HotlineError, _said)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _said(error: HotlineError) -> tuple[str, int]:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return _page(status, str(error)), status


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code, error.name), error.code


def _broken(error: Exception) -> tuple[str, int]:
    """Nothing of the error is shown: it could quote what a caller wrote."""
    structlog.get_logger().error("page_failed", error=type(error).__name__)
    return _page(OURS, "Internal Server Error"), OURS


def _page(status: int, sentence: str) -> str:
    return render_template("error.html", status=status, sentence=sentence)
