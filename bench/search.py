"""A million tickets, sealed: how long until somebody at the console has what they looked for.

Words and names come as often as in life: few very often, most seldom. Each kind of question is
asked many times for other tickets, with the reasons why and the journal's row, beside the floor:
one ticket of the same table by its primary key. Goal: p95 under 50 ms for every kind.
"""

import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import accumulate, product
from multiprocessing import get_context
from statistics import mean, median, quantiles
from time import perf_counter, process_time

from sqlalchemy import Engine, text

from bench import deadlines, servers
from config import house as parts
from config.database import engine_for
from config.house import House
from hotline.contacts import Contact
from hotline.contacts import Outcome as Ending
from hotline.search import asked, index, shelves, terms
from hotline.search.asked import Field, Vocabulary
from hotline.search.dates import Days
from hotline.search.shelves import SHELF, Bits
from hotline.search.terms import Said, Where
from hotline.staff import PHONE, Role, Staff
from hotline.store.one_trip import copy_all
from hotline.store.sealing import Keyring, sealed_values
from hotline.store.work import Work, table_of
from hotline.tickets import FIRST_NUMBER, Ticket
from hotline.vocabulary import ContactChannel, Language
from referral import finding

MANY, TIMES, KEPT, WRITERS = 1_000_000, 200, 40, 2
WARM = 5  # questions of each kind before it is measured
KEYS = (("b1", bytes(32)),)
ONSETS = "b c ch d đ g gh gi h k kh l m n ng nh ph qu r s t th tr v x"
RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en enh eo ep et eu i ia ich iem ien ieng "
    "ieu im in inh ip it iu o oa oac oai oan oang oat oc oe oi om on ong op ot u ua uc ui um un "
    "ung uoc uoi uom uon uong uot up ut uu uy uyen uyet y"
)
SURNAMES = {"Nguyễn": 38, "Trần": 12, "Lê": 9, "Phạm": 7, "Hoàng": 5, "Phan": 4, "Đặng": 2}
COMMUNES, OWNERS = 69, 40

TICKETS = """
insert into ticket (id, severity, status, categories, language, received_at, entered_at,
                    commune_code, commune_name, owner_id, policy_version)
select (:ids || lpad(to_hex(n), 12, '0'))::uuid,
       (array['routine', 'routine', 'high', 'critical'])[1 + n % 4],
       case when n > :many - 300 then 'new' else 'closed' end, '{}', 'vi',
       :now - (:many - n) * interval '1 min', :now - (:many - n) * interval '1 min',
       (power(n * 7 % 1009 / 1009.0, 2) * :communes)::int::text, 'Kỳ Anh',
       (select id from staff order by id offset n % :owners limit 1), 'bench'
from generate_series(1, :many) as n
"""
SIZES = """
select pg_size_pretty(pg_total_relation_size(oid)), reltuples::bigint from pg_class
where relname = :table
"""
IDS = "00000000-0000-4000-8000-"


class Writer:
    """Draws what children and neighbours write."""

    def __init__(self, seed: int) -> None:
        self.lots = random.Random(seed)
        self.words = ["".join(pair) for pair in product(ONSETS.split(), RIMES.split())]
        random.Random(7).shuffle(self.words)  # all of them speak one language
        self.weights = [*accumulate(1 / (rank + 3) for rank in range(len(self.words)))]
        self.names = self.words[200:1200]
        self.name_weights = [*accumulate(1 / (rank + 10) for rank in range(len(self.names)))]

    def text(self) -> str:
        said = self.lots.choices(self.words, cum_weights=self.weights, k=14)
        return " ".join([*said[:7], str(self.lots.randrange(1, 999)), *said[7:], *self._name()])

    def _name(self) -> list[str]:
        [surname] = self.lots.choices([*SURNAMES], [*SURNAMES.values()])
        given = self.lots.choices(self.names, cum_weights=self.name_weights, k=2)
        return [surname, *(name.capitalize() for name in given)]


def main() -> None:
    with servers.database() as (folder, url):
        engine = engine_for(url)
        mine = parts.built(deadlines.settings(folder), engine, deadlines.Still(), parts.no_ring)
        began = perf_counter()
        told = _fill(mine, engine, url)
        print(f"{MANY:,} tickets written, sealed and filed in {perf_counter() - began:.0f} s")
        _say_sizes(engine)
        _measure_all(mine, told)
        engine.dispose()


