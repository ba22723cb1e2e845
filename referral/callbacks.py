"""Somebody of the line calls a caller back: by the rules of safe contact, and only by a key."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from hotline import callbacks, calling_back, recording_rules, safe_contact, tickets
from hotline.callbacks import UNDER_WAY, CallBack, State, other_leg
from hotline.calling_back import REACHED, UNDISTURBED, Came, Next, Picked
from hotline.calls import presence, rooms
from hotline.errors import InvalidError
from hotline.recording_rules import Mode
from hotline.recordings import taping
from hotline.safe_contact import UnsafeError
from hotline.safety import Errand, Message
from hotline.sending import outbox
from hotline.sending.course import Course
from hotline.sending.outbox import TO_LEAVE, Letter, Outgoing, Purpose
from hotline.sending.outbox import State as Sending
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony.carrier import Receipt
from hotline.telephony.twiml import ENDED
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, DeadlineKind
from referral.promises import deadlines, progress
from referral.promises.deadlines import Deadline

TAKES = "1"
STUCK = timedelta(minutes=3)  # two telephones have rung by then, or never will
LONGEST_TALK = timedelta(hours=5)  # the carrier ends a call after four


def begin(work: Work, ticket: Ticket, person: Staff) -> CallBack:
    """Ring whoever asked for it. Raises UnsafeError where the caller may not be called now."""
    ticket = tickets.locked(work, ticket.id)
    if not ticket.caller:
        raise InvalidError("the caller withheld the number: there is nobody to answer")
    ours = presence.rung_at(work, person)
    if ours is None:
        raise InvalidError("your own telephone rings first: write it down on My telephone")
    if rooms.seat_of_person(work, person.id) is not None:
        raise InvalidError("in a call already: end it first")
    if callbacks.under_way(work, ticket.id) is not None:
        raise InvalidError("somebody is calling them back at this moment")
    safe_contact.check(work, ticket.caller, Message(Errand.ANSWER, Channel.CALL))
    if next_try(work, ticket).opens > work.now:
        raise InvalidError("their telephone rang a short while ago; leave it in peace for now")
    row = work.add(
        CallBack(
            ticket_id=ticket.id,
            staff_id=person.id,
            asked_at=work.now,
            state=State.RINGING_US,
            moved_at=work.now,
        )
    )
    outbox.put(work, _letter_to_us(work, row, ticket, person, presence.address(person, ours)))
    by = journal.staff(person.id)
    journal.write(work, Act.CALL_BACK_BEGUN, by=by, ticket_id=ticket.id)
    return row


def next_try(work: Work, ticket: Ticket) -> Next:
    return next_after(work, ticket, callbacks.of_ticket(work, ticket.id))


def next_after(work: Work, ticket: Ticket, made: Sequence[CallBack]) -> Next:
    """As `next_try`, for whoever has read already which were made."""
    tries = callbacks.tries(made)
    return calling_back.next_try(tries, ticket.severity, work.policy.calling_back, work.now)


def _letter_to_us(work: Work, row: CallBack, ticket: Ticket, person: Staff, address: str) -> Letter:
    spoken = " ".join(str(ticket.number))
    return Letter(
        reason=f"call_back:{row.id}:ours",
        purpose=Purpose.CALL_BACK_OURS,
        channel=Channel.CALL,
        severity=ticket.severity,
        to=address,
        body=work.policy.say("call_back.ours", person.language, ticket_spoken=spoken),
        ticket_id=ticket.id,
        staff_id=person.id,
        language=person.language,
        id=row.id,
    )


def _letter_to_them(work: Work, row: CallBack, ticket: Ticket) -> Letter:
    return Letter(
        reason=f"call_back:{row.id}:theirs",
        purpose=Purpose.CALL_BACK,
        channel=Channel.CALL,
        severity=ticket.severity,
        to=ticket.caller or "",
        body=work.policy.say("call_back.neutral", ticket.language),
        ticket_id=ticket.id,
        staff_id=row.staff_id,
        language=ticket.language,
        id=other_leg(row.id),
    )


def taken(work: Work, row: CallBack, digits: str) -> bool:
    """A voicemail presses nothing, so none makes a child's telephone ring; a computer has none."""
    call = work.session.get(Outgoing, row.id)
    return digits[:1] == TAKES or (call is not None and presence.is_softphone(call.to or ""))


def dial(work: Work, row: CallBack) -> bool:
    """Ours is on the line: the caller is rung, unless they have forbidden it meanwhile."""
    ticket = tickets.locked(work, row.ticket_id)
    callbacks.move(work, row, State.RINGING_THEM)
    try:
        outbox.put(work, _letter_to_them(work, row, ticket))
    except UnsafeError:
        finish(work, row, Came.UNSAFE)
        return False
    return True


def picked_up(work: Work, row: CallBack, answered_by: str) -> bool:
    """Whether to speak at all: not to a machine, nor once nobody of ours is there any more."""
    if row.state is not State.RINGING_THEM:
        return False
    if calling_back.picked_up(answered_by) is Picked.MACHINE:
        finish(work, row, Came.MACHINE)
        return False
    return True


