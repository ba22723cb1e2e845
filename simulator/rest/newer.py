"""What the carrier has at hosts of their own: voice.v1 and monitor.v1, and the twimlets."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from simulator import twimlets
from simulator.rest import alerts, byoc_trunks
from simulator.rest.errors import not_found
from simulator.rest.places import NEW, meant_for
from simulator.rest.routes import authenticate, check

View = Callable[..., ResponseReturnValue]
_PRODUCTS: dict[str, dict[str, dict[str, View]]] = {
    "monitor": {
        "/Alerts": {"GET": alerts.index},
        "/Alerts/<sid>": {"GET": alerts.fetch},
    },
    "voice": {
        "/ByocTrunks": {"GET": byoc_trunks.index, "POST": byoc_trunks.create},
        "/ByocTrunks/<sid>": {
            "GET": byoc_trunks.fetch,
            "POST": byoc_trunks.update,
            "DELETE": byoc_trunks.delete,
        },
    },
}


def install(app: Flask) -> None:
    for product, resources in _PRODUCTS.items():
        door = Blueprint(product, __name__, url_prefix=NEW.rstrip("/"))
        door.before_request(partial(_only_at, product))
        door.before_request(authenticate)
        door.before_request(check)
        for address, methods in resources.items():
            for method, view in methods.items():
                door.add_url_rule(address, f"{method} {address}", view, methods=[method])
        app.register_blueprint(door)
    app.register_blueprint(_twimlets())


def _twimlets() -> Blueprint:
    """Anybody may ask: they know nothing of an account."""
    door = Blueprint("twimlets", __name__)
    door.before_request(partial(_only_at, twimlets.HOST))
    for path in twimlets.TWIMLETS:
        door.add_url_rule(path, path, lambda: twimlets.answer(request), methods=["GET", "POST"])
    return door


def _only_at(product: str) -> None:
    if not meant_for(product):
        raise not_found(request.path)
