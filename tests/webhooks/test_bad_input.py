"""Whatever comes through the door is kept whole, answered, and becomes one ticket."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.contacts import Contact
from hotline.inbox import Inbox
from hotline.tickets import Ticket
from referral.promises.deadlines import Deadline, State
from tests.house import House
from tests.webhooks import carrier

SECOND = timedelta(seconds=1)
MENU = "/webhooks/voice/turn/menu/1"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing"),
        pytest.param("   \n\t ", id="blanks"),
        pytest.param("ă" * 1600, id="as long as a text can be"),
        pytest.param(unicodedata.normalize("NFD", "Bố đánh cháu, cháu sợ lắm"), id="decomposed"),
        pytest.param("cứu\x00cháu", id="nul"),
        pytest.param("\u202eاغثني\u202c cứu", id="right to left"),
        pytest.param("😢😢🏠 👨‍👩‍👧", id="emoji"),
        pytest.param("STOP", id="stop"),
        pytest.param("HELP", id="help"),
        pytest.param("HỦY", id="stop in Vietnamese"),
        pytest.param("=cmd|' /C calc'!A0", id="spreadsheet formula"),
        pytest.param("<Say>hi</Say></Message>&amp;", id="markup"),
        pytest.param("'; drop table ticket; --", id="sql"),
        pytest.param("%s {0} {x.__class__} ${y}", id="template"),
        pytest.param("\ufeff\u200bcứu", id="invisible letters"),
        pytest.param("cứu\r\nFrom: x", id="lines"),
    ],
)
def test_a_text_of_any_kind_is_stored_whole_answered_and_one_ticket(
    house: House, body: str
) -> None:
    answer = carrier.said(carrier.post(house, carrier.SMS, carrier.text(1, body)))

    assert len(answer) == 1
    assert text_kept(house) == unicodedata.normalize("NFC", body).replace("\x00", "\ufffd")
    assert guarded(house)


def test_a_field_nobody_knows_whose_name_no_database_keeps_is_kept_all_the_same(
    house: House,
) -> None:
    form = carrier.text(1, "cứu cháu") | {"Odd\x00Name": "x\x00y"}

    assert len(carrier.said(carrier.post(house, carrier.SMS, form))) == 1
    with house.work() as work:
        kept = work.session.scalars(select(Inbox)).one().event.params
    assert kept["Odd\ufffdName"] == "x\ufffdy"


def test_a_text_is_over_when_it_has_come(house: House) -> None:
    carrier.post(house, carrier.SMS, carrier.text(1, "cứu cháu"))

    assert contact(house).ended_at == contact(house).received_at


def test_ten_pictures_without_a_word_are_kept_in_their_order(house: House) -> None:
    urls = [f"https://api.twilio.com/2010-04-01/Media/ME{n}" for n in range(10)]
    media = {f"MediaUrl{n}": url for n, url in enumerate(urls)}

    carrier.said(
        carrier.post(house, carrier.SMS, carrier.text(1, "", **media) | {"NumMedia": "10"})
    )

    assert contact(house).media == urls
    assert guarded(house)


@pytest.mark.parametrize(
    "absurd", ["-1", "1e9", "99999999999999999999", "mười", "", "٣", "0x10", "10\x00"]
)
def test_an_absurd_number_of_pictures_harms_nothing(house: House, absurd: str) -> None:
    carrier.said(carrier.post(house, carrier.SMS, carrier.text(1, "em") | {"NumMedia": absurd}))

    assert text_kept(house) == "em"


@pytest.mark.parametrize(
    "sender",
    ["anonymous", "Anonymous", "unknown", "RESTRICTED", "blocked", "+266696687", "+7378742833"],
)
def test_two_callers_who_hide_their_number_never_share_a_ticket(house: House, sender: str) -> None:
    for n in (1, 2):
        carrier.said(carrier.post(house, carrier.SMS, carrier.text(n, "cứu em", sender=sender)))
    carrier.said(carrier.post(house, carrier.CALL, carrier.call(3, caller=sender)))

    assert callers(house) == [None, None, None]


def test_nobody_is_texted_back_who_hides_the_number(house: House) -> None:
    answer = carrier.post(house, carrier.SMS, carrier.text(1, "cứu em", sender="anonymous"))

    assert len(carrier.said(answer)) == 0


def test_fields_nobody_told_us_of_are_signed_and_kept(house: House) -> None:
    form = carrier.text(1, "cứu em", NewField="ừ", AddOns='{"a": [1]}', **{"tên lạ": "x"})

    carrier.said(carrier.post(house, carrier.SMS, form))

    with house.work() as work:
        assert work.session.scalars(select(Inbox)).one().event.params == form


@pytest.mark.parametrize("field", sorted(carrier.text(1, "x")))
def test_a_text_that_lacks_a_field_is_still_a_text(house: House, field: str) -> None:
    form = {name: value for name, value in carrier.text(1, "cứu em").items() if name != field}
    if field == "MessageSid":
        del form["SmsSid"]

    for _ in range(2):
        carrier.said(carrier.post(house, carrier.SMS, form))

    assert text_kept(house) == ("" if field == "Body" else "cứu em")
    assert guarded(house)


@pytest.mark.parametrize("field", sorted(carrier.call(1)))
@pytest.mark.parametrize("path", [carrier.CALL, MENU])
def test_a_call_that_lacks_a_field_is_still_a_call(house: House, path: str, field: str) -> None:
    form = {name: value for name, value in carrier.call(1).items() if name != field}

    answer = carrier.said(carrier.post(house, path, form))

    assert len(answer) > 0
    assert guarded(house)


@pytest.mark.parametrize("path", [carrier.SMS, carrier.CALL, MENU])
def test_a_signed_request_with_nothing_in_it_is_still_somebody(house: House, path: str) -> None:
    carrier.said(carrier.post(house, path, {}))

    assert guarded(house)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"Digits": "999999999999999999"}, id="many keys"),
        pytest.param({"Digits": "1; drop"}, id="no keys at all"),
        pytest.param({"Digits": "\x00"}, id="nul"),
        pytest.param({"Digits": "１"}, id="a digit of another script"),
        pytest.param({"RecordingDuration": "-5", "RecordingSid": "RE1"}, id="negative length"),
        pytest.param({"RecordingDuration": "9" * 40}, id="longer than the universe"),
        pytest.param({"RecordingDuration": "1e3", "RecordingUrl": "file:///etc"}, id="no length"),
        pytest.param({"CallStatus": "sleeping"}, id="unknown state"),
        pytest.param({"From": "\x00", "Caller": "☎"}, id="no number"),
        pytest.param({"From": "+" + "9" * 300}, id="a number without end"),
        pytest.param({"From": "sip:anonymous@anonymous.invalid"}, id="sip"),
    ],
)
def test_an_absurd_answer_keeps_the_call_going(house: House, form: dict[str, str]) -> None:
    answer = carrier.said(carrier.post(house, MENU, carrier.call(1) | form))

    assert len(answer) > 0
    assert guarded(house)


@pytest.mark.parametrize(
    "sid",
    [
        pytest.param("CA" + "f" * 5000, id="endless"),
        pytest.param("a:b:c", id="colons"),
        pytest.param("\x00", id="nul"),
        pytest.param("CA 1", id="blank"),
    ],
)
def test_an_id_that_is_none_makes_one_contact_all_the_same(house: House, sid: str) -> None:
    for _ in range(2):
        carrier.said(carrier.post(house, carrier.CALL, carrier.call(1) | {"CallSid": sid}))
        carrier.said(carrier.post(house, carrier.SMS, carrier.text(1, "em") | {"MessageSid": sid}))

    with house.work() as work:
        assert len(work.session.scalars(select(Contact)).all()) == 2
    assert guarded(house)


@pytest.mark.parametrize("step", ["nowhere", "menu%00", "%C4%91%C3%B3i", "x" * 300])
def test_a_step_nobody_knows_begins_again_at_the_menu(house: House, step: str) -> None:
    path = f"/webhooks/voice/turn/{step}/3"

    answer = carrier.said(carrier.post(house, path, carrier.call(1)))

    assert answer.find("Gather") is not None
    assert guarded(house)


@pytest.mark.parametrize("page", ["x", "%00", "00000000-0000-0000-0000-000000000000"])
def test_a_key_for_a_page_nobody_sent_is_told_so_and_changes_nothing(
    house: House, page: str
) -> None:
    path = f"/webhooks/voice/answer/{page}/1"

    answer = carrier.said(carrier.post(house, path, carrier.call(1, Digits="4")))

    assert answer.find("Say") is not None
    assert tickets(house) == []


@pytest.mark.parametrize("form", [{}, {"RecordingSid": "\x00"}, {"RecordingDuration": "x"}])
def test_news_of_a_recording_of_no_call_is_kept(house: House, form: dict[str, str]) -> None:
    carrier.said(carrier.post(house, carrier.RECORDINGS, form))

    assert tickets(house) == []


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param("", id="at the greeting"),
        pytest.param("1", id="waiting for a counselor"),
        pytest.param("2", id="leaving a message"),
        pytest.param("8", id="in English"),
        pytest.param("9", id="in danger"),
        pytest.param("99", id="in danger, twice"),
        pytest.param("7", id="at a wrong key"),
        pytest.param("77", id="at two wrong keys"),
        pytest.param("*", id="leaving quickly"),
    ],
)
@pytest.mark.parametrize("wait", [0, 3], ids=["at once", "after a moment"])
def test_a_call_that_ends_anywhere_is_a_ticket_somebody_must_look_at(
    house: House, keys: str, wait: int
) -> None:
    call = house.dial(carrier.CHILD)
    house.forward(SECOND)
    for key in keys:
        house.network.press(call, key)
        house.forward(wait * SECOND)
    if house.network.call(call).status != "completed":
        house.network.hangup(call)
    house.forward(SECOND)

    assert contact(house).ended_at is not None
    assert guarded(house)
    assert warnings(house) == []


def test_a_call_of_which_only_its_end_reached_us_is_called_back(house: House) -> None:
    house.network.fail(webhooks={"drop": 10, "kinds": ["voice"]})
    call = house.dial(carrier.CHILD)
    house.forward(20 * SECOND)
    assert house.network.call(call).status == "completed"

    assert callers(house) == [carrier.CHILD]
    assert guarded(house)


def test_the_end_of_a_call_of_ours_is_no_contact(house: House) -> None:
    carrier.post(house, carrier.CALL_STATUS, carrier.ended(1, Direction="outbound-api"))

    assert tickets(house) == []


def contact(house: House) -> Contact:
    with house.work() as work:
        return work.session.scalars(select(Contact)).one()


def text_kept(house: House) -> str | None:
    with house.work() as work:
        return work.session.scalars(select(Contact)).one().text


def callers(house: House) -> list[str | None]:
    """Whom each ticket would be called back under."""
    with house.work() as work:
        return [ticket.caller for ticket in work.session.scalars(select(Ticket))]


def tickets(house: House) -> Sequence[Ticket]:
    with house.work() as work:
        return work.session.scalars(select(Ticket)).all()


def guarded(house: House) -> bool:
    """Exactly one ticket, and a promise that somebody looks at it."""
    [ticket] = tickets(house)
    with house.work() as work:
        armed = select(Deadline).where(
            Deadline.ticket_id == ticket.id, Deadline.state == State.ARMED
        )
        return bool(work.session.scalars(armed).all())


def warnings(house: House) -> list[object]:
    return [entry for entry in house.network.ledger if entry["kind"] == "warning"]
