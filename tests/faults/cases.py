"""Every case that is played: what is done, how late anybody may be, and on which system."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults import databases, disks, doors, hosts, talking
from tests.faults.line import cut_line
from tests.faults.oracle import Play, nothing, play, traffic
from tests.faults.strikes import (
    another_release,
    carrier,
    database_restarted_again_and_again,
    doorbell_revived,
    doorbell_without_room,
    during,
    dying_at,
    dying_while_the_carrier_answers,
    hanging,
    killing,
    more_metronomes,
    no_connection_left,
)
from tests.faults.system import System, running

AT_REST = 2.0  # seconds within which a promise is acted on where nothing is done
AT_ONCE = 5.0
ANSWERED = 0.5  # seconds an answer to a webhook may take
CALMLY = 3.0  # the same without a database
THE_OTHER_HOST = 30.0
RECHECKED = 60.0  # whose end nobody told us of is asked for every fifteen seconds, once we live
STOOD_IN_FOR = 15.0  # ten of silence, four between two looks of the guardian, and a turn

Opened = Callable[[Path], AbstractContextManager[System]]


@dataclass(frozen=True)
class Case:
    """`rows` are those of docs/faults.md; `latest` is how late anybody may be, in seconds.

    `alone` opens a system for this case and for no other. `twice` is how many messages a case may
    cost because nobody can know better.
    """

    name: str
    rows: tuple[int, ...]
    play: Play = play
    latest: float = AT_ONCE
    alone: Opened | None = None
    twice: int = 0


RECEIPTS = {"kinds": ["message_status", "call_status"]}
ALL_OF_THEM = {"probability": 1}
WHERE = {
    "web.before_inbox": 1,
    "web.after_commit": 2,
    "sweep.before_commit": 13,
    "sweep.after_commit": 13,
    "send.before_leasing": 19,
    "send.before_asking": 19,
    "send.after_asking": 19,
    "send.after_settling": 19,
}

COMING_IN = (
    *(
        Case(f"killed at {place}", (row,), traffic(dying_at(place)), STOOD_IN_FOR)
        for place, row in WHERE.items()
        if place.startswith("web")
    ),
    Case("killed at web.after_spooling", (3,), doors.killed_after_spooling, 60),
    Case("a text told a hundred times", (4,), doors.told_a_hundred_times, CALMLY),
    Case("a flood of forged texts", (10,), doors.flooded, ANSWERED),
    Case("web killed", (2,), traffic(then=killing("web"))),
    Case("no web for a while", (35,), doors.web_away, 60),
    Case(
        "no text's webhook comes", (1, 35), traffic(carrier(webhooks={"kinds": ["sms"], "drop": 4}))
    ),
    Case("database away while fifty call and fifty text", (34,), doors.database_away, CALMLY),
)
THE_CLOCK = (
    *(
        Case(f"killed at {place}", (row,), traffic(dying_at(place)), STOOD_IN_FOR)
        for place, row in WHERE.items()
        if place.startswith("sweep")
    ),
    Case(
        "metronome and worker killed",
        (13, 19),
        traffic(then=killing("metronome", "worker")),
        STOOD_IN_FOR,
    ),
    Case("three metronomes", (14,), traffic(more_metronomes(2))),
    Case(
        "ten metronomes, ten thousand due at once",
        (14, 15),
        databases.ten_thousand_at_once,
        alone=running,
    ),
    Case("metronome hangs", (16,), traffic(hanging("metronome")), STOOD_IN_FOR),
    Case("metronome and worker hang", (17,), traffic(hanging("metronome", "worker")), STOOD_IN_FOR),
    Case(
        "schema of another release, metronome killed",
        (42,),
        traffic(another_release, killing("metronome")),
        STOOD_IN_FOR,
    ),
)
GOING_OUT = (
    *(
        Case(f"killed at {place}", (row,), traffic(dying_at(place)), STOOD_IN_FOR)
        for place, row in WHERE.items()
        if place.startswith("send")
    ),
    Case(
        "killed while the carrier answers",
        (19,),
        traffic(carrier({"latency": {"count": 3, "seconds": 3}}), dying_while_the_carrier_answers),
        STOOD_IN_FOR,
    ),
    Case("carrier fails after it took a message", (20,), traffic(carrier({"500_after": 3}))),
    Case("carrier fails before it took a message", (20,), traffic(carrier({"500_before": 3}))),
    Case("carrier takes a message and says nothing", (20,), traffic(carrier({"hang": 2}))),
    Case("carrier takes a message and hangs up", (20,), traffic(carrier({"reset": 3}))),
    Case("carrier throttles", (21,), traffic(carrier({"429": 5}))),
    Case(
        "receipts come before the answer",
        (9,),
        traffic(carrier(webhooks={**RECEIPTS, "early": ALL_OF_THEM})),
    ),
    Case("no receipt comes", (9,), traffic(carrier(webhooks={**RECEIPTS, "drop": ALL_OF_THEM}))),
    Case(
        "receipts come twice and in any order",
        (7, 8),
        traffic(carrier(webhooks={**RECEIPTS, "duplicate": 0.5, "reorder": 3})),
    ),
)
CALLS = (
    Case(
        "web killed while some talk and others wait",
        (51,),
        talking.struck_in_calls(killing("web")),
        RECHECKED,
    ),
    Case(
        "web, metronome and worker killed while some talk and others wait",
        (51,),
        talking.struck_in_calls(killing("web", "metronome", "worker")),
        RECHECKED,
    ),
)
THE_DOORBELL = (
    Case("doorbell flushed", (29,), traffic(then=System.flush_valkey)),
    Case(
        "doorbell killed", (29,), traffic(during(nothing, System.revive_valkey), System.kill_valkey)
    ),
    Case("doorbell forgets at once", (29,), traffic(doorbell_without_room("allkeys-lru"))),
    Case("doorbell takes nothing more", (29,), traffic(doorbell_without_room("noeviction"))),
    Case("doorbell hangs", (30,), traffic(during(System.stop_valkey, doorbell_revived))),
)
THE_DATABASE = (
    Case("database killed", (31,), traffic(then=System.kill_postgres), STOOD_IN_FOR),
    Case("a connection of the database killed", (31,), traffic(then=System.kill_a_backend)),
    Case(
        "database restarted twenty times",
        (31,),
        traffic(then=database_restarted_again_and_again),
        STOOD_IN_FOR,
    ),
    Case(
        "database fails over to its standby",
        (32,),
        databases.fails_over,
        STOOD_IN_FOR,
        databases.with_standby,
    ),
    Case(
        "database fails over to a standby that lags",
        (32,),
        databases.fails_over_to_one_that_lags,
        alone=databases.with_standby,
    ),
    Case(
        "commits nobody hears of",
        (33,),
        databases.commits_nobody_hears_of,
        STOOD_IN_FOR,
        partial(running, way=cut_line),
    ),
    Case(
        "no connection left, metronome killed",
        (43,),
        traffic(no_connection_left, killing("metronome")),
        STOOD_IN_FOR,
    ),
    Case("a ticket's row held", (43,), databases.a_row_held, AT_REST),
)
THE_DISKS = (
    Case(
        "no room on the doorbell's disk",
        (36,),
        disks.filled("valkey"),
        alone=disks.small("valkey"),
    ),
    Case(
        "no room on the database's disk",
        (36,),
        disks.nothing_kept("postgres"),
        alone=disks.small("postgres"),
    ),
    Case("no room on any disk", (36,), disks.nothing_kept("."), alone=disks.small(".")),
)
THE_HOSTS = (
    Case("a host of two hangs", (18,), hosts.HANGS, THE_OTHER_HOST, hosts.two),
    Case("a host of two is switched off", (18,), hosts.OFF, THE_OTHER_HOST, hosts.two),
    Case("a host of two loses its cable", (18,), hosts.PULLED, THE_OTHER_HOST, hosts.on_cables),
)
CASES = (
    Case("nothing is done", (), latest=AT_REST),
    *(
        *COMING_IN,
        *THE_CLOCK,
        *GOING_OUT,
        *CALLS,
        *THE_DOORBELL,
        *THE_DATABASE,
        *THE_DISKS,
        *THE_HOSTS,
    ),
)
