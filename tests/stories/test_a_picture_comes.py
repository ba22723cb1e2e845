"""Pictures come with a text: fetched when nobody waits, sealed, deleted there, opened by few."""

import hashlib
import re
from base64 import b64encode
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, text

from hotline import tickets
from hotline.handling import Why
from hotline.pictures.kinds import LARGEST
from hotline.pictures.picture import LEASE, Picture, State
from hotline.sending.outbox import Outgoing
from hotline.store.journal import Act, JournalEntry
from hotline.tickets import Outcome
from hotline.vocabulary import DeadlineKind
from referral import casework
from referral.promises.deadlines import Deadline
from referral.promises.deadlines import State as Promised
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import LINE, House
from tests.referral.builders import CHILD, MINUTE, SECOND, acts, armed, person
from webhooks.reconcile import reconcile

PNG = b"\x89PNG\r\n\x1a\n"
ABUSED = "chú hàng xóm sờ mó em, em sợ lắm"


def photograph() -> bytes:
    out = BytesIO()
    Image.new("RGB", (120, 80), (200, 40, 40)).save(out, "PNG")
    return out.getvalue()


def sends(house: House, *contents: bytes, words: str = "nhìn nè") -> str:
    media = [f"data:image/png;base64,{b64encode(each).decode()}" for each in contents]
    sid = house.network.text(CHILD, LINE, words, media)
    house.forward(SECOND)
    return sid


def kept(house: House) -> list[Picture]:
    with house.work() as work:
        return list(work.session.scalars(select(Picture).order_by(Picture.nth)))


def promise(house: House) -> Deadline:
    with house.work() as work:
        query = select(Deadline).where(Deadline.kind == DeadlineKind.PICTURE)
        return work.session.scalars(query).one()


def still_there(house: House, sid: str) -> int:
    return len(house.network.messages.find(sid).media)


def at(who: Visitor, end: str = "") -> str:
    page = who.get("/tickets/1001").text
    found = re.search(r'href="(/tickets/1001/pictures/[^"]+)"', page)
    assert found is not None
    return found[1] + end


def test_ten_pictures_of_up_to_five_megabytes_come_home_whole_and_lie_nowhere_else(
    house: House,
) -> None:
    """All ten of the largest size took three seconds; two of them show the same."""
    sizes = [LARGEST if nth in (0, 9) else 100 for nth in range(10)]
    sent = [PNG + bytes([nth]) * (size - len(PNG)) for nth, size in enumerate(sizes)]
    sid = sends(house, *sent, words="")
    assert [row.state for row in kept(house)] == [State.WAITING] * 10

    house.fetch()

    rows = kept(house)
    assert [row.digest for row in rows] == [hashlib.sha256(each).hexdigest() for each in sent]
    assert [row.size for row in rows] == sizes
    assert {(row.state, row.media_type) for row in rows} == {(State.OURS, "image/png")}
    assert still_there(house, sid) == 0
    assert promise(house).state is Promised.MET
    with house.work() as work:
        assert acts(work, Act.PICTURE_KEPT) == 10


def test_a_picture_of_a_text_no_webhook_told_us_of_is_fetched_too(house: House) -> None:
    house.network.fail(webhooks={"drop": {"probability": 1}})
    sid = sends(house, photograph(), photograph())
    house.network.clock.forward(20 * MINUTE)
    assert kept(house) == []
    house.network.fail()
    reconcile(house.parts.workplace, house.parts.carrier)
    house.fetch()
    assert [row.state for row in kept(house)] == [State.OURS] * 2
    assert still_there(house, sid) == 0


def test_what_is_kept_is_ciphertext(house: House) -> None:
    sends(house, photograph())
    house.fetch()
    with house.work() as work:
        sealed = bytes(
            work.connection.exec_driver_sql("select content_sealed from picture").scalar_one()
        )
    assert photograph() not in sealed
    assert b64encode(photograph()) not in sealed


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(PNG + bytes(LARGEST), Why.TOO_LARGE, id="too-large"),
        pytest.param(
            b"<svg onload='alert(1)'/>", Why.UNKNOWN_KIND, id="no-picture-whatever-it-says"
        ),
    ],
)
def test_what_is_not_taken_stays_at_the_carrier_and_a_person_sees_it(
    house: House, content: bytes, why: Why
) -> None:
    sid = sends(house, content)
    house.fetch()
    [row] = kept(house)
    assert (row.state, row.why, row.size) == (State.REFUSED, why, None)
    assert still_there(house, sid) == 1
    page = logged_in(house).get("/tickets/1001").text
    assert "còn ở nhà mạng" in page
    assert "Chưa có hình 1 ở đây" in page


