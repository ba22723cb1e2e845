"""Who is involved: written down once, sealed, and felt wherever it matters who they are."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from hotline import informants, people, person, tickets
from hotline.ages import Guessed, Years
from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.informants import Informant
from hotline.people import Person
from hotline.person import Description, Kin, Role, Sex
from hotline.policy import Commune
from hotline.staff import PHONE, Staff
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.telling import Consent, Detail, Offender
from hotline.text import tokens_for_search
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind, DeadlineKind, Severity
from referral import casework, desk, involvement, known, widening
from referral.referrals import Referral
from tests.hotline.test_search import found
from tests.house import House
from tests.referral.builders import MINUTE, acts, armed, commune, open_ticket, ticket_of
from tests.referral.builders import person as staff

NAME, NUMBER = "Nguyễn Thị Ngọc Ánh", "+84912000111"
CHILD = {"role_child": "yes", "name": NAME, "number": "0912 000 111", "guessed": "8-10"}
GRANTED = {"consent": "given", "agreed": "chính bà", "words": "bà đồng ý", "name": "Bà Tám"}


def said(work: Work, home: str = "", **form: str) -> Description:
    return person.read(form, commune(home) if home else None, people.today(work))


def begun(house: House, severity: Severity = Severity.HIGH, *categories: str) -> uuid.UUID:
    """A ticket that came in a while ago."""
    with house.work() as work:
        ticket_id = open_ticket(work, severity, categories=categories).id
    house.network.clock.forward(MINUTE)
    return ticket_id


def add(
    house: House, ticket_id: uuid.UUID, home: str = "", form: Mapping[str, str] = CHILD
) -> uuid.UUID:
    with house.work() as work:
        ticket, lan = ticket_of(work, ticket_id), staff(work, "lan")
        involvement.add(work, ticket, lan, said(work, home, **form))
        return people.of_ticket(work, ticket)[-1].id


def entries(work: Work, act: Act) -> list[dict[str, str]]:
    rows = work.session.scalars(select(JournalEntry).where(JournalEntry.act == act))
    return [row.facts for row in rows]


@pytest.mark.parametrize(
    ("form", "offender"),
    [
        pytest.param({"role_offender": "1", "kin": "father"}, Offender.CARER, id="the-father"),
        pytest.param({"role_offender": "1", "role_carer": "1"}, Offender.CARER, id="who-cares"),
        pytest.param(
            {"role_offender": "1", "kin": "school_staff"}, Offender.SCHOOL_STAFF, id="a-teacher"
        ),
        pytest.param({"role_offender": "1", "kin": "stranger"}, None, id="a-stranger"),
        pytest.param({"role_carer": "1", "kin": "father"}, None, id="a-father-who-did-nothing"),
    ],
)
def test_only_who_may_have_done_it_keeps_an_agency_out(
    form: dict[str, str], offender: Offender | None
) -> None:
    assert person.offender(person.read(form, None, date(2026, 11, 21))) is offender


@pytest.mark.parametrize(
    ("form", "why"),
    [
        pytest.param({"name": NAME}, "say whether they are", id="in-no-way"),
        pytest.param({**CHILD, "kin": "boss"}, "one of those that are offered", id="no-kin"),
        pytest.param({**CHILD, "notes": "x" * 2001}, "longer than what can be kept", id="too-long"),
        pytest.param({**CHILD, "born": "30/2/2016"}, "write a day", id="no-day"),
    ],
)
def test_what_cannot_be_kept_as_it_is_is_refused(form: dict[str, str], why: str) -> None:
    with pytest.raises(InvalidError, match=why):
        person.read(form, None, date(2026, 11, 21))


def test_what_is_known_of_a_person_is_sealed_and_found_by_blind_indexes(house: House) -> None:
    ticket_id = begun(house)
    add(
        house,
        ticket_id,
        "18775",
        {**CHILD, "address": "sau chợ", "notes": "sợ cha", "sex": "female"},
    )
    with house.work() as work:
        [row] = people.of_ticket(work, ticket_of(work, ticket_id))
        assert row.said == Description(
            roles=(Role.CHILD,),
            sex=Sex.FEMALE,
            age=Guessed(8, 10, people.today(work)),
            name=NAME,
            number=NUMBER,
            address="sau chợ",
            notes="sợ cha",
            home=Commune("18775", "xã Kỳ Anh", "", "2026.9.0"),
        )
        assert row.words == work.keyring.tokens(
            tokens_for_search("NGOC anh nguyen thi"), people.WORDS
        )
        assert row.number_index == work.keyring.blind(NUMBER, PHONE)
        stored = work.session.execute(
            text("select to_jsonb(person)::text from person")
        ).scalar_one()
        for secret in (NAME, NUMBER, "sau chợ", "sợ cha", "8-10"):
            assert secret not in stored


def test_several_children_and_several_who_may_have_done_it_stand_on_one_ticket(
    house: House,
) -> None:
    ticket_id = begun(house)
    for form in (CHILD, {**CHILD, "name": "Bi"}, *({"role_offender": "1", "kin": k} for k in Kin)):
        add(house, ticket_id, form=form)
    with house.work() as work:
        found = people.of_ticket(work, ticket_of(work, ticket_id))
        children = [row.name for row in found if Role.CHILD in row.roles]
        assert sorted(filter(None, children)) == ["Bi", NAME]
        assert len(found) == 2 + len(Kin)


def test_a_change_leaves_what_it_was_in_the_journal_and_an_old_form_is_refused(
    house: House,
) -> None:
    ticket_id = begun(house)
    person_id = add(house, ticket_id)
    house.network.clock.forward(MINUTE)
    with house.work() as work:
        ticket, lan = ticket_of(work, ticket_id), staff(work, "lan")
        seen = people.mark(people.by_id(work, ticket, person_id))
        better = said(work, "18754", **{**CHILD, "guessed": "", "born": "9/3/2016"})
        involvement.change(work, ticket, lan, person_id, better, seen)
        [facts] = entries(work, Act.PERSON_CHANGED)
        assert (facts["was_home"], facts["home"]) == ("", "18754 phường Sông Trí")
        assert facts["age"] == '{"born": "2016-03-09"}'
        assert '"low": 8' in facts["was_age"]
        assert "name" not in facts
        with pytest.raises(InvalidError, match="changed meanwhile"):
            involvement.change(work, ticket, lan, person_id, said(work, **CHILD), seen)


def test_who_was_written_down_by_mistake_is_gone_from_the_ticket_and_not_from_the_journal(
    house: House,
) -> None:
    ticket_id = begun(house)
    person_id = add(house, ticket_id)
    with house.work() as work:
        ticket, lan = ticket_of(work, ticket_id), staff(work, "lan")
        with pytest.raises(InvalidError, match="say why"):
            involvement.take_off(work, ticket, lan, person_id, " ")
        involvement.take_off(work, ticket, lan, person_id, "nhầm phiếu")
        assert people.of_ticket(work, ticket) == []
        assert entries(work, Act.PERSON_TAKEN_OFF)[0]["text"] == "nhầm phiếu"
        with pytest.raises(NotFoundError):
            people.by_id(work, ticket, person_id)
        assert work.session.scalars(select(Person)).one().name == NAME


def test_an_administrator_neither_looks_at_people_nor_writes_them_down(house: House) -> None:
    ticket_id = begun(house)
    with house.work() as work:
        ticket, admin = ticket_of(work, ticket_id), staff(work, "quan")
        with pytest.raises(NotAllowedError):
            involvement.look(work, ticket, admin)
        with pytest.raises(NotAllowedError):
            involvement.add(work, ticket, admin, said(work, **CHILD))
        involvement.look(work, ticket, staff(work, "lan"))
        assert acts(work, Act.PEOPLE_SEEN, ticket_id) == 1


def test_to_write_somebody_down_is_progress(house: House) -> None:
    ticket_id = begun(house)
    add(house, ticket_id)
    with house.work() as work:
        assert DeadlineKind.FIRST_RESPONSE not in armed(work, ticket_id)
        assert DeadlineKind.FOLLOW_UP in armed(work, ticket_id)


# --- who is told, and what ------------------------------------------------------------------


def test_the_plan_is_made_where_the_children_live_and_the_assessment_where_it_happened(
    house: House,
) -> None:
    ticket_id = begun(house, Severity.HIGH)
    with house.work() as work:
        casework.set_place(work, ticket_of(work, ticket_id), staff(work, "lan"), "18775", "")
    for home in ("18754", "18781"):
        add(house, ticket_id, home)
    with house.work() as work:
        facts = known.facts_of(work, ticket_of(work, ticket_id))
        assert (facts.commune_code, {*facts.residence_codes}) == ("18775", {"18754", "18781"})


def test_the_youngest_child_decides_and_one_whose_age_nobody_knows_is_young_enough(
    house: House,
) -> None:
    ticket_id = begun(house)
    for guessed in ("17", "16-17"):
        add(house, ticket_id, form={**CHILD, "guessed": guessed})
    with house.work() as work:
        ticket = ticket_of(work, ticket_id)
        assert known.facts_of(work, ticket).age == 0  # it may have been years ago
        involvement.set_happened(work, ticket, staff(work, "lan"), "11/2026")
        assert known.facts_of(work, ticket).age == 15  # sixteen at the end of the month, perhaps
    add(house, ticket_id, form={**CHILD, "guessed": ""})
    with house.work() as work:
        assert known.facts_of(work, ticket_of(work, ticket_id)).age is None


def test_a_teacher_written_down_keeps_the_school_from_being_told(house: House) -> None:
    ticket_id = begun(house, Severity.ROUTINE, "bullying")
    with house.work() as work:
        plan = desk.preview(work, ticket_of(work, ticket_id))
        assert plan.kept_out == ()
    add(house, ticket_id, form={"role_offender": "yes", "kin": "school_staff"})
    with house.work() as work:
        plan = desk.preview(work, ticket_of(work, ticket_id))
        assert {(one.kind, one.offender) for one in plan.kept_out} == {
            (AgencyKind.SCHOOL, Offender.SCHOOL_STAFF)
        }


def test_agencies_read_sex_and_age_of_children_and_nothing_of_anybody_else(house: House) -> None:
    house.text("+84911222333", "cứu cháu với, bố đang đánh cháu, cháu ở xã Kỳ Anh")
    house.network.clock.forward(MINUTE)
    ticket_id = house.ticket().id
    add(house, ticket_id, form={**CHILD, "sex": "female", "address": "sau chợ"})
    add(house, ticket_id, form={"role_offender": "yes", "kin": "father", "name": "Trần Văn Bố"})
    with house.work() as work:
        ticket = ticket_of(work, ticket_id)
        involvement.keep_informant(
            work, ticket, staff(work, "lan"), None, informants.read({**GRANTED, "number": "0987"})
        )
        packs = {
            row.agency.kind: widening.pack_of(row) for row in work.session.scalars(select(Referral))
        }
    assert packs[AgencyKind.POLICE][Detail.CHILDREN] == '[{"sex": "female", "low": 8, "high": 10}]'
    assert Detail.CHILDREN not in packs[AgencyKind.SCHOOL]
    for pack in packs.values():
        told = " ".join(pack.values())
        for secret in (NAME, NUMBER, "sau chợ", "Trần Văn Bố", "Bà Tám"):
            assert secret not in told


def test_what_it_is_about_is_written_down_by_a_person_and_decides_who_is_told(
    house: House,
) -> None:
    ticket_id = begun(house, Severity.CRITICAL, "unclear")
    with house.work() as work:
        ticket, lan = ticket_of(work, ticket_id), staff(work, "lan")
        for wrong in ([], ["nonsense"]):
            with pytest.raises(InvalidError, match="choose what it is about"):
                involvement.set_categories(work, ticket, lan, wrong)
        involvement.set_categories(work, ticket, lan, ["sexual_abuse", "neglect"])
        assert set(ticket.categories) == {"sexual_abuse", "neglect"}
        assert entries(work, Act.CATEGORIES_SET)[0]["was"] == "unclear"
        told = work.session.scalars(select(Referral)).all()
        assert AgencyKind.HEALTH in {row.agency.kind for row in told}


def test_the_day_it_happened_decides_how_old_a_child_was(house: House) -> None:
    ticket_id = begun(house)
    person_id = add(house, ticket_id, form={**CHILD, "guessed": "", "born": "21/11/2010"})
    with house.work() as work:
        ticket, lan = ticket_of(work, ticket_id), staff(work, "lan")
        row = people.by_id(work, ticket, person_id)
        involvement.set_happened(work, ticket, lan, "20/11/2026")
        assert people.years(work, ticket, row) == Years(15, 15)
        involvement.set_happened(work, ticket, lan, "21/11/2026")
        assert people.years(work, ticket, row) == Years(16, 16)
        with pytest.raises(InvalidError):
            involvement.set_happened(work, ticket, lan, "22/11/2026")


# --- who told us ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "why"),
    [
        pytest.param({"name": "Bà Tám"}, "say whether they agreed", id="not-asked-what-they-say"),
        pytest.param({**GRANTED, "words": ""}, "in what words", id="without-their-words"),
        pytest.param({**GRANTED, "agreed": ""}, "who agreed", id="without-who-agreed"),
    ],
)
def test_an_informant_is_written_down_only_with_a_word_that_can_be_shown(
    form: dict[str, str], why: str
) -> None:
    with pytest.raises(InvalidError, match=why):
        informants.read(form)


@pytest.mark.parametrize("consent", [Consent.REFUSED, Consent.NOT_ASKED])
def test_without_their_word_nothing_of_an_informant_is_kept_and_what_was_kept_is_erased(
    house: House, consent: Consent
) -> None:
    ticket_id = begun(house)
    with house.work() as work:
        ticket, hoa = ticket_of(work, ticket_id), staff(work, "hoa")
        involvement.keep_informant(work, ticket, hoa, None, informants.read(GRANTED))
        [row] = informants.of_ticket(work, ticket)
        assert (row.name, row.agreed, row.consent_words) == ("Bà Tám", "chính bà", "bà đồng ý")
        changed = informants.read({**GRANTED, "consent": consent, "words": "thôi, đừng ghi"})
        involvement.keep_informant(work, ticket, hoa, row, changed)
    with house.work() as work:
        row = work.session.scalars(select(Informant)).one()
        assert [getattr(row, name) for name in informants.IDENTITY] == [None] * 4
        assert row.consent_words == "thôi, đừng ghi"
        kept = str(entries(work, Act.INFORMANT_KEPT))
        assert "Bà Tám" not in kept


@pytest.mark.parametrize(
    ("login", "owner", "may"),
    [
        pytest.param("hoa", None, True, id="a-supervisor"),
        pytest.param("lan", "lan", True, id="who-has-the-ticket"),
        pytest.param("lan", "hoa", False, id="another-counselor"),
        pytest.param("lan", None, False, id="nobody-has-the-ticket"),
        pytest.param("quan", None, False, id="an-administrator"),
    ],
)
def test_an_informant_is_seen_by_whoever_has_the_ticket_and_by_supervisors_and_each_look_is_kept(
    house: House, login: str, owner: str | None, may: bool
) -> None:
    ticket_id = begun(house)
    with house.work() as work:
        ticket = ticket_of(work, ticket_id)
        involvement.keep_informant(work, ticket, staff(work, "lan"), None, informants.read(GRANTED))
        if owner:
            tickets.take(work, ticket, staff(work, owner))
    with house.work() as work:
        who, ticket = staff(work, login), ticket_of(work, ticket_id)
        [row] = informants.of_ticket(work, ticket)
        if may:
            assert informants.look(work, ticket, row.id, who).name == "Bà Tám"
        else:
            _refuses(work, ticket, row, who)
        assert acts(work, Act.INFORMANT_SEEN) == int(may)


def _refuses(work: Work, ticket: Ticket, row: Informant, who: Staff) -> None:
    with pytest.raises(NotAllowedError):
        informants.look(work, ticket, row.id, who)
    with pytest.raises(NotAllowedError):
        informants.keep(work, ticket, row, informants.read(GRANTED), who)


def test_a_text_that_comes_in_asks_for_nobody_while_nobody_can_be_there(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.CRITICAL)
        ticket.received_at -= timedelta(hours=1)  # by another line, before it was written here
        assert people.of_ticket(work, ticket) == []


def test_a_ticket_is_found_by_the_name_and_the_number_of_who_is_involved(house: House) -> None:
    ticket_id = begun(house)
    add(house, ticket_id)
    house.tick()

    with house.work() as work:
        number = ticket_of(work, ticket_id).number
    for typed in ("ngoc anh", "Ánh Ngọc", "+84 912 000 111"):
        assert found(house, typed) == [number]
