"""What the carrier will never take is asked of it once, and whoever can act is told why."""

from sqlalchemy import select

from hotline.sending.outbox import Outgoing, Purpose, SendAttempt
from hotline.vocabulary import Channel, Severity
from referral import casework, desk
from tests.dashboards.visitor import logged_in
from tests.house import LINE, House
from tests.referral.builders import CHILD, HOA, POLICE, SECOND, open_ticket, person


def tried(house: House, purpose: Purpose, to: str) -> list[tuple[Channel, str]]:
    """What was asked of the carrier for this telephone, and with which code it was refused."""
    with house.work() as work:
        query = select(Outgoing, SendAttempt.error_code).join(
            SendAttempt, SendAttempt.outgoing_id == Outgoing.id
        )
        rows = work.session.execute(
            query.where(Outgoing.purpose == purpose).order_by(SendAttempt.started_at)
        )
        return [(row.channel, code or "") for row, code in rows if row.to == to]


def test_a_child_who_wrote_stop_is_neither_texted_again_nor_rung_and_a_supervisor_is_told(
    house: House,
) -> None:
    house.network.own(LINE, opt_out="on")
    house.text(CHILD, "STOP")
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        casework.reply(work, ticket, person(work, "lan"), "Em có an toàn không?", "1")
        number = ticket.number

    for _ in range(3):
        house.forward(10 * SECOND)

    assert tried(house, Purpose.REPLY, CHILD) == [(Channel.SMS, "21610")]
    assert not house.network.calls_to(CHILD)
    assert house.network.texts_to(HOA)
    page = logged_in(house).get(f"/tickets/{number}").text
    assert "Chủ máy này đã nhắn STOP: chỉ gọi điện mới tới được" in page


def test_an_agency_where_nothing_may_go_is_asked_once_by_each_channel_and_a_supervisor_is_told(
    house: House,
) -> None:
    house.network.coverage.barred = (POLICE,)
    with house.work() as work:
        ticket = open_ticket(work, Severity.CRITICAL)
        for choice in desk.preview(work, ticket).choices:
            desk.refer(work, ticket, choice, by="system")
        number = ticket.number

    house.forward(10 * SECOND)

    assert sorted(tried(house, Purpose.REFERRAL, POLICE)) == [
        (Channel.CALL, "21215"),
        (Channel.SMS, "21408"),
    ]
    assert house.network.texts_to(HOA)
    page = logged_in(house).get(f"/tickets/{number}").text
    assert "Nhà mạng không cho đường dây liên lạc tới nước đó: quản trị viên phải xin mở" in page
