"""What an agency may know: its pack, what is added to it by hand, and what is kept of that."""

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from hotline.errors import InvalidError
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.telling import Consent, Detail, LegalBasis
from hotline.vocabulary import AgencyKind, Severity
from referral import casework, consent, disclosure, widening
from referral.consent import CallersWord
from referral.directory.agencies import Agency
from referral.disclosure import CaseFacts
from referral.referrals import Referral
from referral.widening import More
from tests.house import House
from tests.referral.builders import CHILD, acts, person, policy, ticket_of, turn

WORDS = "Cứu cháu với, bố đang đánh cháu ở xã Kỳ Anh"
DUTY = CallersWord(Consent.NOT_ASKED, basis=LegalBasis.PROTECTION)
NOBODY: frozenset[Detail] = frozenset()
CASE = CaseFacts(
    severity=Severity.CRITICAL,
    categories=("physical_violence", "neglect"),
    place="xã Kỳ Anh",
    landmark="nhà ngói đỏ sau chợ",
    heard_at=datetime(2026, 11, 20, 19, 0, tzinfo=UTC),
    words=WORDS,
    caller=CHILD,
)


def a_night(house: House) -> uuid.UUID:
    """A child's text that told police, social worker, school and health."""
    house.text(CHILD, WORDS)
    turn(house)
    return house.ticket().id


def of_kind(work: Work, kind: AgencyKind) -> Referral:
    return work.session.scalars(select(Referral).join(Agency).where(Agency.kind == kind)).one()


@pytest.mark.parametrize("kind", AgencyKind)
def test_no_pack_holds_the_callers_words_or_number_by_itself(kind: AgencyKind) -> None:
    told = disclosure.pack(CASE, kind, NOBODY, policy())

    assert Detail.SEVERITY in told
    assert not {Detail.WORDS, Detail.CALLER} & set(told)
    assert not [value for value in told.values() if CHILD in value or WORDS in value]


def test_each_kind_is_told_what_lets_it_act_and_no_more() -> None:
    assert Detail.LANDMARK in disclosure.pack(CASE, AgencyKind.POLICE, NOBODY, policy())
    assert set(disclosure.pack(CASE, AgencyKind.WOMENS_UNION, NOBODY, policy())) == {
        Detail.SEVERITY,
        Detail.PLACE,
    }
    assert Detail.CATEGORIES not in disclosure.pack(CASE, AgencyKind.SCHOOL, NOBODY, policy())


def test_what_the_policy_never_allows_cannot_be_added() -> None:
    added = frozenset(Detail)

    assert Detail.CALLER not in disclosure.pack(CASE, AgencyKind.SCHOOL, added, policy())


@pytest.mark.parametrize("kind", AgencyKind)
def test_a_number_is_never_told_on_one_persons_word(kind: AgencyKind) -> None:
    allowed = policy().disclosures[kind]

    assert Detail.CALLER not in set(allowed.may_add) - allowed.second_person


def test_what_was_told_is_kept_with_the_request_and_written_in_the_journal(house: House) -> None:
    a_night(house)
    with house.work() as work:
        for referral in work.session.scalars(select(Referral)):
            case = widening.case_of(work, referral.ticket)
            wanted = disclosure.pack(case, referral.agency.kind, NOBODY, work.policy)
            assert widening.pack_of(referral) == wanted
        told = len(work.session.scalars(select(Referral)).all())
        assert acts(work, Act.DISCLOSED) == told == 4
        basis = work.policy.say("basis.protection")
        assert set(work.session.scalars(select(Referral.basis))) == {basis}
        entries = select(JournalEntry).where(JournalEntry.act == Act.DISCLOSED)
        kept = {(one.facts["basis"], one.facts["policy"]) for one in work.session.scalars(entries)}
        assert kept == {(basis, work.policy.version)}


def test_texts_and_calls_to_agencies_carry_no_person(house: House) -> None:
    a_night(house)
    with house.work() as work:
        sent = select(Outgoing).where(Outgoing.purpose == Purpose.REFERRAL)
        bodies = [row.body or "" for row in work.session.scalars(sent)]
    assert bodies
    assert not [body for body in bodies if CHILD[3:] in body or "bố" in body or "bo " in body]


def test_a_place_that_becomes_known_reaches_those_who_may_know_it(house: House) -> None:
    ticket_id = a_night(house)
    with house.work() as work:
        ticket = ticket_of(work, ticket_id)
        casework.set_place(work, ticket, person(work, "lan"), "18775", "sau chợ")
    with house.work() as work:
        police = widening.pack_of(of_kind(work, AgencyKind.POLICE))
        assert police[Detail.LANDMARK] == "sau chợ"
        assert police[Detail.PLACE] == "xã Kỳ Anh"


