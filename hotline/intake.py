"""Someone reached us: keep what they said, once, and open or join a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from hotline import callers, findable, text, tickets, triage
from hotline.callers import Known
from hotline.callflow import Outcome as Learned
from hotline.callflow import Wish
from hotline.contacts import Contact, Outcome
from hotline.phones import normal
from hotline.staff import PHONE
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony.carrier import CallTurn, Sms
from hotline.tickets import Ticket
from hotline.triage import Assessment, ContactFacts, Reason
from hotline.vocabulary import ContactChannel, Language
from hotline.words import places

ENDINGS = {
    Wish.DANGER: Outcome.CALL_BACK,
    Wish.COUNSELOR: Outcome.CALL_BACK,
    Wish.MESSAGE: Outcome.CALL_BACK,
    Wish.QUICK_EXIT: Outcome.QUICK_EXIT,
    Wish.SILENT: Outcome.SILENT,
}


@dataclass(frozen=True)
class Received:
    """`fresh`: the contact opened the ticket. `known`: of the number, before this contact."""

    contact: Contact
    ticket: Ticket
    number: str | None
    fresh: bool
    known: Known
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Filed:
    """The id and number of a ticket that is no child's."""

    id: UUID
    number: int


@dataclass(frozen=True)
class Told:
    """What somebody told another line, as that line says; `sender` is empty where it says no
    number, `danger` is its own word."""

    sid: str
    sender: str
    text: str
    danger: bool = False


@dataclass(frozen=True)
class _Caller:
    """`known` is of the number; `ticket` is its newest open one, held."""

    number: str | None
    index: bytes | None
    known: Known
    ticket: Ticket | None


def receive_sms(work: Work, sms: Sms, filed: Filed | None = None) -> Received:
    """A text becomes a contact on the number's open ticket, or opens one, known as `filed` says."""
    words = text.clean(sms.text)
    caller = _caller(work, sms.sender)
    facts = ContactFacts(
        channel=ContactChannel.SMS,
        text=words,
        local_hour=_local(work).hour,
        repeats=caller.known.repeats,
        open_ticket=caller.ticket.severity if caller.ticket else None,
        media=len(sms.media),
    )
    assessment = triage.assess(facts, work.policy, work.now)
    contact = {**_words(words, work), "carrier_sid": sms.sid, "media": list(sms.media)}
    received = _file(work, caller, assessment, ContactChannel.SMS, contact, filed)
    _heard(work, received, words)
    return received


def receive_told(work: Work, told: Told, known: Ticket | None) -> Received:
    """What another line heard is a contact too: on the ticket `known`, or as if it came here."""
    words = text.clean(told.text)
    caller = _caller(work, told.sender)
    if known is not None:
        caller = replace(caller, ticket=known)
    facts = ContactFacts(
        channel=ContactChannel.RELAY,
        text=words,
        danger_key=told.danger,
        local_hour=_local(work).hour,
        repeats=caller.known.repeats,
        open_ticket=caller.ticket.severity if caller.ticket else None,
    )
    assessment = triage.assess(facts, work.policy, work.now)
    contact = {**_words(words, work), "carrier_sid": told.sid}
    received = _file(work, caller, assessment, ContactChannel.RELAY, contact)
    _heard(work, received, words)
    return received


def _words(words: str, work: Work) -> dict[str, object]:
    """A contact of words is over when it has come."""
    return {"text": words, "outcome": Outcome.RECEIVED, "ended_at": work.now}


def _heard(work: Work, received: Received, words: str) -> None:
    if not received.fresh:
        findable.heard(work, received.ticket.id, received.contact.id)
    _place(work, received.ticket, words)


def receive_call(work: Work, call: CallTurn) -> Received:
    """A ringing phone is a contact at once: whoever hangs up now has still reached us."""
    caller = _caller(work, call.caller)
    facts = ContactFacts(
        channel=ContactChannel.CALL,
        local_hour=_local(work).hour,
        repeats=caller.known.repeats,
        open_ticket=caller.ticket.severity if caller.ticket else None,
    )
    assessment = triage.assess(facts, work.policy, work.now)
    contact = {"carrier_sid": call.sid, "outcome": Outcome.IN_PROGRESS}
    return _file(work, caller, assessment, ContactChannel.CALL, contact)


