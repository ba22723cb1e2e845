"""A text came in, or news of one that left."""

from flask import Response, request

from hotline import heeding, intake
from hotline.inbox import Event
from hotline.phones import normal
from hotline.safety import Rules
from hotline.sending import receipts
from hotline.sending.outbox import Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony import twiml
from hotline.telephony.carrier import Sms
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import answers, desk
from referral.canary import filing
from referral.referrals import Referral
from webhooks import trace
from webhooks.door import Kind, receive
from webhooks.ids import outgoing_id
from webhooks.standby import Standby

MOST_REPLIES = 5  # automatic ones to a number within the policy's window, so that machines tire


def incoming() -> Response:
    form = request.form
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    return receive(SMS, sid, queue=normal(form.get("From", "")) or "")


def status() -> Response:
    form = request.form
    key = (form.get("MessageSid", ""), form.get("MessageStatus", ""), form.get("ErrorCode") or "0")
    return receive(SMS_STATUS, *key, about=request.args.get("o", ""))


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
    return twiml.reply(_contact(work, contact, heard=event.heard))


def _contact(work: Work, sms: Sms, *, heard: bool) -> str:
    received = intake.receive_sms(work, sms)
    trace.contact(work, received)
    desk.promise(work, received.ticket, DeadlineKind.FIRST_RESPONSE, fresh=received.fresh)
    desk.follow_up(work, received.ticket)
    rules = heeding.listen(work, received)
    if received.number is None or received.repeats >= MOST_REPLIES or not heard:
        return ""
    return _first_reply(work, received.ticket, rules)


def _first_reply(work: Work, ticket: Ticket, rules: Rules) -> str:
    """Nothing where it could be read by whoever must not know of it."""
    key = f"sms.reply.{'critical' if ticket.severity is Severity.CRITICAL else 'received'}"
    words = work.policy.say(key, ticket.language)
    refusal = heeding.first_reply(work, words, rules).refusal
    if refusal is not None:
        journal.write(work, Act.NOT_REPLIED, ticket_id=ticket.id, facts={"why": refusal.value})
        return ""
    journal.write(work, Act.AUTO_REPLIED, ticket_id=ticket.id, facts={"text": key})
    return words


def learn(work: Work, event: Event) -> str:
    row = receipts.record(work, twiml.read_receipt(event.params), outgoing_id(event.about))
    if row is not None and row.purpose is Purpose.REFERRAL and row.carrier_status == "delivered":
        desk.delivered(work, work.session.get_one(Referral, row.referral_id))
    return twiml.DONE


def say_nothing(_standby: Standby, _event: Event) -> str:
    return twiml.DONE


SMS = Kind("sms", take_in, say_nothing)
SMS_STATUS = Kind("sms_status", learn, say_nothing)
KINDS = (SMS, SMS_STATUS)
