"""What the carrier refused for good, or nobody heard in time: another channel, or a human."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, literal_column, or_, select, update

from hotline import codes
from hotline.sending import outbox
from hotline.sending.outbox import ALIVE, Letter, Outgoing, Purpose, State
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, DeadlineKind
from referral import desk, letters, referrals, relay_answers
from referral.answering import talks
from referral.ladder import digests, paging
from referral.ladder.digests import Digest
from referral.letters import PageFacts, ReferralFacts
from referral.poison import HOLD_BACK, PLAIN, STUCK, Rows, Subject
from referral.promises import deadlines
from referral.referrals import ENDS, UNANSWERED, Referral

OTHER = {
    Channel.SMS: Channel.CALL,
    Channel.CALL: Channel.SMS,
    Channel.EMAIL: Channel.SMS,  # of an agency: its telephone
}
# Another code can be asked for; a test call or canary that does not arrive has failed; an alarm
# goes by every channel of its rung, and again; a number that takes no text any more needs no
# farewell, whoever news does not reach has lost nothing, and a person calls back again.
ALONE = (
    *(Purpose.LINK_CODE, Purpose.NUMBER_CODE, Purpose.NUMBER_MOVED),
    *(Purpose.TEST_CALL, Purpose.CANARY, Purpose.ALARM, Purpose.FEEDBACK),
    *(Purpose.CALL_BACK_OURS, Purpose.CALL_BACK),
)
BATCH = 100


REFUSED = Outgoing.state == literal_column(f"'{State.REFUSED}'")
UNHEARD = Outgoing.unheard_at <= MOMENT
_NOT_ASIDE = or_(Outgoing.mend_after.is_(None), Outgoing.mend_after <= MOMENT)
_ANY_REFUSED = Prepared(select(Outgoing.id).where(REFUSED, _NOT_ASIDE).limit(BATCH))
_ANY_UNHEARD = Prepared(select(Outgoing.id).where(UNHEARD, _NOT_ASIDE).limit(BATCH))


def mend(work: Work, only: uuid.UUID | None = None) -> int:
    """Give every refused row a successor; how many there were."""
    if only is None and not work.sees(_ANY_REFUSED):
        return 0
    refused = _taken(work, REFUSED, only)
    for row in refused:
        row.state, row.settled_at = State.REPLACED, work.now
        _take_over(work, row)
    return len(refused)


def say_again(work: Work, only: uuid.UUID | None = None) -> int:
    """A page, or a mail to an agency, with no sign that it reached anybody is said on the other
    channel too, now.

    How many there were. What was sent already may still arrive: either answer counts. What no
    provider takes at this moment is said on every other channel there is, and waits besides.
    """
    if only is None and not work.sees(_ANY_UNHEARD):
        return 0
    unheard = _taken(work, UNHEARD, only)
    for row in unheard:
        row.unheard_at = None
        if row.state in ALIVE and not _is_known(work, row):
            for channel in _others(work, row):
                if not digests.told_too(work, row, channel):
                    _on_another_channel(work, row, channel)
    return len(unheard)


def _is_known(work: Work, row: Outgoing) -> bool:
    """Somebody has answered, by whichever channel."""
    match row.purpose:
        case Purpose.REFERRAL:
            referral = work.session.get_one(Referral, row.referral_id)
            referrals.hold(work, referral)
            return referral.status not in UNANSWERED or not referral.ticket.is_open
        case _:
            return _is_needless(work, row)


def _others(work: Work, row: Outgoing) -> Iterator[Channel]:
    yield OTHER[row.channel]
    if row.state is State.ACCEPTED or row.purpose is not Purpose.PAGE:
        return
    if work.session.get_one(Staff, row.staff_id).address(Channel.EMAIL):
        yield Channel.EMAIL


def _taken(work: Work, which: ColumnElement[bool], only: uuid.UUID | None) -> Sequence[Outgoing]:
    query = select(Outgoing).where(which, _NOT_ASIDE).limit(BATCH)
    if only is not None:
        query = query.where(Outgoing.id == only)
    held = query.with_for_update(skip_locked=True)
    return work.session.scalars(held, {MOMENT.key: work.now}).all()


def _waiting(work: Work, which: ColumnElement[bool]) -> Sequence[uuid.UUID]:
    """Nothing is read but their ids."""
    query = select(Outgoing.id).where(which, _NOT_ASIDE).limit(BATCH)
    return work.session.scalars(query, {MOMENT.key: work.now}).all()


def _hold_back(work: Work, row_id: uuid.UUID) -> int:
    change = update(Outgoing).where(Outgoing.id == row_id)
    change = change.values(mend_tries=Outgoing.mend_tries + 1, mend_after=work.now + HOLD_BACK)
    options = {"synchronize_session": False}  # a row that cannot be read is not read
    tries = change.returning(Outgoing.mend_tries).execution_options(**options)
    return work.session.scalars(tries).one()


def _about(work: Work, row_id: uuid.UUID) -> Subject | None:
    """Of a plain page that is broken itself nobody is told: it is written anew as long as need be,
    and pages about pages would never end."""
    query = select(Outgoing.reason, Outgoing.ticket_id, Ticket.number)
    joined = query.outerjoin(Ticket, Ticket.id == Outgoing.ticket_id)
    reason, ticket_id, number = work.session.execute(joined.where(Outgoing.id == row_id)).one()
    return None if reason.startswith(f"{PLAIN}:") else Subject(ticket_id, number)


def _on_another_channel(work: Work, row: Outgoing, channel: Channel) -> None:
    told = outbox.put(work, _in_other_words(work, row, channel))
    if told and (row.purpose is Purpose.PAGE or row.channel is Channel.EMAIL):
        whom = row.staff_id or work.session.get_one(Referral, row.referral_id).agency_id
        facts = {"people": str(whom), "channels": channel.value}
        journal.write(work, Act.SAID_AGAIN, ticket_id=row.ticket_id, facts=facts)


def _take_over(work: Work, row: Outgoing) -> None:
    if row.channel is Channel.EMAIL and row.purpose in (Purpose.PAGE, Purpose.HANDOVER):
        return  # never the only channel of a rung: its text and its call have rows of their own
    if row.purpose in ALONE:
        return
    if row.purpose is Purpose.OFFER:
        talks.unreached(work, row)  # somebody else is rung
        return
    sibling = work.session.scalar(select(Outgoing).where(Outgoing.reason == other_reason(row)))
    if row.purpose is Purpose.REPLY:
        _tell_a_human(work, row)
    elif _is_needless(work, row):
        return
    elif sibling is None:
        outbox.put(work, _in_other_words(work, row, OTHER[row.channel]))
    elif sibling.state not in ALIVE and row.channel is not Channel.EMAIL:
        _reached_nobody(work, row)


def _is_needless(work: Work, row: Outgoing) -> bool:
    match row.purpose:
        case Purpose.PAGE:
            return _is_answered(work, row)
        case Purpose.REFERRAL:
            return _has_ended(work, row)
        case _:
            return False


def _reached_nobody(work: Work, row: Outgoing) -> None:
    if row.purpose is Purpose.REFERRAL:
        desk.undeliverable(work, work.session.get_one(Referral, row.referral_id))
    elif row.purpose is Purpose.WITHDRAWAL:
        _tell_a_human(work, row)
    elif row.purpose is Purpose.RELAY_ANSWER:
        relay_answers.owe_again(work, row)
        _tell_a_human(work, row)


def _has_ended(work: Work, row: Outgoing) -> bool:
    """Nobody is told on another channel of what was withdrawn meanwhile."""
    referral = work.session.get_one(Referral, row.referral_id)
    referrals.hold(work, referral)
    return referral.status in ENDS


def _is_answered(work: Work, row: Outgoing) -> bool:
    """Nobody is rung out of bed for what somebody took while the text was on its way."""
    if row.ticket_id is None:
        return not digests.waiting(work, digests.tickets_of(work, row))
    climbing = deadlines.armed(work, row.ticket_id, DeadlineKind.LADDER)
    return paging.is_answered(work.session.get_one(Ticket, row.ticket_id), climbing)


def other_reason(row: Outgoing, channel: Channel | None = None) -> str:
    stem, _, _ = row.reason.rpartition(":")
    return f"{stem}:{channel or OTHER[row.channel]}"


def _tell_a_human(work: Work, row: Outgoing) -> None:
    """A child's own phone is never rung instead of texted, and an agency that nothing reaches is
    on its way for nothing: somebody has to think."""
    ticket = work.session.get_one(Ticket, row.ticket_id)
    if ticket.is_open:
        deadlines.settle(work, ticket.id, deadlines.State.CANCELLED, kinds=[DeadlineKind.FOLLOW_UP])
        paging.start(work, ticket)


def _in_other_words(work: Work, row: Outgoing, channel: Channel) -> Letter:
    if row.digest_id is not None:
        digest = work.session.get_one(Digest, row.digest_id)
        person = work.session.get_one(Staff, row.staff_id)
        tickets = digests.waiting(work, digest.ticket_ids)
        return digests.letter(work, digest, tickets, channel, person)
    letter = Letter(
        reason=other_reason(row, channel),
        purpose=row.purpose,
        channel=channel,
        severity=row.severity,
        to=_number(work, row),
        body="",
        ticket_id=row.ticket_id,
        referral_id=row.referral_id,
        staff_id=row.staff_id,
        language=row.language,
    )
    if row.purpose is Purpose.PAGE:
        return _page(work, letter)
    if row.purpose is Purpose.WITHDRAWAL:
        return _withdrawal(work, letter)
    if row.purpose is Purpose.RELAY_ANSWER:
        return relay_answers.said_otherwise(work, row, letter)
    if row.purpose is Purpose.HANDOVER:
        body = letters.handover(work.public_url, letter.channel, work.policy, letter.language)
        return replace(letter, id=uuid.uuid4(), body=body)
    return _referral(work, letter, work.session.get_one(Referral, row.referral_id))


def _number(work: Work, row: Outgoing) -> str:
    """The same telephone; of an agency that was written to, its duty telephone."""
    if row.channel is Channel.EMAIL and row.purpose is Purpose.REFERRAL:
        return work.session.get_one(Referral, row.referral_id).agency.phone or ""
    return row.to or ""


def _page(work: Work, letter: Letter) -> Letter:
    ticket = work.session.get_one(Ticket, letter.ticket_id)
    person = work.session.get_one(Staff, letter.staff_id)
    code = codes.for_pages(work, 1)[0] if letter.channel is not Channel.CALL else None
    link = f"{work.public_url}/tickets/{ticket.number}"
    facts = PageFacts(ticket.number, letter.severity, code or "", link)
    body = letters.page(facts, letter.channel, work.policy, person.language)
    to = person.address(letter.channel) or letter.to
    return replace(letter, id=uuid.uuid4(), code=code, body=body, to=to)


def _withdrawal(work: Work, letter: Letter) -> Letter:
    code = work.session.get_one(Referral, letter.referral_id).code
    return replace(
        letter, id=uuid.uuid4(), body=letters.withdrawal(code, letter.channel, work.policy)
    )


def _referral(work: Work, letter: Letter, referral: Referral) -> Letter:
    """The first link cannot be said again, since only its hash is kept; the code answers too."""
    ticket = referral.ticket
    facts = ReferralFacts(referral.code, ticket.severity, ticket.commune_name, work.public_url)
    facts = replace(facts, opinion=referral.is_opinion)
    body = letters.referral(facts, letter.channel, work.policy)
    return replace(letter, id=uuid.uuid4(), code=referral.code, body=body)


ROWS = (
    Rows(
        name="refused",
        what=STUCK,
        waiting=lambda work: _waiting(work, REFUSED),
        act=mend,
        hold_back=_hold_back,
        about=_about,
    ),
    Rows(
        name="unheard",
        what=STUCK,
        waiting=lambda work: _waiting(work, UNHEARD),
        act=say_again,
        hold_back=_hold_back,
        about=_about,
    ),
)
