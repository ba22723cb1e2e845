"""What is taken back before it leaves: that, and nothing beside it."""

import uuid
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from hotline import heeding
from hotline.heeding import Heard
from hotline.safety import Rules
from hotline.sending import outbox, recalls
from hotline.sending.outbox import Letter, Outgoing, Purpose, State
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import Channel
from referral.referrals import Referral
from tests.hotline import outgoing
from tests.hotline.outgoing import SOMEBODY
from tests.house import House
from tests.referral.builders import CHILD

ANYBODY = "+84905000222"
ANYTIME = Rules(may_text=True, may_call=True)
SMS, CALL = Channel.SMS, Channel.CALL
PENDING, LEASED, ACCEPTED = State.PENDING, State.LEASED, State.ACCEPTED
REFUSED, CANCELLED = State.REFUSED, State.CANCELLED


def put(house: House, *letters: Letter) -> None:
    with house.work() as work:
        outbox.put(work, *letters)


def turn(house: House, letter: Letter, state: State, fence: int = 0) -> None:
    with house.work() as work:
        row = work.session.get_one(Outgoing, letter.id)
        row.state, row.fence = state, fence


def state(house: House, letter: Letter) -> State:
    return outgoing.row(house, letter.id).state


def test_an_acknowledgement_takes_back_the_pages_of_its_ticket_and_of_no_other(
    house: House,
) -> None:
    with house.work() as work:
        taken, climbing = outgoing.ticket(work), outgoing.ticket(work)
    page = outgoing.letter(taken, "page", purpose=Purpose.PAGE)
    called = outgoing.letter(taken, "in hand", purpose=Purpose.PAGE, channel=CALL)
    left = outgoing.letter(taken, "left", purpose=Purpose.PAGE)
    request = outgoing.letter(taken, "request", purpose=Purpose.REFERRAL)
    other = outgoing.letter(climbing, "other", purpose=Purpose.PAGE)
    put(house, page, called, left, request, other)
    turn(house, called, LEASED)
    turn(house, left, ACCEPTED)

    with house.work() as work:
        recalls.pages(work, taken)
        at = work.now

    assert [state(house, each) for each in (page, called)] == [CANCELLED, CANCELLED]
    assert outgoing.row(house, page.id).settled_at == at
    assert state(house, left) is ACCEPTED
    assert [state(house, each) for each in (request, other)] == [PENDING, PENDING]


def requests(house: House) -> list[Referral]:
    """Two, and nothing has left for either."""
    house.text(CHILD, "Cứu con với, ba đang đánh con")
    with house.work() as work:
        return list(work.session.scalars(select(Referral).order_by(Referral.opened_at).limit(2)))


def test_a_request_taken_back_says_which_of_its_letters_somebody_may_have(house: House) -> None:
    mine, another = requests(house)

    def about(referral: Referral, reason: str, purpose: Purpose = Purpose.REFERRAL) -> Letter:
        written = outgoing.letter(referral.ticket_id, reason, purpose=purpose)
        return replace(written, referral_id=referral.id)

    waits, tried, has = (about(mine, reason) for reason in ("1 waits", "2 tried", "3 has"))
    bad, notice = about(mine, "4 bad"), about(mine, "5 notice", Purpose.WITHDRAWAL)
    other, theirs = about(another, "6 other"), about(another, "7 theirs")
    put(house, tried, waits, has, bad, notice, other, theirs)
    turn(house, tried, PENDING, fence=1)
    turn(house, has, ACCEPTED, fence=1)
    turn(house, bad, REFUSED, fence=1)
    turn(house, theirs, ACCEPTED, fence=1)
    with house.work() as work:
        known = [row.reason for row in recalls.of_referral(work, mine.id)]

    assert known == ["2 tried", "3 has"]
    assert [state(house, each) for each in (waits, tried)] == [CANCELLED, CANCELLED]
    assert outgoing.row(house, waits.id).settled_at is not None
    assert [state(house, each) for each in (has, bad)] == [ACCEPTED, REFUSED]
    assert [state(house, each) for each in (notice, other)] == [PENDING, PENDING]


def test_what_is_written_in_this_very_work_is_taken_back_too(house: House) -> None:
    mine, _another = requests(house)
    with house.work() as work:
        request = work.session.scalars(
            select(Outgoing).where(Outgoing.referral_id == mine.id).limit(1)
        ).one()
        request.state, request.fence = PENDING, 1  # not written yet
        [known] = [row for row in recalls.of_referral(work, mine.id) if row.id == request.id]
        assert known.state is CANCELLED


def replies(house: House, *numbers: str, rules: Rules = ANYTIME) -> list[Letter]:
    """A text and a call back to each."""
    heard = Heard(rules)
    with house.work() as work:
        ticket_id = outgoing.ticket(work)
        for number in numbers:
            heeding.write_down(work, number, heard, by="system", ticket_id=ticket_id)
    purposes = {SMS: Purpose.REPLY, CALL: Purpose.CALL_BACK}
    return [
        outgoing.letter(
            ticket_id, f"{channel} {number}", channel=channel, purpose=purpose, to=number
        )
        for number in numbers
        for channel, purpose in purposes.items()
    ]


def test_a_caller_who_may_not_be_texted_any_more_is_not_and_others_are(house: House) -> None:
    text, call, *others = replies(house, SOMEBODY, ANYBODY)
    assert text.ticket_id is not None
    left = replace(text, reason="left", id=uuid.uuid4())
    code = outgoing.letter(text.ticket_id, "a code of ours", to=SOMEBODY)
    put(house, text, call, left, code, *others)
    turn(house, left, ACCEPTED)

    with house.work() as work:
        recalls.to_caller(work, SOMEBODY, frozenset({SMS}))
        at = work.now

    assert state(house, text) is CANCELLED
    assert outgoing.row(house, text.id).settled_at == at
    assert state(house, left) is ACCEPTED
    assert {state(house, each) for each in (call, code, *others)} == {PENDING}


@pytest.mark.parametrize("channel", [SMS, CALL])
def test_what_waited_until_the_safe_hours_were_over_does_not_leave_and_a_human_hears_of_it(
    house: House, channel: Channel
) -> None:
    nightly = replace(ANYTIME, opens=time(1), closes=time(3))  # it is 02:00
    [reply] = [each for each in replies(house, SOMEBODY, rules=nightly) if each.channel is channel]
    put(house, reply)
    house.network.clock.forward(timedelta(hours=2))

    house.parts.delivery("test").run()

    row = outgoing.row(house, reply.id)
    assert (row.state, row.error_code, row.lease_until) == (REFUSED, recalls.UNSAFE, None)
    assert house.network.texts_to(SOMEBODY) == []
    assert house.network.calls_to(SOMEBODY) == []
    with house.work() as work:
        entry = work.session.scalars(
            select(JournalEntry).where(JournalEntry.act == Act.NOT_SENT)
        ).one()
        assert entry.ticket_id == reply.ticket_id
        assert entry.facts == {"channel": channel.value, "code": recalls.UNSAFE}
