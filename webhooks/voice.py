"""A phone rings, a key is pressed, a line is closed."""

from flask import Response, request

from hotline import callflow, contacts, intake, soft_blocks
from hotline.callflow import Heard, Step
from hotline.contacts import Contact
from hotline.inbox import Event
from hotline.intake import Received
from hotline.phones import normal
from hotline.recording_rules import Source
from hotline.recordings import kept, taping
from hotline.sending import receipts
from hotline.sending.outbox import Outgoing, Purpose, keys_again
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony import calm, twiml
from hotline.telephony.carrier import CallTurn
from hotline.vocabulary import DeadlineKind, Language
from referral import answers, callbacks, desk
from referral.answering import seating, talks
from webhooks import line, rooms, standby, trace, turns
from webhooks.door import Kind, here, receive, xml
from webhooks.ids import outgoing_id
from webhooks.sms import say_nothing
from webhooks.standby import Standby


def incoming() -> Response:
    return receive(CALL, _call_sid(), "start", queue=normal(request.form.get("From", "")) or "")


def turn(step: str, n: int) -> Response:
    return receive(TURN, _call_sid(), f"{step}.{n}", about=f"{step}/{n}")


def status() -> Response:
    form = request.form
    order = form.get("SequenceNumber") or form.get("CallStatus") or "none"
    return receive(CALL_STATUS, _call_sid(), order, about=request.args.get("o", ""))


def answered(page: str, n: int) -> Response:
    return receive(ANSWER, _call_sid(), f"{page}.{n}", about=f"{page}/{n}")


def ringing() -> Response:
    """Nothing is kept of it: what became of the call is told when the ringing is over."""
    return xml(here().standby.asking)


def taken() -> Response:
    return xml(standby.join(request.form.get("Digits", "")))


def ringing_over(n: int) -> Response:
    return receive(RINGING_OVER, _call_sid(), f"left.{n}", about=str(n))


def recording() -> Response:
    form = request.form
    return receive(RECORDING, form.get("RecordingSid", ""), form.get("RecordingStatus", ""))


def _call_sid() -> str:
    return request.form.get("CallSid", "")


def greet(work: Work, event: Event) -> str:
    if contacts.has_come(work, event.sid):
        contact = _contact(work, event, event.sid)
        ticket = intake.ticket_of(work, contact)
    else:
        received = _take_in(work, event, event.sid)
        contact, ticket = received.contact, received.ticket
    before = ticket.severity if ticket.received_at < contact.received_at else None
    manner = soft_blocks.manner(work, contact.caller, before)
    return turns.render(work, callflow.greeting(contact.language, manner), 1)


def go_on(work: Work, event: Event) -> str:
    """An unknown step, as from a page of an older release, begins again at the menu."""
    step, n = _place(event)
    call, contact = twiml.read_call(event.params), _contact(work, event, event.sid)
    _keep_message(work, contact, call)
    if step not in list(Step):
        return turns.render(work, callflow.greeting(contact.language), n + 1)
    heard = Heard(call.digits, recorded=bool(call.recording_seconds), hung_up=call.ended)
    then = callflow.next_turn(Step(step), heard, contact.language)
    turns.learn(work, contact, then.outcome, then.language)
    waits = line.begin(work, contact, then.outcome) if event.heard else None
    return waits or turns.render(work, then, n + 1)


def learn(work: Work, event: Event) -> str:
    """News of a call we placed, or the end of one that came in, even if nothing else of it did."""
    receipt = twiml.read_receipt(event.params)
    if event.about:
        held = talks.hold_offer(work, outgoing_id(event.about))
        row = receipts.record(work, receipt, outgoing_id(event.about))
        if row is not None and row.purpose in (Purpose.CALL_BACK_OURS, Purpose.CALL_BACK):
            callbacks.hear(work, row, receipt)
        elif row is not None and row.purpose is Purpose.OFFER and held is not None:
            talks.news_of_offer(work, held, row, receipt.status)
        return twiml.DONE
    if receipt.status in twiml.ENDED and event.params.get("Direction") == "inbound":
        talks.caller_hung_up(work, event.sid)
        intake.end_call(work, _contact(work, event, event.sid), receipt.duration)
    return twiml.DONE


