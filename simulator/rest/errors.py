"""Errors of the REST API: an HTTP status, the carrier's code, and its JSON."""

from flask import Response, jsonify

RestAnswer = tuple[Response, int]


class RestError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def not_found(path: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {path} was not found")


def bad_request(code: int, message: str) -> RestError:
    return RestError(400, code, message)


def render(error: RestError) -> RestAnswer:
    body = {
        "code": error.code,
        "message": error.message,
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    return jsonify(body), error.status
