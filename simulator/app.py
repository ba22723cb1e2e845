"""The simulator over HTTP: REST, control and the phone page in one Flask application."""

from collections.abc import Sequence

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from simulator import control, door
from simulator.errors import UnknownError
from simulator.network import Simulator
from simulator.phone import page as phone
from simulator.phone import softphone_door
from simulator.phone.people import FOUR, Person
from simulator.rest import newer, places
from simulator.rest import routes as rest
from simulator.rest.errors import RestAnswer, RestError, not_found, render
from simulator.rest.faulty import FaultyRest
from simulator.wire.webhooks import SIMULATED

_REST_CODES = {404: 20404, 405: 20004, 413: 20001, 415: 20001}


def create_app(simulator: Simulator, phones: Sequence[Person] = FOUR) -> Flask:
    """`phones` are the telephones the phone page opens with."""
    return opened(doors(phones), simulator)


def doors(phones: Sequence[Person] = FOUR) -> Flask:
    """Every address, and nobody yet behind them."""
    app = Flask(__name__, static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it
    rest.install(app)
    newer.install(app)
    control.install(app)
    softphone_door.install(app)
    phone.install(app, phones)
    app.after_request(_mark)
    app.register_error_handler(HTTPException, _say_it_in_json)
    app.register_error_handler(UnknownError, _not_there)
    return app


def opened(app: Flask, simulator: Simulator) -> Flask:
    """What the account has by now is what a reset comes back to."""
    simulator.begin()
    door.install(app, simulator)
    app.wsgi_app = FaultyRest(app.wsgi_app, simulator)  # type: ignore[method-assign]  # Flask's way
    return app


def _mark(answer: Response) -> Response:
    """Nobody shall take what comes from here for a real carrier's word."""
    answer.headers[SIMULATED] = "true"
    return answer


def _not_there(_problem: UnknownError) -> RestAnswer:
    return render(not_found(request.path))


def _say_it_in_json(problem: HTTPException) -> RestAnswer:
    status = problem.code or 500
    if not places.is_rest(request.path):
        return jsonify({"error": problem.description}), status
    if status == 404:
        return _not_there(UnknownError())
    return render(RestError(status, _REST_CODES.get(status, 20500), problem.name))