def _fill(mine: House, engine: Engine, url: str) -> dict[int, str]:
    """Some of the texts by the number of their ticket."""
    with mine.workplace.work() as work:
        for n in range(OWNERS):
            work.add(somebody(work, f"b{n}"))
    values = {
        "many": MANY,
        "now": deadlines.NOW,
        "communes": COMMUNES,
        "owners": OWNERS,
        "ids": IDS,
    }
    with engine.begin() as connection:
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text(TICKETS), values)
    told: dict[int, str] = {}
    every = range(shelves.shelf_of(FIRST_NUMBER), shelves.shelf_of(FIRST_NUMBER + MANY) + 1)
    with get_context("spawn").Pool(WRITERS) as pool:
        for some in pool.imap_unordered(partial(_write_shelf, url), every):
            told.update(some)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("set statement_timeout = 0"))
        connection.exec_driver_sql("vacuum analyze")
    return told


def _numbers(shelf: int) -> range:
    first = shelves.first_of(shelf)
    return range(max(first, FIRST_NUMBER), min(first + SHELF, FIRST_NUMBER + MANY))


def somebody(work: Work, login: str) -> Staff:
    secret = "none"  # noqa: S105  # nobody logs in
    return Staff(login=login, role=Role.COUNSELOR, password_hash=secret, created_at=work.now)


def _write_shelf(url: str, shelf: int) -> dict[int, str]:
    """In a process of its own; some of its texts, to look for."""
    keyring, writer = Keyring(KEYS), Writer(shelf)
    texts = {number: writer.text() for number in _numbers(shelf)}
    posts: dict[str, Bits] = defaultdict(int)
    for number, words in texts.items():
        for term in terms.of([Said(Where.TEXT, words)]):
            posts[term] |= shelves.bit_of(number)
    rows = index.sealed_rows(keyring, keyring.newest, shelf, posts)
    engine = engine_for(url, size=1)
    with engine.begin() as connection:
        copy_all(connection, table_of(Contact), [_contact(keyring, *one) for one in texts.items()])
        copy_all(connection, table_of(index.Posting), [{**row, "shelf": shelf} for row in rows])
        connection.execute(table_of(index.Shelf).insert(), _shelf(keyring, shelf, texts))
    engine.dispose()
    return dict(writer.lots.sample([*texts.items()], min(KEPT, len(texts))))


def _contact(keyring: Keyring, number: int, words: str) -> dict[str, object]:
    row, caller = uuid.uuid4(), phone(number)
    return {
        "id": row,
        "ticket_id": uuid.UUID(f"{IDS}{number - FIRST_NUMBER + 1:012x}"),
        "channel": ContactChannel.SMS,
        "carrier_sid": f"SM{number}",
        "caller_index": keyring.blind(caller, PHONE),
        "nth": number,
        "language": Language.VI,
        "outcome": Ending.RECEIVED,
        "received_at": _at(number),
        **sealed_values("contact", row, {"text": words}, keyring),
    }


def phone(number: int) -> str:
    """Every third number has reached us before."""
    return f"+849{number - number % 3:08d}"


def _shelf(keyring: Keyring, shelf: int, texts: dict[int, str]) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "shelf": shelf,
        "key": keyring.newest,
        "complete": True,
        "first_at": _at(min(texts)),
        "last_at": _at(max(texts)),
    }


def _at(number: int) -> datetime:
    return deadlines.NOW - (FIRST_NUMBER - 1 + MANY - number) * timedelta(minutes=1)


