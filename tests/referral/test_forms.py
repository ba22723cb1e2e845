"""Forms: filled from what is known, finished by a person, kept version by version."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import tickets
from hotline.errors import InvalidError, TakenError
from hotline.forms import Known, Side
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from referral import casework
from referral.forms import filling, papers, prefilled, tally
from referral.forms.filling import Fault
from referral.forms.papers import Paper, PaperVersion
from referral.forms.tally import Tally
from referral.promises.deadlines import Deadline, State
from tests.house import House
from tests.referral.builders import acts, person, policy

FORMS = policy().forms.by_code
RECEIPT, FIRST_LOOK = FORMS["receipt"], FORMS["initial_assessment"]
PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"
FINISHED = {
    "subject": "abused",
    "received_at": "2026-11-21T02:00",
    "event_place": "xã Kỳ Anh",
    "child_state": "Bị đánh, đang trốn trong bếp",
}
JUDGED = {"assessed_at": "2026-11-21T04:00", "is_emergency": "yes", "conclusion": "Cần cách ly"}


def in_danger(house: House) -> None:
    """Three hours ago, in which only the clock went on: forms ask nothing of the night."""
    house.text("+84911222333", PLEA)
    house.network.clock.forward(timedelta(hours=3))


def ticket(work: Work) -> Ticket:
    return tickets.by_number(work, 1001)


def finish(house: House, code: str, answers: dict[str, str], login: str = "lan") -> Paper:
    """Begun, typed and finished by one person, as the page does it."""
    with house.work() as work:
        who = person(work, login)
        paper = casework.begin_paper(work, ticket(work), who, code)
        papers.keep(work, paper, who, answers, paper.version)
        seen = papers.others(work, paper, who.id).seen
        casework.finish_paper(work, ticket(work), who, paper, seen)
    return paper


def test_what_is_known_is_filled_in_and_what_is_not_stays_blank() -> None:
    ticket_knows = {
        Known.RECEIVED_AT: "2026-11-21T02:00",
        Known.PLACE: "xã Kỳ Anh",
        Known.CALLER: "0911222333",
    }
    draft = filling.first_draft(RECEIPT, ticket_knows, {"child_name": "An"})
    assert draft["received_at"] == "2026-11-21T02:00"
    assert draft["event_place"] == "xã Kỳ Anh"
    assert draft["child_name"] == "An"
    assert "father_name" not in draft


def test_no_judgement_is_carried_from_one_form_into_the_next() -> None:
    earlier = {"harm_done": "high", "conclusion": "Nghiêm trọng", "child_name": "An"}
    assert filling.first_draft(FORMS["detailed_assessment"], {}, earlier) == {"child_name": "An"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param("yes", {"informant_agrees": "yes", "informant_name": "Bà Hoa"}, id="agreed"),
        pytest.param("no", {"informant_agrees": "no"}, id="refused"),
        pytest.param("", {}, id="not-asked"),
    ],
)
def test_nothing_of_the_informant_is_kept_without_their_word(
    said: str, kept: dict[str, str]
) -> None:
    sent = {"informant_agrees": said, "informant_name": "Bà Hoa", "act": "save"}
    assert filling.typed(RECEIPT, sent) == kept


def test_blank_rows_of_a_table_are_left_out_and_the_others_keep_their_order() -> None:
    sent = {"safety_needs.0.need": "", "safety_needs.1.need": "Chỗ ở", "safety_needs.4.need": "Ăn"}
    kept = filling.typed(FIRST_LOOK, sent)
    assert kept == {"safety_needs.0.need": "Chỗ ở", "safety_needs.1.need": "Ăn"}
    [first, _] = filling.rows(FIRST_LOOK.field("safety_needs"), kept)
    assert first == {"need": "Chỗ ở", "service": "", "provider": ""}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        pytest.param({"conclusion": ""}, Fault.MISSING, id="conclusion"),
        pytest.param({"assessed_at": "sáng nay"}, Fault.UNREADABLE, id="assessed_at"),
        pytest.param({"is_emergency": "maybe"}, Fault.UNREADABLE, id="is_emergency"),
        pytest.param({"assessor": "x" * 301}, Fault.TOO_LONG, id="assessor"),
    ],
)
def test_a_form_says_which_field_keeps_it_from_being_finished(
    changed: dict[str, str], fault: Fault
) -> None:
    assert filling.faults(FIRST_LOOK, JUDGED) == {}
    [code] = changed
    assert filling.faults(FIRST_LOOK, {**JUDGED, **changed}) == {code: fault}


def test_the_two_scales_are_counted_apart() -> None:
    answers = {"harm_done": "high", "harm_ahead": "high", "protects_self": "low"}
    assert tally.count(FIRST_LOOK, answers) == {
        Side.HARM: Tally(high=2, medium=0, low=0, open=0),
        Side.PROTECTION: Tally(high=0, medium=0, low=1, open=1),
    }


def test_a_receipt_begins_with_what_the_ticket_knows_but_for_the_number(house: House) -> None:
    in_danger(house)
    with house.work() as work:
        paper = casework.begin_paper(work, ticket(work), person(work, "lan"), "receipt")
        draft = prefilled.draft(work, ticket(work), paper)
    assert draft["channel"] == "phone"
    assert draft["received_at"] == "2026-11-21T02:00"
    assert draft["event_place"] == "xã Kỳ Anh"
    assert "+84911222333" not in str(draft)


def test_each_kind_is_numbered_by_itself_in_its_year_and_a_change_is_a_new_version(
    house: House,
) -> None:
    in_danger(house)
    first = finish(house, "receipt", FINISHED)
    second = finish(house, "receipt", FINISHED)
    assert (first.shown_number, second.shown_number) == ("1/2026", "2/2026")
    with house.work() as work:
        lan, paper = person(work, "lan"), work.session.get_one(Paper, first.id)
        for _ in "twice":
            papers.keep(work, paper, lan, {**FINISHED, "carer": "Bà ngoại"}, 1)
            papers.finish(work, paper, lan, papers.others(work, paper, lan.id).seen)
        rows = papers.versions(work, [paper])
        assert [papers.read(row).get("carer") for row in rows] == [None, "Bà ngoại"]
        assert paper.shown_number == "1/2026"
        assert acts(work, Act.PAPER_FINISHED) == 3


def test_answers_lie_sealed_in_the_database(house: House) -> None:
    in_danger(house)
    finish(house, "receipt", FINISHED)
    with house.work() as work:
        kept = work.session.scalars(select(PaperVersion)).one()
        assert "trốn".encode() not in (getattr(kept, "answers_sealed") or b"")  # noqa: B009  # made by Sealed


def test_who_finishes_second_is_told_and_loses_nothing(house: House) -> None:
    in_danger(house)
    with house.work() as work:
        lan, mai = person(work, "lan"), person(work, "mai")
        paper = papers.begin(work, ticket(work), lan, "receipt")
        seen = papers.others(work, paper, mai.id).seen
        papers.keep(work, paper, mai, {**FINISHED, "carer": "Cô Ba"}, 0)
        papers.keep(work, paper, lan, {**FINISHED, "carer": "Bà ngoại"}, 0)
        papers.finish(work, paper, lan, papers.others(work, paper, lan.id).seen)
        with pytest.raises(TakenError):
            papers.finish(work, paper, mai, seen)
        now = papers.others(work, paper, mai.id)
        assert now.answers is not None
        assert now.answers["carer"] == "Bà ngoại"
        papers.finish(work, paper, mai, now.seen)
        rows = papers.versions(work, [paper])
        assert [papers.read(row)["carer"] for row in rows] == ["Bà ngoại", "Cô Ba"]


def test_a_form_that_lacks_something_is_not_finished_and_takes_no_number(house: House) -> None:
    in_danger(house)
    with pytest.raises(InvalidError, match="lacks"):
        finish(house, "receipt", {**FINISHED, "child_state": ""})
    assert finish(house, "receipt", FINISHED).shown_number == "1/2026"


def test_an_assessment_starts_the_days_of_the_plan_and_its_measures_meet_the_twelve_hours(
    house: House,
) -> None:
    in_danger(house)
    finish(house, "initial_assessment", {**JUDGED, "protected_at": "2026-11-21T04:30"})
    with house.work() as work:
        rows = work.session.scalars(select(Deadline).where(Deadline.holder.is_not(None)))
        state = {row.kind: row.state for row in rows}
        assert state[DeadlineKind.EMERGENCY] is State.MET
        assert state[DeadlineKind.PLAN] is State.ARMED
        assert acts(work, Act.FACT_WRITTEN) == 2


def test_a_decision_that_nobody_has_signed_yet_separates_nobody(house: House) -> None:
    in_danger(house)
    drafted = {
        "reason": "by_carer",
        "from_whom": "cha",
        "stays_at": "Trung tâm bảo trợ",
        "since": "2026-11-21",
        "until": "2026-12-05",
    }
    finish(house, "separation", drafted)
    with house.work() as work:
        assert acts(work, Act.FACT_WRITTEN) == 0


def test_a_draft_thrown_away_takes_a_paper_with_it_of_which_nothing_was_kept(house: House) -> None:
    in_danger(house)
    with house.work() as work:
        lan = person(work, "lan")
        paper = papers.begin(work, ticket(work), lan, "receipt")
        papers.keep(work, paper, lan, FINISHED, 0)
        papers.discard(work, paper, lan)
        assert papers.of_ticket(work, ticket(work).id) == []
