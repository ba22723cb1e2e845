"""A text came in, or news of one that left."""

from flask import Response, request

from hotline import heeding, intake, replying
from hotline.inbox import Event
from hotline.intake import Received
from hotline.phones import normal
from hotline.safety import Rules
from hotline.sending import receipts, replied
from hotline.sending.outbox import Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony import twiml
from hotline.telephony.carrier import Sms
from hotline.vocabulary import DeadlineKind, Severity
from referral import answers, desk, fetching
from referral.canary import filing
from referral.ladder import paging
from referral.referrals import Referral
from webhooks import trace
from webhooks.door import Kind, receive
from webhooks.ids import outgoing_id
from webhooks.standby import Standby


def incoming() -> Response:
    form = request.form
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    return receive(SMS, sid, queue=normal(form.get("From", "")) or "")


def status() -> Response:
    form = request.form
    key = (form.get("MessageSid", ""), form.get("MessageStatus", ""), form.get("ErrorCode") or "0")
    return receive(SMS_STATUS, *key, about=request.args.get("o", ""))


def reply_status(contact: str) -> Response:
    form = request.form
    key = (form.get("MessageSid", ""), form.get("MessageStatus", ""), form.get("ErrorCode") or "0")
    return receive(REPLY_STATUS, *key, about=contact)


def take_in(work: Work, event: Event) -> str:
    """A code from a supervisor or an agency is an answer; everything else is a caller's."""
    sms = twiml.read_sms(event.params)
    if filing.is_one(work, sms):
        filing.take_in(work, sms)
        return twiml.reply("")
    known = answers.by_text(work, sms.sender, sms.text)
    if known is not None:
        return twiml.reply(known)
    contact = Sms(event.sid, sms.sender, sms.text, sms.media)
    return _contact(work, contact, heard=event.heard)


def _contact(work: Work, sms: Sms, *, heard: bool) -> str:
    received = intake.receive_sms(work, sms)
    trace.contact(work, received)
    received.contact.auto_replied = heard and _is_answered(work, received)
    desk.promise(work, received.ticket, DeadlineKind.FIRST_RESPONSE, fresh=received.fresh)
    desk.follow_up(work, received.ticket)
    if sms.media:
        fetching.expect(work, received.contact, received.ticket)
    rules = heeding.listen(work, received)
    if replying.is_command(received.contact.text or "", work.policy.replies):
        paging.start(work, received.ticket)
    words = _first_reply(work, received, rules) if received.contact.auto_replied else ""
    return twiml.reply(words, f"{work.public_url}/webhooks/sms/reply/{received.contact.id}")


def _is_answered(work: Work, received: Received) -> bool:
    """Known before anything else is asked, so that it is written with the contact itself."""
    if received.number is None:
        return False
    return replying.may_reply_by_itself(received.known.replied, work.policy.replies, work.now)


def _first_reply(work: Work, received: Received, rules: Rules) -> str:
    """Nothing where it could be read by whoever must not know of it."""
    ticket = received.ticket
    key = f"sms.reply.{'critical' if ticket.severity is Severity.CRITICAL else 'received'}"
    words = work.policy.say(key, ticket.language)
    refusal = heeding.first_reply(work, words, rules).refusal
    if refusal is not None:
        received.contact.auto_replied = False
        journal.write(work, Act.NOT_REPLIED, ticket_id=ticket.id, facts={"why": refusal.value})
        return ""
    facts = {"text": key, "words": words, "contact": str(received.contact.id)}
    journal.write(work, Act.AUTO_REPLIED, ticket_id=ticket.id, facts=facts)
    return words


def learn(work: Work, event: Event) -> str:
    row = receipts.record(work, twiml.read_receipt(event.params), outgoing_id(event.about))
    if row is not None and row.purpose is Purpose.REFERRAL and row.carrier_status == "delivered":
        desk.delivered(work, work.session.get_one(Referral, row.referral_id))
    return twiml.DONE


def learn_of_reply(work: Work, event: Event) -> str:
    replied.record(work, twiml.read_receipt(event.params), outgoing_id(event.about))
    return twiml.DONE


def say_nothing(_standby: Standby, _event: Event) -> str:
    return twiml.DONE


SMS = Kind("sms", take_in, say_nothing)
SMS_STATUS = Kind("sms_status", learn, say_nothing)
REPLY_STATUS = Kind("reply_status", learn_of_reply, say_nothing)
KINDS = (SMS, SMS_STATUS, REPLY_STATUS)
