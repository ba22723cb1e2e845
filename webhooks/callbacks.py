"""The two calls of a call back: ours first, then the caller's, then both in one room."""

from flask import Response, request

from hotline import callbacks, recording_rules
from hotline.callbacks import CallBack, State
from hotline.inbox import Event
from hotline.store.work import Work
from hotline.telephony import bridging, calm, twiml
from hotline.telephony.bridging import Place
from hotline.vocabulary import Language
from referral import callbacks as calling
from webhooks.door import Kind, receive
from webhooks.ids import outgoing_id
from webhooks.standby import Standby


def ours(page: str, n: int) -> Response:
    return _receive(OURS, page, f"ours.{n}", n)


def waiting(page: str, n: int) -> Response:
    return _receive(WAITING, page, f"wait.{n}", n)


def ours_left(page: str) -> Response:
    return _receive(OURS_LEFT, page, "ours-left")


def picked_up(page: str) -> Response:
    return _receive(PICKED_UP, page, "picked-up")


def affirmed(page: str) -> Response:
    return _receive(AFFIRMED, page, "affirmed")


def consented(page: str) -> Response:
    return _receive(CONSENT, page, "consent")


def theirs_left(page: str) -> Response:
    return _receive(THEIRS_LEFT, page, "theirs-left")


def _receive(kind: Kind, page: str, turn: str, n: int = 1) -> Response:
    sid = request.form.get("CallSid", "")
    return receive(kind, sid, f"{page}.{turn}", about=f"{page}/{n}")


def _row(work: Work, event: Event) -> CallBack | None:
    known = outgoing_id(event.about.rpartition("/")[0])
    return callbacks.locked(work, known) if known else None


def _here(work: Work, row: CallBack, *rest: object) -> str:
    return "/".join([f"{work.public_url}/webhooks/voice/back/{row.id}", *map(str, rest)])


def hear_ours(work: Work, event: Event) -> str:
    """A press that is read late, when nobody listens any more, makes no telephone ring."""
    row = _row(work, event)
    if row is None or row.state is not State.RINGING_US or not event.heard:
        return str(calm.hang_up())
    if not calling.taken(work, row, twiml.read_call(event.params).digits):
        return str(calm.hang_up())
    if not calling.dial(work, row):
        return twiml.tell(work.policy.say("call_back.unsafe"), Language.VI)
    left, wait = _here(work, row, "ours-left"), _here(work, row, "wait", 1)
    place = Place(row.room, "counselor", left, wait)
    return bridging.into_room(place, Language.VI, work.policy.say("call_back.dialling"))


def say_how_it_goes(work: Work, event: Event) -> str:
    row = _row(work, event)
    if row is None:
        return twiml.DONE
    if row.came is not None:
        return bridging.say_and_wait(work.policy.say(f"call_back.{row.came}"), Language.VI)
    n = int(event.about.rpartition("/")[2])
    return bridging.look_again(_here(work, row, "wait", n + 1))


def note_ours_left(work: Work, event: Event) -> str:
    row = _row(work, event)
    if row is not None:
        calling.ours_left(work, row)
    return str(calm.hang_up())


def ask_neutrally(work: Work, event: Event) -> str:
    row = _row(work, event)
    if row is None or not calling.picked_up(work, row, event.params.get("AnsweredBy", "")):
        return str(calm.hang_up())
    words = work.policy.say("call_back.neutral", Language.VI)
    return bridging.ask_twice(words, _here(work, row, "affirmed"), Language.VI)


def bring_together(work: Work, event: Event) -> str:
    row = _row(work, event)
    digits = twiml.read_call(event.params).digits
    if row is None or not event.heard or not calling.affirmed(work, row, digits):
        return twiml.tell(work.policy.say("call_back.goodbye"), Language.VI)
    if recording_rules.asks(work.policy.recordings.conversations.mode):
        words = work.policy.say("call_back.may_we_record")
        return bridging.ask_once(words, _here(work, row, "consent"), Language.VI)
    return _into_room(work, row, event.sid, "")


def hear_consent(work: Work, event: Event) -> str:
    """No key is a no, and nobody is kept waiting for it."""
    row = _row(work, event)
    if row is None or row.state is not State.TALKING or not event.heard:
        return twiml.tell(work.policy.say("call_back.goodbye"), Language.VI)
    return _into_room(work, row, event.sid, twiml.read_call(event.params).digits)


def _into_room(work: Work, row: CallBack, sid: str, digits: str) -> str:
    place = Place(row.room, "caller", _here(work, row, "theirs-left"))
    recorded = calling.record(work, row, sid, digits)
    told = recorded and not digits
    words = work.policy.say("call_back.recorded") if told else ""
    return bridging.into_room(place, Language.VI, words)


def say_goodbye(work: Work, _event: Event) -> str:
    """Whoever is still there hears a sentence, and no silence."""
    return twiml.tell(work.policy.say("call_back.goodbye"), Language.VI)


def hang_up(_standby: Standby, _event: Event) -> str:
    return str(calm.hang_up())


def part(standby: Standby, _event: Event) -> str:
    return twiml.tell(standby.policy.say("call_back.goodbye"), Language.VI)


OURS = Kind("back_ours", hear_ours, hang_up)
WAITING = Kind("back_waiting", say_how_it_goes, hang_up)
OURS_LEFT = Kind("back_ours_left", note_ours_left, hang_up)
PICKED_UP = Kind("back_picked_up", ask_neutrally, hang_up, hurries=True)
AFFIRMED = Kind("back_affirmed", bring_together, part, hurries=True)
CONSENT = Kind("back_consent", hear_consent, part, hurries=True)
THEIRS_LEFT = Kind("back_theirs_left", say_goodbye, part)
KINDS = (OURS, WAITING, OURS_LEFT, PICKED_UP, AFFIRMED, CONSENT, THEIRS_LEFT)
