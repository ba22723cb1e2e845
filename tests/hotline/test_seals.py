"""A row of the journal that was changed, removed or inserted by hand is found, and named."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import select, text, update

from config.settings import Settings
from hotline.store import journal, seals
from hotline.store.journal import Act, JournalEntry
from hotline.store.seals import Fault, Finding, Head
from tests.house import House, build

ROWS = 9
GONE, SEAL_GONE = "delete from journal where seq = :a", "delete from journal_seal where seq = :a"


def seal(house: House) -> Head | None:
    """What a metronome does in two of its seconds."""
    with house.work() as work:
        mark = seals.horizon(work)
    with house.work() as work:
        return seals.seal(work, mark)


def write(house: House, rows: int = ROWS) -> None:
    for n in range(rows):
        with house.work() as work:
            journal.write(work, Act.NOTE, by="staff:somebody", facts={"text": f"Ghi chú {n}"})


def found(house: House, kept: str = "") -> list[Finding]:
    with house.work() as work:
        return list(seals.verify(work, kept))


@pytest.fixture
def numbers(house: House) -> list[int]:
    """Of the rows of a sealed journal, in order."""
    write(house)
    seal(house)
    with house.work() as work:
        return list(work.session.scalars(select(JournalEntry.seq).order_by(JournalEntry.seq)))


def test_an_honest_journal_holds_and_goes_on_holding(house: House, numbers: list[int]) -> None:
    write(house, 3)
    assert found(house) == []
    head = seal(house)

    assert found(house) == []
    assert head is not None
    assert head.place == len(numbers) + 3
    with house.work() as work:
        assert seals.unsealed(work) == 0


def test_sealing_again_seals_nothing_twice(house: House, numbers: list[int]) -> None:
    assert numbers
    assert seal(house) is None


CHANGES = {
    "the-act": {"act": Act.REVEALED},
    "who": {"actor": "staff:another"},
    "what-it-is-about": {"ticket_id": "11111111-1111-4111-8111-111111111111"},
}


@pytest.mark.parametrize("values", CHANGES.values(), ids=CHANGES)
def test_a_changed_row_is_named(
    house: House, numbers: list[int], values: dict[str, object]
) -> None:
    with house.work() as work:
        changed = update(JournalEntry).where(JournalEntry.seq == numbers[4]).values(values)
        work.session.execute(changed)

    assert found(house) == [Finding(Fault.CHANGED, numbers[4])]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            "update journal set at = at + interval '1 microsecond' where seq = :a", id="when"
        ),
        pytest.param("update journal set detail_sealed = null where seq = :a", id="its-words"),
        pytest.param("update journal set id = gen_random_uuid() where seq = :a", id="its-id"),
    ],
)
def test_the_least_change_is_one(house: House, numbers: list[int], change: str) -> None:
    by_hand(house, numbers[:1], change)

    assert found(house) == [Finding(Fault.CHANGED, numbers[0])]


def by_hand(house: House, about: Sequence[int], *statements: str) -> None:
    """As somebody with all rights over the database; `a` and `b` are the numbers of rows."""
    with house.parts.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), dict(zip("ab", about, strict=False)))


def test_two_rows_that_changed_places_are_both_named(house: House, numbers: list[int]) -> None:
    first, second = numbers[2], numbers[5]
    by_hand(
        house,
        (first, second),
        "update journal set detail_sealed = other.detail_sealed from journal as other"
        " where journal.seq in (:a, :b) and other.seq in (:a, :b) and other.seq <> journal.seq",
    )

    assert found(house) == [Finding(Fault.CHANGED, first), Finding(Fault.CHANGED, second)]


def test_a_removed_row_is_named(house: House, numbers: list[int]) -> None:
    by_hand(house, numbers[3:4], GONE)

    assert found(house) == [Finding(Fault.REMOVED, numbers[3])]


def test_a_row_removed_with_its_seal_is_missed_at_the_next(
    house: House, numbers: list[int]
) -> None:
    by_hand(house, numbers[3:4], GONE, SEAL_GONE)

    assert found(house) == [Finding(Fault.REMOVED, numbers[4])]


def test_an_inserted_row_is_named(house: House, numbers: list[int]) -> None:
    gone = numbers[4]
    by_hand(
        house,
        (gone,),
        GONE,
        SEAL_GONE,
        "insert into journal (id, seq, at, act, actor) overriding system value"
        " values (gen_random_uuid(), :a, now(), 'note', 'staff:nobody')",
    )

    assert found(house) == [
        Finding(Fault.INSERTED, gone),
        Finding(Fault.REMOVED, numbers[5]),
    ]


def test_an_end_that_was_cut_off_shows_against_a_head_kept_elsewhere(
    house: House, numbers: list[int]
) -> None:
    with house.work() as work:
        kept = str(seals.head(work))
    assert found(house, kept) == []
    by_hand(house, numbers[5:6], GONE.replace("=", ">"), SEAL_GONE.replace("=", ">"))

    assert found(house) == []
    assert found(house, kept) == [Finding(Fault.CUT, numbers[5])]


def test_a_chain_made_without_our_key_does_not_hold(house: House, numbers: list[int]) -> None:
    by_hand(house, (), "update journal_seal set digest = sha256(digest)")

    assert {each.fault for each in found(house)} == {Fault.CHANGED}
    assert len(found(house)) == len(numbers)


@contextmanager
def under_way(house: House) -> Iterator[None]:
    """A transaction that has drawn its number in the journal and does not commit yet."""
    with house.work() as work:
        journal.write(work, Act.NOTE, facts={"text": "chậm"})
        work.session.flush()
        yield


def test_a_transaction_that_commits_late_is_no_forgery(house: House) -> None:
    with under_way(house):
        write(house, 3)
        assert seal(house) is None
    write(house, 1)

    assert seal(house) is not None
    assert found(house) == []


def test_whoever_writes_waits_for_no_sealer(house: House) -> None:
    write(house)
    with house.work() as work:
        mark = seals.horizon(work)
    with house.work() as sealing:
        assert seals.seal(sealing, mark) is not None
        write(house, 2)
        other = another(house)
    assert other is None
    assert found(house) == []


def another(house: House) -> Head | None:
    """A second metronome at the same moment."""
    with house.work() as work:
        return seals.seal(work, seals.horizon(work))


def test_the_chain_goes_on_under_a_new_key_and_holds_while_the_old_one_is_kept(
    house: House,
) -> None:
    write(house, 2)
    seal(house)
    newer = build(house.parts.engine, another_key(house), demo_people=False)
    write(newer, 2)
    seal(newer)

    assert found(newer) == []
    assert {each.fault for each in found(house)} == {Fault.CHANGED}


def another_key(house: House) -> Settings:
    """The settings of the house with another key in front."""
    keys = (("t2", bytes(reversed(range(32)))), *house.parts.settings.sealing_keys)
    return house.parts.settings.model_copy(update={"sealing_keys": keys})
