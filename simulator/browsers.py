"""What browsers are told, and which pages may reach the simulator through one."""

from urllib.parse import urlsplit

from flask import Response, abort, request

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PAGE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def of_this_machine(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in LOOPBACK
    except ValueError:
        return False


def refuse_strangers() -> None:
    """Any page of the web may send a request to this machine; only those of this machine may."""
    origin = request.headers.get("Origin")
    if origin is not None and not of_this_machine(origin):
        abort(403, "pages of this machine only")


def protect(answer: Response) -> Response:
    for name, value in PAGE.items():
        answer.headers.setdefault(name, value)
    return answer


def share(answer: Response) -> Response:
    """Pages of other ports of this machine may read it: the console is one."""
    origin = request.headers.get("Origin")
    answer.vary.add("Origin")
    if origin is not None and of_this_machine(origin):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return answer
