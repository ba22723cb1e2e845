"""What comes as JSON: read, checked, and refused by the name of the field."""

from collections.abc import Callable

from flask import Blueprint, jsonify, request

from simulator.errors import BadFieldError, NotPossibleError, UnknownError
from simulator.rest.errors import RestAnswer
from simulator.views import Json


def refuse_in_json(door: Blueprint) -> None:
    door.register_error_handler(BadFieldError, _refused(400))
    door.register_error_handler(UnknownError, _refused(404))
    door.register_error_handler(NotPossibleError, _refused(409))


def _refused(status: int) -> Callable[[Exception], RestAnswer]:
    def answer(problem: Exception) -> RestAnswer:
        return jsonify({"error": str(problem)}), status

    return answer


def body() -> Json:
    read = request.get_json(silent=True)
    if not isinstance(read, dict):
        if request.get_data():
            raise BadFieldError("the body must be a JSON object, sent as application/json")
        return {}
    return read


def text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadFieldError(f"{name}: a text is needed")
    return value


def texts(body: Json, name: str) -> list[str]:
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadFieldError(f"{name}: a list of texts")
    return value


def number(body: Json, name: str) -> float:
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
        raise BadFieldError(f"{name}: a number from 0 up is needed")
    return float(value)


def flag(body: Json, name: str) -> bool:
    value = body.get(name)
    if not isinstance(value, bool):
        raise BadFieldError(f"{name}: true or false is needed")
    return value


def fields(body: Json, name: str) -> Json:
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise BadFieldError(f"{name}: an object is needed")
    return value