def hear_key(work: Work, event: Event) -> str:
    """A supervisor or an agency answers a call of ours."""
    page, n = _place(event)
    row_id = outgoing_id(page)
    row = work.session.get(Outgoing, row_id) if row_id else None
    if row is None:
        return twiml.tell(work.policy.say("referral.unknown"), Language.VI)
    digits = twiml.read_call(event.params).digits
    if row.purpose is Purpose.PAGE and digits[:1] == seating.TAKES:
        told = seating.take_by_page(work, row, event.sid)
        if told is not None:
            return rooms.reply(work, told, row.language)
    said = answers.by_key(work, row, digits)
    if not said.again:
        return twiml.tell(said.text, said.language)
    url = f"{work.public_url}/webhooks/voice/answer/{page}/{n + 1}"
    again = work.policy.say(keys_again(row.purpose), said.language)
    return twiml.ask_for_key(said.text, again, url, said.language)


def keep(work: Work, event: Event) -> str:
    """News of a recording: the message counts even when the turn that brought it was lost."""
    call = twiml.read_call(event.params)
    contact = contacts.by_sid(work, call.sid, lock=True)
    if contact is not None:
        _keep_message(work, contact, call)
    else:
        _keep_conversation(work, call)
    return twiml.DONE


def _keep_conversation(work: Work, call: CallTurn) -> None:
    row = taping.of_call(work, call.sid)
    if row is not None and call.recording_seconds:
        kept.notice(
            work,
            call.recording_sid,
            ticket_id=row.ticket_id,
            seconds=call.recording_seconds,
            source=Source.CONVERSATION,
        )
        row.over_at = row.over_at or work.now


def _keep_message(work: Work, contact: Contact, call: CallTurn) -> None:
    """Every recording of the call is fetched; the longest is what it counts by."""
    if not call.recording_seconds:
        return
    intake.keep_message(contact, call)
    kept.notice(
        work,
        call.recording_sid,
        ticket_id=contact.ticket_id,
        contact_id=contact.id,
        seconds=call.recording_seconds,
    )


def hang_up(_standby: Standby, _event: Event) -> str:
    """Somebody of ours, or an agency: they are called again."""
    return str(calm.hang_up())


def _contact(work: Work, event: Event, sid: str) -> Contact:
    """The call's contact; a turn that outran the greeting, or whose greeting was lost, makes it."""
    known = contacts.by_sid(work, sid, lock=True)
    return known or _take_in(work, event, sid).contact


def _take_in(work: Work, event: Event, sid: str) -> Received:
    call = twiml.read_call(event.params)
    received = intake.receive_call(work, CallTurn(sid, call.caller))
    trace.contact(work, received)
    desk.promise(work, received.ticket, DeadlineKind.CALLBACK, fresh=received.fresh)
    desk.follow_up(work, received.ticket)
    return received


def _place(event: Event) -> tuple[str, int]:
    name, _, n = event.about.rpartition("/")
    return name, int(n)


def note_ringing(work: Work, event: Event) -> str:
    """The ticket says whether somebody took the call while nobody could write it down."""
    contact = _contact(work, event, event.sid)
    act = Act.RANG_AND_TALKED if standby.talked(event) else Act.RANG_IN_VAIN
    facts = {"seconds": event.params.get("DialCallDuration", "0")}
    journal.write(work, act, ticket_id=contact.ticket_id, facts=facts)
    return standby.after(here().standby, event) if event.heard else twiml.DONE


CALL = Kind("call", greet, standby.ring, hurries=True)
TURN = Kind("turn", go_on, standby.go_on, hurries=True)
RINGING_OVER = Kind("ringing_over", note_ringing, standby.after, hurries=True)
ANSWER = Kind("answer", hear_key, hang_up)
CALL_STATUS = Kind("call_status", learn, say_nothing)
RECORDING = Kind("recording", keep, say_nothing)
KINDS = (CALL, TURN, RINGING_OVER, ANSWER, CALL_STATUS, RECORDING)