def test_one_detail_more_is_told_with_a_reason(house: House) -> None:
    a_night(house)
    with house.work() as work:
        police = of_kind(work, AgencyKind.POLICE)
        with pytest.raises(InvalidError, match="why"):
            widening.ask(work, police, More(Detail.WORDS, "  ", DUTY), person(work, "lan"))
        widening.ask(
            work, police, More(Detail.WORDS, "họ đang ở ngoài cổng", DUTY), person(work, "lan")
        )

    with house.work() as work:
        assert widening.pack_of(of_kind(work, AgencyKind.POLICE))[Detail.WORDS] == WORDS
        assert Detail.WORDS not in widening.pack_of(of_kind(work, AgencyKind.SOCIAL_WORKER))


def test_the_callers_number_waits_until_somebody_else_agrees(house: House) -> None:
    a_night(house)
    with house.work() as work:
        police, lan = of_kind(work, AgencyKind.POLICE), person(work, "lan")
        widening.ask(work, police, More(Detail.CALLER, "không tìm thấy nhà", DUTY), lan)
        [asked] = widening.of_referral(work, police.id)
        assert Detail.CALLER not in widening.pack_of(police)
        with pytest.raises(InvalidError, match="somebody else"):
            widening.agree(work, police, asked.id, lan)
        widening.agree(work, police, asked.id, person(work, "minh"))

    with house.work() as work:
        assert widening.pack_of(of_kind(work, AgencyKind.POLICE))[Detail.CALLER] == CHILD


def test_nobody_tells_a_school_the_number(house: House) -> None:
    a_night(house)
    with house.work() as work:
        school = of_kind(work, AgencyKind.SCHOOL)
        with pytest.raises(InvalidError, match="never"):
            widening.ask(work, school, More(Detail.CALLER, "họ hỏi", DUTY), person(work, "hoa"))


NO = "đừng cho ai biết số của cháu"


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        pytest.param(CallersWord(Consent.REFUSED, NO), "refused", id="refused"),
        pytest.param(CallersWord(Consent.NOT_ASKED), "not asked", id="not-asked"),
        pytest.param(CallersWord(Consent.GIVEN), "in what words", id="given-in-no-words"),
        pytest.param(
            CallersWord(Consent.REFUSED, basis=LegalBasis.LIFE), "in what words", id="refused-how"
        ),
    ],
)
def test_nothing_more_is_told_without_a_consent_or_a_law(
    house: House, word: CallersWord, problem: str
) -> None:
    with pytest.raises(InvalidError, match=problem):
        consent.check(word)
    a_night(house)
    with house.work() as work:
        police = of_kind(work, AgencyKind.POLICE)
        with pytest.raises(InvalidError, match=problem):
            widening.ask(work, police, More(Detail.WORDS, "vì", word), person(work, "lan"))
        assert widening.of_referral(work, police.id) == []


def test_against_a_refusal_the_law_and_a_second_person_are_needed(house: House) -> None:
    a_night(house)
    word = CallersWord(Consent.REFUSED, NO, LegalBasis.LIFE)
    with house.work() as work:
        police = of_kind(work, AgencyKind.POLICE)
        more = More(Detail.WORDS, "cháu đang bị nhốt", word)
        widening.ask(work, police, more, person(work, "lan"))
        [asked] = widening.of_referral(work, police.id)
        assert Detail.WORDS not in widening.pack_of(police)
        widening.agree(work, police, asked.id, person(work, "minh"))
        assert widening.pack_of(police)[Detail.WORDS] == WORDS


def test_what_the_caller_said_is_kept_sealed_with_who_heard_it_and_when(house: House) -> None:
    ticket_id = a_night(house)
    yes = "dạ cô cứ nói với chú công an"
    with house.work() as work:
        police, lan = of_kind(work, AgencyKind.POLICE), person(work, "lan")
        more = More(Detail.WORDS, "để tìm cháu", CallersWord(Consent.GIVEN, yes))
        widening.ask(work, police, more, lan)

    with house.work() as work:
        kept = widening.callers_word(work, ticket_id)
        assert kept is not None
        assert (kept.consent, kept.consent_words, kept.basis) == (Consent.GIVEN, yes, None)
        assert (kept.asked_by, kept.asked_at) == (person(work, "lan").id, work.now)
        column = "select consent_words_sealed from widening"
        assert yes.encode() not in bytes(work.connection.exec_driver_sql(column).scalar_one())
        asked = select(JournalEntry).where(JournalEntry.act == Act.WIDENING_ASKED)
        assert work.session.scalars(asked).one().facts["words"] == yes
