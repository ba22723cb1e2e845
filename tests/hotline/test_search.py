"""Tickets filed and found with real rows: by any spelling, under any key, on any shelf."""

import random
from datetime import date, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, delete, func, select, text, update

from hotline import canary, findable, tickets
from hotline.contacts import Contact
from hotline.findable import Waiting
from hotline.intake import receive_sms
from hotline.policy import Commune
from hotline.search import asked, filing, index, shelves, terms
from hotline.search.asked import Asked, Field, Vocabulary
from hotline.search.dates import Days
from hotline.search.finder import After, Direct, Finder, Tier
from hotline.search.shelves import SHELF
from hotline.search.terms import Scope
from hotline.store import journal
from hotline.store.work import table_of
from hotline.telephony.carrier import Sms
from hotline.tickets import Status, Ticket
from hotline.vocabulary import Language, Severity
from tests.hotline import spelling
from tests.house import SETTINGS, House, build

TODAY = date(2026, 11, 21)
FIRST = tickets.FIRST_NUMBER
SIDS = count()


def tell(house: House, *stories: str) -> None:
    """Each from a number of its own."""
    for n, words in enumerate(stories):
        with house.work() as work:
            receive_sms(work, Sms(f"SM{next(SIDS)}", f"+8491100{n:04d}", words))


def file(house: House) -> None:
    with house.work() as work:
        while filing.file_waiting(work):
            pass


def told(house: House, *stories: str) -> House:
    tell(house, *stories)
    file(house)
    return house


def query(typed: str, days: Days | None = None, **fields: str) -> Asked:
    chosen = {Field(name): (value,) for name, value in fields.items()}
    return asked.narrowed(asked.read(typed, Vocabulary(), TODAY), chosen, days or Days())


def found(house: House, typed: str, days: Days | None = None, **fields: str) -> list[int]:
    with house.work() as work:
        hits = Finder(work).find(query(typed, days, **fields), Direct(), 100)
        return [hit.ticket.number for hit in hits]


def put_on_shelf(house: House, number: int, shelf: int) -> int:
    """The ticket gets a number of another shelf, as if thousands had come between."""
    with house.work() as work:
        new = shelves.first_of(shelf) + number % SHELF
        work.session.execute(update(Ticket).where(Ticket.number == number).values(number=new))
        return new


def test_a_hundred_spellings_find_every_planted_ticket(house: House) -> None:
    lots = random.Random(11)
    stories = [spelling.story(lots) for _ in range(40)]
    told(house, *stories)
    missed = []
    with house.work() as work:
        finder = Finder(work)
        for _ in range(100):
            place = lots.randrange(len(stories))
            typed = spelling.typed(stories[place], lots)
            hits = finder.find(query(typed), Direct(), len(stories))
            if FIRST + place not in [hit.ticket.number for hit in hits]:
                missed.append((typed, stories[place]))
    assert missed == []


def test_every_word_must_be_there_and_whole_words_come_before_beginnings(house: House) -> None:
    told(house, "Lan ở nhà", "em lạnh lắm", "Lan và Lan Anh", "làng em xa")
    assert found(house, "lan") == [FIRST + 2, FIRST, FIRST + 3, FIRST + 1]
    assert found(house, "anh lan") == [FIRST + 2]
    assert found(house, "la") == []
    assert found(house, "lan lạnh") == [FIRST + 1]


def test_a_word_that_is_said_later_finds_the_ticket_too(house: House) -> None:
    told(house, "cứu cháu với")
    assert found(house, "kỳ anh") == []
    tell(house, "cháu ở xã Kỳ Anh, sau chợ")
    with house.work() as work:
        commune = Commune("18754", "Hương Khê", "xã", "2025")
        ticket = tickets.by_number(work, FIRST)
        tickets.set_place(work, ticket, commune, "ngõ sau đình", by="system")
    assert found(house, "sau") == []
    file(house)
    for typed in ("kỳ anh", "huong khe", "dinh cuu", "chợ ngõ"):
        assert found(house, typed) == [FIRST]
    with house.work() as work:
        assert (Finder(work).waiting, Finder(work).missing) == (0, 0)


def test_a_number_that_stands_in_no_contact_finds_its_ticket(house: House) -> None:
    with house.work() as work:
        number = "+84912345678"
        tickets.open_ticket(work, Severity.HIGH, caller=number, index=None, language=Language.VI)
    assert found(told(house, "bố em"), "0912 345 678") == [FIRST]


