"""An application on a port of this machine alone, with no address of it in any log."""

from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """Addresses hold numbers, and numbers do not belong in logs."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


def listening(app: "WSGIApplication", port: int) -> BaseWSGIServer:
    server = make_server(HOST, port, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]  # a request in hand stops nobody
    return server
