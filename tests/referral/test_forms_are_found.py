"""A ticket is found by what its forms and guiding questions say, and never by who told us."""

import pytest

from hotline.search import asked, filing
from hotline.search.asked import Vocabulary
from hotline.search.terms import Scope, Where
from referral import casework, finding, indexing
from referral.finding import Why
from referral.forms import papers
from tests.house import NIGHT, House
from tests.referral.builders import person
from tests.referral.test_forms import FINISHED, finish, in_danger, ticket

WORDS = Vocabulary(scopes={"ten": Scope.NAMES})
RECEIPT = FINISHED | {
    "child_name": "Trịnh Thị Phượng",
    "child_state": "vết bầm ở khuỷu tay",
    "informant_agrees": "yes",
    "informant_name": "Quách Văn Tèo",
}


def why(house: House, typed: str) -> list[Why]:
    with house.work() as work:
        query = asked.read(typed, WORDS, NIGHT.date())
        found = finding.find(work, query, person(work, "lan")).found
        return [one for each in found for one in each.why]


def file(house: House) -> None:
    with house.work() as work:
        while indexing.file_waiting(work):
            pass


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        pytest.param("phuong trinh", [Where.NAME], id="a-name"),
        pytest.param("ten: phượng", [Where.NAME], id="among-names-alone"),
        pytest.param("khuyu tay", [Where.FORM], id="what-happened"),
        pytest.param("búp bê", [Where.ANSWER], id="a-guiding-question"),
        pytest.param("quách tèo", [], id="never-who-told-us"),
    ],
)
def test_words_of_a_form_and_of_a_guide_find_their_ticket_and_say_where_they_stand(
    house: House, typed: str, where: list[Where]
) -> None:
    in_danger(house)
    finish(house, "receipt", RECEIPT)
    with house.work() as work:
        code = work.policy.guides[0].questions[0].code
        casework.keep_answers(work, ticket(work), person(work, "lan"), {code: "cháu ôm búp bê"})
    file(house)

    assert [one.by for one in why(house, typed)] == where


def test_only_the_newest_version_is_read_and_a_shelf_filed_anew_knows_it_too(house: House) -> None:
    in_danger(house)
    paper = finish(house, "receipt", RECEIPT)
    file(house)
    with house.work() as work:
        who, held = person(work, "lan"), papers.by_id(work, ticket(work), paper.id)
        papers.keep(work, held, who, RECEIPT | {"child_name": "Trịnh Thị Hường"}, held.version)
        seen = papers.others(work, held, who.id).seen
        casework.finish_paper(work, ticket(work), who, held, seen)
    filing.file_all(house.parts.workplace, anew=True, read=indexing.said)

    assert why(house, "phượng") == []
    assert [one.by for one in why(house, "hường")] == [Where.NAME]
