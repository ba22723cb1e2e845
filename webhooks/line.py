"""A caller waits in the line: what they hear, which keys they press, and how they leave it."""

from datetime import timedelta
from uuid import UUID

import structlog
from flask import Response, request

from hotline import callflow, contacts, intake, recording_rules
from hotline.callflow import Heard, Outcome, Step, Wish
from hotline.calls import looks, queue, silence, waits
from hotline.calls.queue import Hearing, Key, Left
from hotline.calls.rooms import Ended, Room
from hotline.calls.waits import Waiting
from hotline.contacts import Contact
from hotline.inbox import Event
from hotline.policy import Policy
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony import twiml, twiml_rooms
from hotline.telephony.twiml_rooms import Words
from hotline.tickets import Ticket
from hotline.vocabulary import Language
from referral.answering import floor, settling, talks
from webhooks import turns
from webhooks.door import Kind, here, receive, xml
from webhooks.ids import row_id
from webhooks.standby import Standby, ring

log = structlog.get_logger()

TENTH = timedelta(milliseconds=100)
KEYED_TWICE = 4  # seconds for a second key, by which no is told from yes

# What the caller would have pressed at the menu for what follows the line.
AS_AT_THE_MENU = {Left.MESSAGE: "2", Left.QUICK_EXIT: "*"}


def wait(waiting: str) -> Response:
    """Asked again and again, so nothing of it is kept; and never an error in a child's ear."""
    try:
        with here().workplace.work() as work:
            return xml(_next_words(work, waiting, request.form.get("QueueSid", "")))
    except Exception as error:  # noqa: BLE001  # whatever it was, the caller waits on
        log.error("wait_unanswered", error=type(error).__name__)  # noqa: TRY400  # a traceback could quote the caller's words
        return xml(_calm(here().standby))


def key(waiting: str, n: int) -> Response:
    return receive(KEY, request.form.get("CallSid", ""), f"{waiting}.{n}", about=f"{waiting}/{n}")


def left(waiting: str) -> Response:
    return receive(LEFT, request.form.get("CallSid", ""), waiting, about=waiting)


def back(room: str) -> Response:
    return receive(BACK, request.form.get("CallSid", ""), room, about=room)


def begin(work: Work, contact: Contact, learned: Outcome | None) -> str | None:
    """The document in which the caller of this contact waits; None where a message is better."""
    if learned is None:
        return None
    ours = (waits.count(work), floor.is_staffed(work))
    rules = work.policy.calls
    if not queue.lets_in(learned.wish, ours[0], staffed=ours[1], rules=rules):
        return None
    ticket = work.session.get_one(Ticket, contact.ticket_id)
    waiting = waits.begin(
        work,
        contact,
        ticket,
        danger=learned.danger_key,
        silent=learned.silent,
        repeats=contacts.others_lately(work, contact, work.policy.triage.repeat_window),
    )
    told = recording_rules.tells(work.policy.recordings.conversations.mode)
    return _in_line(work, waiting, *(("wait.recorded",) if told else ()))


def press(work: Work, event: Event) -> str:
    """A key all through the wait; one that means nothing changes nothing."""
    waiting = waits.locked(work, row_id(event.about.partition("/")[0]))
    if waiting is None or waiting.ended is not None:
        return twiml.DONE
    digits = twiml.read_call(event.params).digits
    pressed = queue.meaning(digits, silent=waiting.silent)
    if pressed in queue.LEAVES:
        waiting.asked = queue.LEAVES[pressed]
        return twiml_rooms.leave_line()
    if pressed is Key.ANSWER:
        _answer(work, waiting, digits)
    elif pressed is Key.DANGER:
        _danger(work, waiting)
    return _say_on(work, waiting)


def go_on(work: Work, event: Event) -> str:
    """The wait is over: somebody is fetching them, or they left, or the carrier gave up."""
    waiting_id = row_id(event.about)
    known = waits.locked(work, waiting_id)
    how = queue.left_as(event.params.get("QueueResult", ""), known.asked if known else None)
    if known is None or how is None:
        return twiml.DONE
    talks.left_line(work, known.id, how)
    if how is Left.ABANDONED or not event.heard:
        return twiml.DONE
    contact = work.session.get_one(Contact, known.contact_id)
    pressed = AS_AT_THE_MENU.get(how, "9" if known.danger and how is Left.FAILED else "1")
    then = callflow.next_turn(Step.MENU, Heard(pressed), known.language)
    intake.learn(work, contact, then.outcome, known.language)
    return turns.render(work, then, turns.number_of(work, contact))


