"""The phone page: several telephones side by side, and the script that makes any page one."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from flask import Blueprint, Flask, Response, jsonify, render_template, send_from_directory

from simulator import bodies, browsers
from simulator.door import simulator
from simulator.phone import pictures
from simulator.phone.handsets import handsets
from simulator.phone.people import Person

_STATIC = Path(__file__).parent / "static"


def install(app: Flask, people: Sequence[Person]) -> None:
    phone = Blueprint(
        "phone", __name__, url_prefix="/phone", static_folder="static", template_folder="templates"
    )
    phone.add_url_rule("", "page", lambda: _page(people), strict_slashes=False)
    phone.add_url_rule("/softphone.js", "softphone", _softphone)
    phone.add_url_rule("/handsets", "handsets", _handsets, methods=["POST"])
    phone.add_url_rule("/pictures/<message>/<sid>", "picture", pictures.look)
    phone.before_request(browsers.refuse_strangers)
    phone.after_request(browsers.protect)
    bodies.refuse_in_json(phone)
    app.register_blueprint(phone)


def _page(people: Sequence[Person]) -> str:
    phones = [asdict(person) for person in people]
    return render_template("phone.html", hotlines=sorted(simulator().owned), phones=phones)


def _softphone() -> Response:
    """Other pages of this machine may load it: for them it stands in for the carrier's library."""
    return send_from_directory(_STATIC, "softphone.js")


def _handsets() -> Response:
    numbers = bodies.texts(bodies.body(), "numbers")
    with simulator().lock:
        return jsonify(handsets(simulator(), numbers))