def test_filters_narrow_what_words_find(house: House) -> None:
    told(house, "bố đánh mẹ", "cho em hỏi, bố em", "bố em hỏi")
    with house.work() as work:
        tickets.by_number(work, FIRST + 2).status = Status.CLOSED
    assert found(house, "bố", severity="routine") == [FIRST + 2, FIRST + 1]
    assert found(house, "bố", severity="routine", status="new") == [FIRST + 1]
    assert found(house, "", status="closed") == [FIRST + 2]
    assert found(house, "bố", commune="0") == []
    assert found(house, "") == []


def test_days_are_those_of_the_line_and_both_ends_count(house: House) -> None:
    told(house, "bố em")
    tomorrow = date(2026, 11, 22)
    assert found(house, "bố", Days(TODAY, TODAY)) == [FIRST]
    assert found(house, "", Days(None, TODAY)) == [FIRST]
    assert found(house, "bố", Days(tomorrow, None)) == []
    house.network.clock.forward(timedelta(days=1))
    told(house, "bố em nữa", "bố của bạn em")
    assert found(house, "bố", Days(tomorrow, tomorrow)) == [FIRST + 1]


def test_a_day_long_ago_is_looked_for_on_its_own_shelf_alone(house: House) -> None:
    tell(house, "bố em", "mẹ em", "bố bạn em")
    numbers = [put_on_shelf(house, FIRST + n, shelf) for n, shelf in enumerate((0, 5, 9))]
    with house.work() as work:
        for number, at in zip(numbers, (400, 30, 0), strict=True):
            ticket = tickets.by_number(work, number)
            ticket.received_at -= timedelta(days=at)
    file(house)
    long_ago, lately = TODAY - timedelta(days=400), TODAY - timedelta(days=30)
    assert found(house, "bố", Days(long_ago, long_ago)) == numbers[:1]
    assert found(house, "", Days(long_ago, lately)) == numbers[1::-1]
    assert found(house, "bố") == [numbers[2], numbers[0]]
    assert found(house, "", Days(lately, None)) == numbers[:0:-1]


def test_pages_follow_each_other_from_shelf_to_shelf_without_gap_or_twin(house: House) -> None:
    tell(house, *(f"bố em {'bốn' if n % 2 else ''}" for n in range(12)))
    numbers = [put_on_shelf(house, FIRST + n, n % 3 * 7) for n in range(12)]
    file(house)
    with house.work() as work:
        finder, after = Finder(work), None
        seen: list[int] = []
        while hits := finder.find(query("bố"), Direct(), 5, after):
            seen.extend(hit.ticket.number for hit in hits)
            after = After(hits[-1].tier, hits[-1].ticket.number)
    assert seen == sorted(numbers, reverse=True)


def test_a_number_comes_first_and_then_not_again(house: House) -> None:
    told(house, "bố em", "phòng 1001 ạ")
    with house.work() as work:
        [part] = (asks := query("1001")).parts
        hits = Finder(work).find(asks, Direct({part: frozenset([FIRST])}), 9)
    assert [(hit.ticket.number, hit.tier) for hit in hits] == [
        (FIRST, Tier.NUMBER),
        (FIRST + 1, Tier.WORDS),
    ]


MANY = """
insert into ticket (id, severity, status, categories, language, received_at, entered_at,
                    policy_version)
select gen_random_uuid(), case n % 500 when 7 then 'high' else 'routine' end, 'closed', '{}',
       'vi', now(), now(), 'x'
from generate_series(1, 3000) as n
"""


def test_a_word_of_thousands_of_tickets_is_found_as_any_other(house: House) -> None:
    """Those that are many are asked for by one bit each."""
    told(house, "bố em")
    numbers = range(FIRST + 1, FIRST + 3001)
    with house.work() as work:
        work.session.execute(text(MANY))
        for shelf, bits in shelves.by_shelf(n for n in numbers if n % 3).items():
            index.keep(work, work.keyring.newest, shelf, {terms.whole(Scope.ALL, "me"): bits})
    assert found(house, "mẹ") == [n for n in reversed(numbers) if n % 3][:100]
    high = [n for n in numbers if n % 3 and (n - FIRST) % 500 == 7]
    assert found(house, "mẹ", severity="high") == high[::-1]
    assert found(house, "mẹ", severity="critical") == []


@pytest.fixture
def rotated(house: House, engine: Engine) -> House:
    """The same house, after a new key was put before the old one."""
    old = SETTINGS.sealing_keys
    told(house, "bố em đánh em", "Lan đây ạ")
    settings = SETTINGS.model_copy(update={"sealing_keys": (("t2", bytes(32)), *old)})
    return build(engine, settings, demo_people=False)