def take_back(work: Work, event: Event) -> str:
    return back_from(work, row_id(event.about), event.sid)


def back_from(work: Work, room: UUID, call_sid: str) -> str:
    """Nobody is left with the caller: a kind sentence, and the head of the line."""
    waiting = settling.back_in_line(work, room, call_sid)
    if waiting is None:
        return here().standby.ringing
    ended = work.session.get_one(Room, room).ended
    handed_on = ended is Ended.HANDED_ON
    return _in_line(work, waiting, "wait.handed_on" if handed_on else "wait.back")


def _in_line(work: Work, waiting: Waiting, *said: str) -> str:
    base = f"{work.public_url}/webhooks/voice/line"
    language = waiting.language
    words = [Words(work.policy.say(each, language), language) for each in said]
    return twiml_rooms.wait_in_line(words, f"{base}/wait/{waiting.id}", f"{base}/left/{waiting.id}")


def _danger(work: Work, waiting: Waiting) -> None:
    if not waiting.danger:
        waiting.danger, waiting.heard = True, 0
    looks.ask(work)
    contact = work.session.get_one(Contact, waiting.contact_id)
    turns.learn(work, contact, Outcome(Wish.DANGER), waiting.language)


def _answer(work: Work, waiting: Waiting, digits: str) -> None:
    """By keys, of somebody who cannot speak; whoever comes reads it on the ticket."""
    said = silence.meaning(waiting.keys, digits)
    if said is None:
        return
    waiting.keys, waiting.heard = waiting.keys + 1, 0
    if said.question is not None:
        facts = {"question": said.question.value, "said": said.said.value}
        journal.write(
            work, Act.KEYS_SAID, by=journal.CALLER, ticket_id=waiting.ticket_id, facts=facts
        )
    if said.danger:
        _danger(work, waiting)


def _next_words(work: Work, waiting: str, line: str) -> str:
    waiting_id = row_id(waiting)
    usual = waits.hears(work, waiting_id)
    if usual is not None and (said := _say_next(work, usual)):
        return said
    row = waits.locked(work, waiting_id)
    if row is None or row.ended is Left.JOINED:
        return _said(work.policy)
    if row.ended is not None:  # taken for gone, and still here: a message rather than no end
        return twiml_rooms.leave_line()
    if row.queue_sid is None and line:
        row.queue_sid = line
        settling.settle_wait(work, row)
    return _say_on(work, row)


def _say_on(work: Work, row: Waiting) -> str:
    said = _say_next(work, waits.hearing(work, row))
    if said is None:
        row.asked = Left.OVERFLOW
        return twiml_rooms.leave_line()
    row.heard += 1
    return said


def _say_next(work: Work, hearing: Hearing) -> str | None:
    """None for who has waited long enough for nobody."""
    rules, wait, language = work.policy.calls, hearing.wait, hearing.language
    said = queue.next_prompt(wait, work.now, rules)
    if said is None:
        return None
    n = int((work.now - wait.since) / TENTH)  # so that every press has an address of its own
    url = f"{work.public_url}/webhooks/voice/line/key/{hearing.waiting_id}/{n}"
    pause, keys = int(rules.prompt_pause.total_seconds()), 2 if wait.silent else 1
    words = Words(work.policy.say(said, language), language)
    return twiml_rooms.while_waiting(words, KEYED_TWICE if wait.silent else pause, url, keys)


def _calm(standby: Standby, _event: Event | None = None) -> str:
    """Without the database: a sentence, and the carrier asks again."""
    return _said(standby.policy)


def _said(policy: Policy) -> str:
    return twiml_rooms.say(Words(policy.say("wait.again"), Language.VI))


KEY = Kind("line_key", press, _calm, hurries=True)
LEFT = Kind("line_left", go_on, ring, hurries=True)
BACK = Kind("line_back", take_back, ring, hurries=True)
KINDS = (KEY, LEFT, BACK)