def test_an_address_that_is_not_the_carriers_is_never_asked(house: House) -> None:
    house.network.text(CHILD, LINE, "nhìn nè", ["https://evil.test/cat.png"])
    house.forward(SECOND)
    house.fetch()
    [row] = kept(house)
    assert (row.state, row.why) == (State.REFUSED, Why.ELSEWHERE)


def test_what_cannot_be_fetched_is_tried_again_and_wakes_somebody_in_time(house: House) -> None:
    sid = sends(house, photograph())
    house.network.fail(rest={"503": {"probability": 1}})
    for _ in range(8):
        house.fetch()
        house.skip(2 * MINUTE)
    assert [row.state for row in kept(house)] == [State.WAITING]
    assert promise(house).state is Promised.FIRED
    with house.work() as work:
        missed = select(JournalEntry).where(JournalEntry.act == Act.DEADLINE_MISSED)
        kinds = {entry.facts["kind"] for entry in work.session.scalars(missed)}
    assert DeadlineKind.PICTURE in kinds

    house.network.fail()
    house.skip(10 * MINUTE)
    house.fetch()

    assert [row.state for row in kept(house)] == [State.OURS]
    assert still_there(house, sid) == 0
    done = promise(house)
    assert (done.state, done.done_at is not None) == (Promised.FIRED, True)


def test_after_days_nobody_asks_any_more_and_the_ticket_says_so(house: House) -> None:
    sends(house, photograph())
    house.network.fail(rest={"503": {"probability": 1}})
    house.fetch()
    house.network.clock.forward(timedelta(days=3))
    house.fetch()
    [row] = kept(house)
    assert (row.state, row.why) == (State.REFUSED, Why.UNREACHABLE)


def test_who_died_while_fetching_is_followed_by_another_and_it_comes_once(house: House) -> None:
    sends(house, photograph())
    with house.work() as work:
        work.session.scalars(select(Picture)).one().fence = 1
        work.session.scalars(select(Picture)).one().not_before = work.now + LEASE
    house.fetch()
    assert [row.state for row in kept(house)] == [State.WAITING]
    house.skip(LEASE)
    house.fetch()
    assert [row.state for row in kept(house)] == [State.OURS]
    with house.work() as work:
        assert acts(work, Act.PICTURE_KEPT) == 1


def test_a_picture_comes_home_to_a_closed_ticket_and_is_not_owed_again_when_it_opens(
    house: House,
) -> None:
    sends(house, photograph())
    with house.work() as work:
        hoa = person(work, "hoa")
        casework.close(work, tickets.by_number(work, 1001), hoa, Outcome.HELPED)
    house.fetch()
    assert [row.state for row in kept(house)] == [State.OURS]
    with house.work() as work:
        casework.reopen(work, tickets.by_number(work, 1001), person(work, "hoa"))
        assert DeadlineKind.PICTURE not in armed(work, house.ticket().id)


def test_a_picture_that_waits_is_no_look_at_the_ticket(house: House) -> None:
    """It is ours to fetch, and in its own time; a person is promised as before."""
    sends(house, photograph())
    with house.work() as work:
        assert {DeadlineKind.PICTURE, DeadlineKind.FIRST_RESPONSE} <= set(
            armed(work, house.ticket().id)
        )


def test_the_page_shows_that_it_came_and_nothing_of_it_before_a_press(house: House) -> None:
    sends(house, photograph())
    house.fetch()
    lan = logged_in(house)
    desk = lan.get("/tickets/1001").text
    assert "Có tệp gửi kèm: số 1, hình, 1 KB" in desk
    assert "<img" not in desk
    assert "api.twilio.com" not in desk

    page = lan.get(at(lan))
    assert "Xem rõ" in page.text
    patches = lan.get(at(lan, "/blurred"))
    assert patches.data != photograph()
    assert patches.mimetype == "image/png"

    clear = lan.post(at(lan, "/seen"))
    assert clear.data == photograph()
    assert clear.headers["Cache-Control"] == "no-store"
    assert clear.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in clear.headers["Content-Security-Policy"]
    assert lan.get(at(lan, "/seen")).status_code == 405
    with house.work() as work:
        assert (acts(work, Act.PICTURE_OPENED), acts(work, Act.PICTURE_SEEN)) == (1, 1)