def test_after_a_new_key_old_and_new_words_are_found(rotated: House) -> None:
    tell(rotated, "bố lại đánh")
    assert found(rotated, "lan") == [FIRST + 1]
    file(rotated)
    assert found(rotated, "lai") == [FIRST]
    assert filing.file_all(rotated.parts.workplace, anew=False) == 2
    with rotated.work() as work:
        assert {one.key for one in index.shelves(work)} == {"t2"}
    assert found(rotated, "đánh em") == [FIRST]
    assert filing.file_all(rotated.parts.workplace, anew=False) == 0


@pytest.mark.usefixtures("rotated")
def test_a_shelf_whose_key_is_gone_is_said_to_be_missing(engine: Engine) -> None:
    lost = SETTINGS.model_copy(update={"sealing_keys": (("t9", bytes(range(1, 33))),)})
    stranger = build(engine, lost, demo_people=False)
    with stranger.work() as work:
        assert Finder(work).missing == 1
    assert found(stranger, "lan") == []
    assert filing.file_all(stranger.parts.workplace, anew=False) == 2


def test_tickets_from_before_search_are_filed_and_until_then_search_says_so(house: House) -> None:
    told(house, "bố em", "mẹ em")
    with house.work() as work:
        work.session.execute(delete(index.Posting))
        work.session.execute(update(index.Shelf).values(key=None, complete=False))
    tell(house, "bố nữa")
    file(house)
    with house.work() as work:
        assert Finder(work).missing == 1
    assert found(house, "mẹ") == []
    assert filing.file_all(house.parts.workplace, anew=False) == 2
    with house.work() as work:
        assert Finder(work).missing == 0
    assert found(house, "mẹ") == [FIRST + 1]


def test_what_a_ticket_does_not_say_any_more_is_gone_when_it_is_filed_anew(house: House) -> None:
    told(house, "bố em tên Hùng", "mẹ em")
    with house.work() as work:
        first = select(Contact).join(Ticket).where(Ticket.number == FIRST)
        work.session.scalars(first).one().text = "bố em"
    filing.file_all(house.parts.workplace, anew=True)
    assert (found(house, "hùng"), found(house, "bố")) == ([], [FIRST])


def test_a_thread_that_hears_more_is_found_by_it_and_no_older_text_is_read_again(
    house: House,
) -> None:
    told(house, "bố em")
    with house.work() as work:
        [older] = work.session.scalars(select(Contact))
        older.text = "dượng em"

    told(house, "tên em là Lan")

    assert (found(house, "lan"), found(house, "bố")) == ([FIRST], [FIRST])
    assert found(house, "dượng") == []


def test_a_thread_that_hears_more_and_is_changed_is_read_whole(house: House) -> None:
    told(house, "bố em")
    tell(house, "tên em là Lan")
    with house.work() as work:
        [ticket] = work.session.scalars(select(Ticket))
        tickets.set_place(work, ticket, None, "sau chợ Gò Vấp", by=journal.SYSTEM)
    file(house)

    assert (found(house, "lan"), found(house, "gò vấp")) == ([FIRST], [FIRST])


def test_a_text_that_no_key_opens_holds_up_no_other(house: House) -> None:
    tell(house, "bố em", "mẹ em")
    with house.work() as work:
        table = table_of(Contact)
        broken = update(table).values(text_sealed=b"\2t1" + bytes(40))
        its_own = select(Ticket.id).where(Ticket.number == FIRST).scalar_subquery()
        work.session.execute(broken.where(table.c.ticket_id == its_own))
    file(house)
    assert found(house, "mẹ") == [FIRST + 1]


def test_one_process_files_at_a_time_and_the_other_does_not_wait(house: House) -> None:
    tell(house, "bố em")
    with house.work() as one:
        assert filing.file_waiting(one) == 1
        with house.work() as other:
            assert filing.file_waiting(other) == 0
    assert found(house, "bố") == [FIRST]


def test_nobody_finds_a_canary(house: House) -> None:
    with house.work() as work:
        findable.changed(work, canary.id_of(1))
        assert work.session.scalar(select(func.count()).select_from(Waiting)) == 0


def test_a_word_of_every_ticket_is_one_row_of_each_shelf(house: House) -> None:
    """Filing again what has not changed writes nothing anew."""
    told(house, "bố em", "bố em")
    with house.work() as work:
        before = work.session.execute(text("select token, members from search_posting")).all()
    tell(house, "bố em")
    file(house)
    with house.work() as work:
        after = work.session.execute(text("select token, members from search_posting")).all()
    assert sorted(before) == sorted(after)
    assert len(before) == len(["bo", "em"])