def _say_sizes(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in ("ticket", "contact", "search_posting"):
            size = connection.execute(text(SIZES), {"table": table}).one()
            print(f"{table}: {size[0]}, {size[1]:,} rows")


YEAR = Days(date(2025, 1, 1), date(2025, 12, 31))
Question = Callable[[random.Random, int, str], tuple[str, dict[Field, tuple[str, ...]], Days]]


def _words(text: str, *places: int) -> str:
    split = text.split()
    return " ".join(split[place] for place in places)


def _day(number: int) -> Days:
    return Days(_at(number).date(), _at(number).date())


QUESTIONS: dict[str, Question] = {
    "ticket number": lambda _l, n, _t: (f"#{n}", {}, Days()),
    "telephone number": lambda _l, n, _t: (phone(n).replace("+84", "0"), {}, Days()),
    "whole name": lambda _l, _n, t: (_words(t, -3, -2, -1), {}, Days()),
    "name, reversed": lambda _l, _n, t: (_words(t, -1, -2, -3), {}, Days()),
    "name and words": lambda _l, _n, t: (_words(t, -1, -2, 3, 5), {}, Days()),
    "six words": lambda _l, _n, t: (_words(t, 0, 2, 4, 6, 8, 10), {}, Days()),
    "commonest word": lambda _l, _n, _t: ("nguyễn", {}, Days()),
    "two common words": lambda _l, _n, _t: ("nguyễn trần", {}, Days()),
    "beginning of a name": lambda _l, _n, t: (f"{_words(t, -1)[:3]} {_words(t, -2)}", {}, Days()),
    "three letters": lambda _l, _n, _t: ("ngu", {}, Days()),
    "name, one day": lambda _l, n, t: (_words(t, -1), {}, _day(n)),
    "commonest word, one day": lambda _l, n, _t: ("nguyễn", {}, _day(n)),
    "commonest word, a commune": lambda lots, _n, _t: (
        "nguyễn", {Field.COMMUNE: (str(lots.randrange(COMMUNES)),)}, Days()),
    "commonest word, no such commune": lambda _l, _n, _t: (
        "nguyễn", {Field.COMMUNE: ("999",)}, Days()),
    "commonest word, open and critical": lambda _l, _n, _t: (
        "nguyễn", {Field.STATUS: ("new",), Field.SEVERITY: ("critical",)}, Days()),
    "one day": lambda _l, n, _t: ("", {}, _day(n)),
    "a commune, a year": lambda lots, _n, _t: (
        "", {Field.COMMUNE: (str(lots.randrange(COMMUNES)),)}, YEAR),
    "a word nobody wrote": lambda _l, _n, t: (f"zzz {_words(t, -1)}", {}, Days()),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """Seconds until a page of tickets was there, of them at work in this process, and how many."""

    took: float
    worked: float
    found: int


def _measure_all(mine: House, told: dict[int, str]) -> None:
    print(f"{'':34s}   p50    p95    p99 ms   of it here   found")
    _say("floor: by primary key", [_floor(mine, number) for number in _some(told)])
    for name, question in QUESTIONS.items():
        lots = random.Random(name)
        answers = [_ask(mine, question(lots, n, told[n])) for n in _some(told)]
        _say(name, answers[WARM:])


def _some(told: dict[int, str]) -> Iterator[int]:
    yield from random.Random(3).sample([*told], min(TIMES + WARM, len(told)))


def _floor(mine: House, number: int) -> Answer:
    with mine.workplace.work() as work:
        began, at_work = perf_counter(), process_time()
        work.session.get(Ticket, uuid.UUID(f"{IDS}{number - FIRST_NUMBER + 1:012x}"))
        return Answer(perf_counter() - began, process_time() - at_work, 1)


def _ask(mine: House, question: tuple[str, dict[Field, tuple[str, ...]], Days]) -> Answer:
    """From what was typed to one page of tickets with their reasons; each by somebody else."""
    typed, fields, days = question
    began, at_work = perf_counter(), process_time()
    with mine.workplace.work() as work:
        query = asked.narrowed(asked.read(typed, Vocabulary(), work.now.date()), fields, days)
        found = finding.find(work, query, somebody(work, "-"))
    return Answer(perf_counter() - began, process_time() - at_work, len(found.found))


def _say(name: str, answers: list[Answer]) -> None:
    cuts = quantiles([one.took for one in answers], n=100)
    p50, p95, p99 = (cuts[at] * 1000 for at in (49, 94, 98))
    here = median(one.worked for one in answers) * 1000
    found = mean(one.found for one in answers)
    print(f"{name:34s} {p50:6.1f} {p95:6.1f} {p99:6.1f}        {here:6.1f}  {found:6.1f}")
