"""The turns of a call's menu and messages: learnt from, and said in the carrier's language."""

from hotline import contacts, intake
from hotline.callflow import Outcome, Turn
from hotline.calls import silence
from hotline.contacts import Contact
from hotline.store.work import Work
from hotline.telephony import twiml
from hotline.vocabulary import DeadlineKind, Language
from referral import desk
from referral.answering import alerts

AFTER_THE_LINE = 100  # numbers of turns below are the menu's


def learn(work: Work, contact: Contact, outcome: Outcome | None, language: Language) -> None:
    """What a key or a silence says about the ticket; somebody looks when it became graver."""
    if intake.learn(work, contact, outcome, language):
        ticket = intake.ticket_of(work, contact)
        desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)
        desk.follow_up(work, ticket)
    if outcome is not None and outcome.silent:
        _tell_of_silence(work, contact)


def _tell_of_silence(work: Work, contact: Contact) -> None:
    """A number that says nothing again and again, or on a ticket that was open before."""
    work.session.flush()
    rules = work.policy.calls
    count = contacts.silent_lately(work, contact, rules.silent_within)
    ticket = intake.ticket_of(work, contact)
    open_before = ticket.entered_at < contact.received_at
    if silence.is_told(count, open_ticket=open_before, rules=rules):
        alerts.tell(work, ticket, f"silent:{contact.id}", "wait.silent_page", count=count)


def render(work: Work, turn: Turn, n: int) -> str:
    return twiml.render(turn, work.policy, _actions(work.public_url, n))


def number_of(work: Work, contact: Contact) -> int:
    """A number no earlier turn of this call has, however often the caller came out of the line."""
    return AFTER_THE_LINE + int((work.now - contact.received_at).total_seconds())


def _actions(public_url: str, n: int) -> twiml.Action:
    return lambda step: f"{public_url}/webhooks/voice/turn/{step}/{n}"