def affirmed(work: Work, row: CallBack, digits: str) -> bool:
    """Whether it is they, and they can talk: then the two are brought together."""
    if row.state is not State.RINGING_THEM:
        return False
    if not calling_back.affirms(digits):
        finish(work, row, Came.NOT_NOW)
        return False
    callbacks.move(work, row, State.TALKING)
    ticket = tickets.locked(work, row.ticket_id)
    progress.made(work, ticket, heard=True)
    by = journal.staff(row.staff_id)
    journal.write(work, Act.CALL_BACK_TALKING, by=by, ticket_id=ticket.id)
    return True


def record(work: Work, row: CallBack, call_sid: str, digits: str) -> bool:
    """By the policy, and by what the caller pressed when asked; the journal has what they said."""
    mode = work.policy.recordings.conversations.mode
    wanted = recording_rules.records(mode, digits)
    if mode is Mode.OFF:
        return False
    facts = {"mode": mode.value, "agreed": "yes" if wanted else "no"}
    by = journal.CALLER
    journal.write(work, Act.RECORDING_CONSENT, by=by, ticket_id=row.ticket_id, facts=facts)
    if wanted:
        taping.begin(work, row.ticket_id, call_sid)
    return wanted


def ours_left(work: Work, row: CallBack) -> None:
    """Whoever wanted to call hung up: nobody rings any more for nobody."""
    if row.state in (State.RINGING_US, State.RINGING_THEM):
        came = Came.NOT_TAKEN if row.state is State.RINGING_US else Came.GIVEN_UP
        finish(work, row, came)


def hear(work: Work, sent: Course, receipt: Receipt) -> None:
    """News of one of the two calls; the last of the caller's ends it."""
    ours = sent.purpose is Purpose.CALL_BACK_OURS
    row = callbacks.locked(work, sent.id if ours else other_leg(sent.id))
    if row is None or row.state is State.OVER or receipt.status not in ENDED:
        return
    if ours:
        ours_left(work, row)
    elif row.state is State.TALKING:
        row.seconds = receipt.duration
        finish(work, row, Came.TALKED)
    elif row.state is State.RINGING_THEM:
        finish(work, row, calling_back.ended(receipt.status))


def finish(work: Work, row: CallBack, came: Came) -> None:
    """Only a talk is what was promised; after a try in vain the next one is."""
    callbacks.move(work, row, State.OVER)
    row.came = came
    _take_back(work, row)
    if came is Came.TALKED:
        presence.has_talked(work, row.staff_id)
    ticket = tickets.locked(work, row.ticket_id)
    by = journal.staff(row.staff_id)
    facts = {"came": came.value, "seconds": str(row.seconds or 0)}
    journal.write(work, Act.CALL_BACK_ENDED, by=by, ticket_id=ticket.id, facts=facts)
    if came not in REACHED | UNDISTURBED:
        _promise_another(work, ticket)


def written_down(work: Work, ticket: Ticket, person: Staff) -> None:
    """They talked by another telephone."""
    ticket = tickets.locked(work, ticket.id)
    row = CallBack(
        ticket_id=ticket.id,
        staff_id=person.id,
        asked_at=work.now,
        state=State.OVER,
        moved_at=work.now,
        came=Came.ELSEWHERE,
    )
    work.add(row)
    facts = {"came": Came.ELSEWHERE.value, "seconds": "0"}
    by = journal.staff(person.id)
    journal.write(work, Act.CALL_BACK_ENDED, by=by, ticket_id=ticket.id, facts=facts)
    progress.made(work, ticket, heard=True)


def _promise_another(work: Work, ticket: Ticket) -> None:
    """Somebody acted, so nobody is woken; the call itself is still owed, when it may be tried."""
    if not ticket.is_open:
        return
    progress.made(work, ticket)
    owed, after = _is_owed(work, ticket), next_try(work, ticket)
    deadlines.settle(work, ticket.id, deadlines.State.CANCELLED, kinds=[DeadlineKind.CALLBACK])
    if owed and after.tries < work.policy.calling_back.most:
        deadlines.arm_in(work, ticket, DeadlineKind.CALLBACK, after.opens - work.now)


def _is_owed(work: Work, ticket: Ticket) -> bool:
    """Promised, and not yet met: also where it was missed."""
    newest = (
        select(Deadline.state)
        .where(Deadline.ticket_id == ticket.id, Deadline.kind == DeadlineKind.CALLBACK)
        .order_by(Deadline.cycle.desc())
        .limit(1)
    )
    return work.session.scalar(newest) not in (None, deadlines.State.MET)


def _take_back(work: Work, row: CallBack) -> None:
    """What has not left for either does not."""
    work.session.flush()
    work.session.execute(
        update(Outgoing)
        .where(Outgoing.id.in_([row.id, other_leg(row.id)]), TO_LEAVE)
        .values(state=Sending.CANCELLED, settled_at=work.now)
        .execution_options(synchronize_session=False)
    )


def give_up(work: Work) -> int:
    """One of which no news comes any more is over: another may begin."""
    rows = work.session.scalars(select(CallBack).where(UNDER_WAY).with_for_update(skip_locked=True))
    stuck = [row for row in rows if work.now - row.moved_at > _patience(row)]
    for row in stuck:
        talked = row.state is State.TALKING
        finish(work, row, Came.TALKED if talked else Came.FAILED)
    return len(stuck)


def _patience(row: CallBack) -> timedelta:
    return LONGEST_TALK if row.state is State.TALKING else STUCK
