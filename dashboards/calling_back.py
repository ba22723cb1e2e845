"""Calling back from a ticket: whether it can be done now, what came of it so far."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboards.wording import later
from hotline import callbacks
from hotline.callbacks import CallBack, State
from hotline.calling_back import Came
from hotline.calls import presence
from hotline.calls.presence import Via
from hotline.recordings import taping
from hotline.recordings.taping import Tape
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import callbacks as calling

CAME = {
    Came.TALKED: later("talked"),
    Came.NO_ANSWER: later("nobody picked up"),
    Came.BUSY: later("the line was busy"),
    Came.FAILED: later("the number could not be called"),
    Came.MACHINE: later("a machine picked up, and heard nothing"),
    Came.NO_KEY: later("somebody picked up and pressed no key"),
    Came.NOT_NOW: later("whoever picked up could not talk"),
    Came.NOT_TAKEN: later("not begun: our own telephone was not picked up"),
    Came.GIVEN_UP: later("given up before anybody was reached"),
    Came.UNSAFE: later("not made: the caller had just forbidden it"),
    Came.ELSEWHERE: later("talked, by another telephone"),
}


@dataclass(frozen=True)
class Tried:
    at: datetime
    who: str
    came: str


@dataclass(frozen=True)
class CallingBackNow:
    """`caller` is who is calling at this moment; `opens` when the telephone may ring again, empty
    where it may now; `via` where the reader would be rung, empty where they cannot be; `tape` is
    there while the talk is recorded."""

    tried: Sequence[Tried]
    caller: str
    talking: bool
    opens: datetime | None
    via: Via | None
    tape: Tape | None


def of_ticket(
    work: Work, ticket: Ticket, reader: uuid.UUID, names: Mapping[uuid.UUID, str]
) -> CallingBackNow | None:
    if not ticket.caller:
        return None
    rows = callbacks.of_ticket(work, ticket.id)
    now = next((row for row in rows if row.state is not State.OVER), None)
    opens = calling.next_after(work, ticket, rows).opens
    person = work.session.get(Staff, reader)
    running = taping.running(work, ticket.id)
    return CallingBackNow(
        tried=[_tried(row, names) for row in rows if row.came is not None],
        caller=names.get(now.staff_id, "—") if now else "",
        talking=now is not None and now.state is State.TALKING,
        opens=opens if opens > work.now else None,
        via=presence.rung_at(work, person) if person else None,
        tape=running.wanted if running else None,
    )


def _tried(row: CallBack, names: Mapping[uuid.UUID, str]) -> Tried:
    assert row.came is not None  # noqa: S101  # it is over
    return Tried(row.moved_at, names.get(row.staff_id, "—"), CAME[row.came])
