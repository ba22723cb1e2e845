"""A million promises in the table: asking which are due takes no longer for that.

Goal: the question under 5 ms, whether nothing is due or a hundred promises are. Taking them is that
question with every row locked, and what else has to be known of them.
"""

from collections.abc import Callable, Sized
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import Engine, text

from bench import deadlines, servers
from config import house as parts
from config.database import engine_for
from hotline.store.work import Work
from referral.ladder import due

MANY, DUE, TIMES = 1_000_000, 100, 200
MOST = 500  # rows
PER_TICKET = 4

TICKETS = """
insert into ticket (id, severity, status, categories, language, received_at, entered_at,
                    policy_version)
select gen_random_uuid(), (array['routine', 'high', 'critical'])[1 + n % 3],
       case when n % 10 = 0 then 'new' else 'closed' end, '{}', 'vi',
       :now - n * interval '1 min', :now, 'bench'
from generate_series(1, :tickets) as n
"""
# Most were kept long ago; what is armed is due in the months to come, and a few now.
PROMISES = """
insert into deadline (id, ticket_id, kind, cycle, step, base, severity, due_at, started_at, state,
                      clock, force, basis, policy_version, attempts)
select gen_random_uuid(), t.id, 'first_response', n, 0, 0, t.severity,
       case when t.status = 'new' then :now + t.number * interval '1 min'
            else :now - t.number * interval '1 min' end,
       t.received_at, case when t.status = 'new' then 'armed' else 'met' end,
       'hours', 'internal', 'bench', 'bench', 0
from ticket as t, generate_series(1, :per_ticket) as n
"""
SOME_DUE = """
update deadline set due_at = :now - interval '1 s'
where id in (select id from deadline where state = 'armed' limit :due)
"""


def main() -> None:
    with servers.database() as (folder, url):
        engine = engine_for(url)
        mine = parts.built(deadlines.settings(folder), engine, deadlines.Still(), parts.no_ring)
        _fill(engine)
        _measure(mine, 0)
        with engine.begin() as connection:
            connection.execute(text(SOME_DUE), {"now": deadlines.NOW, "due": DUE})
        _measure(mine, DUE)
        engine.dispose()


def _fill(engine: Engine) -> None:
    values = {"now": deadlines.NOW, "tickets": MANY // PER_TICKET, "per_ticket": PER_TICKET}
    with engine.begin() as connection:
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text(TICKETS), values)
        connection.execute(text(PROMISES), values)
        connection.exec_driver_sql("analyze")


def _measure(mine: parts.House, expected: int) -> None:
    for name, ask in (("asked", due.waiting), ("taken", due.take)):
        took = [_once(mine, ask, expected) for _ in range(TIMES)]
        print(
            f"{MANY:,} promises, {expected} due: {name} in {median(took) * 1000:.2f} ms"
            f" (p99 {quantiles(took, n=100)[-1] * 1000:.2f} ms)"
        )


def _once(mine: parts.House, ask: Callable[[Work, int], Sized], expected: int) -> float:
    """Seconds for one of the sweep's own questions, from asking to the last row."""
    with mine.workplace.work() as work:
        work.connection.execute(text("select 1"))
        began = perf_counter()
        found = len(ask(work, MOST))
        took = perf_counter() - began
    if found != expected:
        raise SystemExit(f"{found} were due instead of {expected}")
    return took
