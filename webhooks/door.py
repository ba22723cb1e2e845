"""What every webhook passes: size, signature, inbox. Then one use case, once."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog
from flask import Response, abort, current_app, request
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoLineError

from hotline import inbox
from hotline.inbox import Event
from hotline.spool import Spool
from hotline.store import patience
from hotline.store.work import Work, Workplace
from hotline.telephony import twiml
from hotline.telephony.signature import JSON_DIGEST, Verifier, by_token
from hotline.text import UNSTORABLE
from webhooks.pace import Pace
from webhooks.standby import Standby

LARGEST = 64 * 1024  # bytes; the carrier's own bodies stay far below
SIGNATURE, TOKEN = "X-Twilio-Signature", "I-Twilio-Idempotency-Token"  # header names
SIGNED_HOW = "X-Twilio-Webhooks-Signature-Settings"
PART_OF_KEY = re.compile(r"[\w.-]{1,64}", re.ASCII)
LONGEST_TOKEN = 64  # characters; nobody signed it
NUL = "\x00"
REFUSED = Counter("webhooks_refused_total", "Requests that did not prove they are the carrier's")
POSTPONED = Counter("webhooks_postponed_total", "Events kept for a later try", ["kind"])

log = structlog.get_logger()


@dataclass(frozen=True)
class Kind:
    """One kind of event: what it does, and what is said when that cannot be done now.

    `hurries` where somebody holds a telephone to their ear and waits for the answer.
    """

    name: str
    handle: Callable[[Work, Event], str]
    otherwise: Callable[[Standby, Event], str]
    hurries: bool = False


@dataclass(frozen=True)
class Door:
    """What the application puts at this door: where its callers get to, and who may enter.

    `patience` is for how many seconds a caller may hear nothing.
    """

    workplace: Workplace
    verifier: Verifier
    public_url: str
    spool: Spool
    standby: Standby
    patience: float = 2.5
    pace: Pace = field(default_factory=Pace)


def here() -> Door:
    door: Door = current_app.extensions["webhooks"]
    return door


def refuse_unsigned() -> None:
    """Before anything else: a cap on the size, then the signature over the URL we published."""
    request.max_content_length = LARGEST + 1  # of a longer chunked body so much is read, no more
    if len(request.get_data(cache=True)) > LARGEST:
        abort(413)
    if not (by_token(request.headers.get(SIGNED_HOW, "")) and _signed(here())):
        REFUSED.inc()
        log.warning("webhook_refused", endpoint=request.endpoint)
        abort(403)


def _signed(door: Door) -> bool:
    signature = request.headers.get(SIGNATURE, "")
    url = door.public_url + _path_as_sent()
    body = request.get_data(cache=True)
    if JSON_DIGEST in request.args or (body and not request.form):
        return door.verifier.raw(url, body.decode(errors="replace"), signature)
    return door.verifier.form(url, request.form, signature)


def _path_as_sent() -> str:
    """Path and query byte for byte: decoding and encoding again would break the signature."""
    sent = str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or "")
    return sent if sent.startswith("/") else request.full_path.removesuffix("?")


def params() -> dict[str, str]:
    """Every parameter, blanks kept, NUL made visible because the database cannot hold it."""
    repeated = request.form.to_dict(flat=False)
    return {
        name.replace(NUL, UNSTORABLE): "\n".join(values).replace(NUL, UNSTORABLE)
        for name, values in repeated.items()
    }


def receive(kind: Kind, *key: str, about: str = "", queue: str = "") -> Response:
    """Do the event's work once and answer; the same parts of `key` are the same event.

    Events of one `queue` are handled one after another.

    When the work cannot be done now the event is kept whole and answered kindly: a caller never
    hears an error, and the sweep tries again.
    """
    event = _event(kind.name, key, about, queue)
    reach = here().workplace.reach
    until = patience.until(here().patience) if kind.hurries else None
    try:
        reach("web.before_inbox")
        answer = _done(kind, event, until)
        reach("web.after_commit")
        return xml(answer)
    except Exception as error:  # noqa: BLE001  # whatever it was, the event must not be lost
        log.error("event_postponed", kind=kind.name, error=type(error).__name__)  # noqa: TRY400  # a traceback could quote the caller's words
        POSTPONED.labels(kind.name).inc()
        away = _is_away(error) or _is_over(until)
    return xml(_postponed(kind, event, away=away))


def _is_away(error: Exception) -> bool:
    """Whether there was nobody to say anything to: then to try again only keeps a child waiting."""
    if isinstance(error, NoLineError):
        return True
    return isinstance(error, OperationalError) and error.statement is None


def _is_over(until: float | None) -> bool:
    return until is not None and patience.is_over(until)


def _postponed(kind: Kind, event: Event, *, away: bool) -> str:
    """Into the inbox as it came; where the database does not answer, onto the disk.

    OSError when the disk fails too: the carrier then goes to its fallback address.
    """
    door = here()
    said = kind.otherwise(door.standby, event)
    if away:
        return _spooled(kind, event, said)
    try:
        with door.workplace.work() as work:
            return inbox.keep_for_later(work, event, said)
    except SQLAlchemyError:
        return _spooled(kind, event, said)


def _spooled(kind: Kind, event: Event, said: str) -> str:
    door = here()
    log.error("event_spooled", kind=kind.name)
    door.spool.keep(event, door.workplace.now())
    door.workplace.reach("web.after_spooling")
    return said


def _done(kind: Kind, event: Event, until: float | None) -> str:
    """Once more when the database was restarted under us: every write is idempotent."""
    try:
        return _once(kind, event, until)
    except DBAPIError as error:
        if not error.connection_invalidated or _is_over(until):
            raise
        return _once(kind, event, until)


def _once(kind: Kind, event: Event, until: float | None) -> str:
    door = here()
    try:
        with door.pace.one(), door.workplace.work(until) as work:
            return inbox.as_new(work, event, lambda: kind.handle(work, event))
    except IntegrityError:
        return _in_turn(kind, event, until)


def _in_turn(kind: Kind, event: Event, until: float | None) -> str:
    """Somebody was first: with this event, or with another of the same caller."""
    with here().workplace.work(until) as work:
        return inbox.once(work, event, lambda: kind.handle(work, event))


def _event(kind: str, key: tuple[str, ...], about: str, queue: str) -> Event:
    """A part of the key that is missing, or no id at all, is made of the whole."""
    given = params()
    parts = [part if PART_OF_KEY.fullmatch(part) else _digest(given) for part in key]
    token = request.headers.get(TOKEN, "")[:LONGEST_TOKEN]
    about = about.replace(NUL, UNSTORABLE)
    return Event(kind, key_of(kind, *parts), given, about, token, queue=queue)


def key_of(kind: str, *parts: str) -> str:
    """What makes two deliveries the same event, wherever we learn of it."""
    return ":".join([kind, *parts])


def _digest(given: Mapping[str, str]) -> str:
    joined = "\n".join(f"{name}={given[name]}" for name in sorted(given))
    return hashlib.sha256(joined.encode()).hexdigest()[:34]


def xml(text: str) -> Response:
    return Response(text, content_type=twiml.XML)