def learn(work: Work, contact: Contact, learned: Learned | None, language: Language) -> bool:
    """What the caller's key or silence says about the ticket; True when somebody must look anew.

    It became graver; or the danger key was pressed, whatever the ticket was before, even closed.
    """
    contact.language = language
    if learned is None:
        return False
    contact.outcome = ENDINGS[learned.wish]
    ticket = tickets.locked(work, contact.ticket_id)
    facts = ContactFacts(
        channel=ContactChannel.CALL,
        danger_key=learned.danger_key,
        silent=learned.silent,
        local_hour=_local(work).hour,
        open_ticket=ticket.severity,
    )
    assessment = triage.assess(facts, work.policy, work.now)
    graver = tickets.reassess(
        work, ticket, assessment.severity, assessment.categories, _reasons(assessment)
    )
    return graver or learned.danger_key


def keep_message(contact: Contact, call: CallTurn) -> None:
    """The longest recording of the call stays; what a silent caller's line heard is one too."""
    if call.recording_seconds > (contact.recording_seconds or 0):
        contact.recording_sid = call.recording_sid
        contact.recording_seconds = call.recording_seconds
        if contact.outcome in (Outcome.IN_PROGRESS, Outcome.ABANDONED, Outcome.CALL_BACK):
            contact.outcome = Outcome.MESSAGE_LEFT


def end_call(work: Work, contact: Contact, seconds: int | None) -> None:
    """The line is closed; who pressed nothing at all hung up on us, and is called back too."""
    if contact.ended_at is not None:
        return
    contact.ended_at = work.now
    if contact.outcome is not Outcome.ANSWERED:
        contact.talk_seconds = seconds
    if contact.outcome is Outcome.IN_PROGRESS:
        contact.outcome = Outcome.ABANDONED
    facts = {"outcome": contact.outcome.value, "seconds": str(seconds or 0)}
    journal.write(work, Act.CONTACT_ENDED, ticket_id=contact.ticket_id, facts=facts)


def _caller(work: Work, sender: str) -> _Caller:
    """The number, how often it reached us, and its newest open ticket, locked.

    Without one nothing is locked: two contacts that both find none cannot both be the next.
    """
    number = normal(sender)
    if number is None:
        return _Caller(None, None, callers.NOTHING, None)
    indexes = work.keyring.blinds(number, PHONE)
    known = callers.look(work, indexes)
    if known.ticket_id is None:
        return _Caller(number, indexes[0], known, None)
    ticket = tickets.locked(work, known.ticket_id)
    known = callers.look(work, indexes)
    return _Caller(number, indexes[0], known, ticket if ticket.is_open else None)


def _file(  # noqa: PLR0913  # who, what, how, and under which ids: each said by name
    work: Work,
    caller: _Caller,
    assessment: Assessment,
    channel: ContactChannel,
    said: Mapping[str, object],
    filed: Filed | None = None,
) -> Received:
    """`said` is what else the contact holds, by its columns."""
    ticket = _ticket(work, caller, assessment, filed)
    contact = work.add(
        Contact(
            ticket_id=ticket.id,
            channel=channel,
            caller=caller.number,
            caller_index=caller.index,
            nth=caller.known.contacts + 1 if caller.number else None,
            language=Language.VI,
            received_at=work.now,
            **said,
        )
    )
    journal.write(
        work,
        Act.CONTACT_RECEIVED,
        by=journal.CALLER,
        ticket_id=ticket.id,
        facts={"channel": channel.value},
    )
    fresh, reasons = caller.ticket is None, assessment.reasons
    return Received(contact, ticket, caller.number, fresh, caller.known, reasons)


def _ticket(work: Work, caller: _Caller, assessment: Assessment, filed: Filed | None) -> Ticket:
    """The caller's open ticket, which now knows more; or a new one."""
    severity, categories = assessment.severity, assessment.categories
    if caller.ticket is not None:
        tickets.reassess(work, caller.ticket, severity, categories, _reasons(assessment))
        return caller.ticket
    return tickets.open_ticket(
        work,
        severity,
        caller=caller.number,
        index=caller.index,
        language=Language.VI,
        categories=categories,
        reasons=_reasons(assessment),
        known_as=vars(filed) if filed else None,
    )


def _reasons(assessment: Assessment) -> list[dict[str, str]]:
    return [vars(reason).copy() for reason in assessment.reasons]


def _place(work: Work, ticket: Ticket, words: str) -> None:
    """A commune named in the words; a place a person has set is never changed by a machine."""
    if ticket.commune_code is None:
        commune = places.find(words, work.policy)
        if commune is not None:
            tickets.set_place(work, ticket, commune, None, by=journal.SYSTEM)


def _local(work: Work) -> datetime:
    return work.now.astimezone(work.zone)


def ticket_of(work: Work, contact: Contact) -> Ticket:
    return work.session.get_one(Ticket, contact.ticket_id)
