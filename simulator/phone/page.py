"""The phone page: one person's telephones, in a browser."""

from flask import Blueprint, Flask, render_template

from simulator.door import simulator


def install(app: Flask) -> None:
    phone = Blueprint(
        "phone", __name__, url_prefix="/phone", static_folder="static", template_folder="templates"
    )
    phone.add_url_rule("", "page", _page, strict_slashes=False)
    app.register_blueprint(phone)


def _page() -> str:
    return render_template("phone.html", hotlines=sorted(simulator().owned))