def test_what_may_show_abuse_is_opened_by_a_supervisor_with_a_reason(house: House) -> None:
    sends(house, photograph(), words=ABUSED)
    house.fetch()
    lan = logged_in(house)
    page = lan.get(at(lan)).text
    assert "có thể là hình ảnh xâm hại" in page
    assert "PA05" in page
    assert hashlib.sha256(photograph()).hexdigest() in page
    assert "còn phải kiểm tra" in page
    assert "Xem rõ" not in page
    assert lan.post(at(lan, "/seen"), why="muốn xem").status_code == 403

    hoa = logged_in(house, "hoa")
    assert hoa.post(at(hoa, "/seen")).status_code == 422
    assert hoa.post(at(hoa, "/seen"), why="công an hỏi").data == photograph()
    assert hoa.post(at(hoa), told="PA05, biên bản 12/BB").status_code == 303
    told = hoa.get("/tickets/1001").text
    assert "xem hình 1. “công an hỏi”" in told
    assert "PA05, biên bản 12/BB" in told
    with house.work() as work:
        assert acts(work, Act.PICTURE_SEEN) == 1


def test_whoever_has_seen_it_guards_it_and_only_a_supervisor_frees_it(house: House) -> None:
    sends(house, photograph())
    house.fetch()
    lan, hoa = logged_in(house), logged_in(house, "hoa")
    assert lan.post(at(lan), word="suspected").status_code == 303
    assert lan.post(at(lan, "/seen"), why="xem lại").status_code == 403
    assert lan.post(at(lan), word="cleared").status_code == 422
    assert hoa.post(at(hoa), word="cleared").status_code == 303
    assert lan.post(at(lan, "/seen")).status_code == 200


def test_a_picture_of_another_ticket_is_not_found(house: House) -> None:
    sends(house, photograph())
    house.fetch()
    house.text("+84911222999", "em buồn")
    house.forward(SECOND)
    lan = logged_in(house)
    there = at(lan).replace("1001", "1002")
    assert lan.get(there).status_code == 404
    assert lan.get(there + "/blurred").status_code == 404
    assert lan.post(there + "/seen").status_code == 404


def test_nothing_that_leaves_the_house_holds_a_picture(house: House) -> None:
    """Whatever is told to agencies and supervisors about it: its bytes and its address stay."""
    sends(house, photograph(), words="cứu em với, ba đánh em, em ở xã Kỳ Anh")
    house.fetch()
    house.forward(5 * SECOND)
    with house.work() as work:
        said = [row.body or "" for row in work.session.scalars(select(Outgoing))]
    assert len(said) > 3
    assert not any("Media" in words or "/pictures/" in words for words in said)
    sent = [text for text in house.network.messages.all.values() if text.direction != "inbound"]
    assert len(sent) > 3
    assert not any(text.media for text in sent)


def test_after_the_file_was_handed_over_a_supervisor_erases_it_and_the_proof_stays(
    house: House,
) -> None:
    sends(house, photograph(), words=ABUSED)
    house.fetch()
    digest = hashlib.sha256(photograph()).hexdigest()
    hoa = logged_in(house, "hoa")
    where = at(hoa)
    assert hoa.post(where, act="erase", why="đã giao").status_code == 422  # nobody has it yet
    hoa.post(where, act="handed_over", told="PA05, đồng chí Minh, biên bản 12/BB")
    assert "chưa xoá được" in hoa.post(where, act="erase", why="đã giao").text

    house.skip(timedelta(days=8))
    hoa, lan = logged_in(house, "hoa"), logged_in(house)
    assert lan.post(where, act="erase", why="đã giao").status_code == 422
    assert hoa.post(where, act="erase", why=" ").status_code == 422
    assert hoa.post(where, act="erase", why="công an đã nhận, biên bản 12/BB").status_code == 303

    [row] = kept(house)
    assert (row.state, row.digest, row.size) == (State.ERASED, digest, len(photograph()))
    with house.work() as work:
        stored = work.session.execute(text("select content_sealed from picture")).scalar()
        assert stored is None
        [erased] = work.session.scalars(
            select(JournalEntry).where(JournalEntry.act == Act.PICTURE_ERASED)
        )
        assert (erased.facts["digest"], erased.facts["size"]) == (digest, str(row.size))
    assert hoa.post(where + "/seen", why="xem").status_code == 403
    assert hoa.get(where + "/blurred").status_code == 404
    page = hoa.get(where).text
    assert "Đã xoá ở đây" in page
    assert digest in page
    ticket = hoa.get("/tickets/1001").text
    assert "PA05, đồng chí Minh, biên bản 12/BB" in ticket
    assert "Đã xoá ở đây sau khi giao tệp" in ticket
