"""What an office takes away for its own tables: no name, no number and no word of anybody."""

import csv
import io
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import REAL, Ticket
from referral import annual, results
from referral.directory.agencies import Agency
from referral.directory.sheet import guarded
from referral.opinion import Opinion
from referral.promises.deadlines import Deadline
from referral.referrals import Referral
from referral.results import Result


class Table(StrEnum):
    TICKETS = "tickets"
    REFERRALS = "referrals"
    RESULTS = "results"
    DEADLINES = "deadlines"
    ANNUAL = "annual"
    CATEGORIES = "categories"
    OPINIONS = "opinions"
    LEVELS = "levels"


_GOES_ON = aliased(Ticket)  # a merged ticket, as part of this one
QUERIES: dict[Table, Select[*tuple[Any, ...]]] = {
    Table.TICKETS: select(
        Ticket.number,
        Ticket.severity,
        Ticket.status,
        Ticket.categories,
        Ticket.outcome,
        Ticket.level,
        Ticket.commune_code,
        Ticket.commune_name,
        Staff.login.label("owner"),
        Ticket.received_at,
        Ticket.entered_at,
        Ticket.closed_at,
        Ticket.policy_version,
        _GOES_ON.number.label("merged_into"),
    )
    .outerjoin(Staff, Staff.id == Ticket.owner_id)
    .outerjoin(_GOES_ON, _GOES_ON.id == Ticket.merged_into_id)
    .where(REAL)
    .order_by(Ticket.number),
    Table.REFERRALS: select(
        Ticket.number.label("ticket"),
        Referral.code,
        Agency.code.label("agency"),
        Agency.kind,
        Referral.status,
        Referral.reason,
        Referral.opened_at,
        Referral.acknowledged_at,
        Referral.acknowledged_via,
        Referral.withdrawn_at,
        Referral.basis,
    )
    .join(Ticket, Ticket.id == Referral.ticket_id)
    .join(Agency, Agency.id == Referral.agency_id)
    .order_by(Ticket.number, Referral.opened_at, Referral.code),
    Table.RESULTS: select(
        Ticket.number.label("ticket"),
        Referral.code.label("referral"),
        Agency.code.label("agency"),
        Agency.kind,
        Result.given_at,
        Result.via,
        *(getattr(Result, name) for name in results.NAMES),
    )
    .join(Referral, Referral.id == Result.referral_id)
    .join(Ticket, Ticket.id == Referral.ticket_id)
    .join(Agency, Agency.id == Referral.agency_id)
    .order_by(Ticket.number, Result.given_at, Referral.code),
    Table.OPINIONS: select(
        Ticket.number.label("ticket"),
        Opinion.topic,
        Ticket.commune_code,
        Ticket.commune_name,
        Agency.code.label("agency"),
        Agency.kind,
        Referral.code.label("referral"),
        Opinion.marked_at,
        Opinion.passed_at,
        Opinion.answered_at,
        Opinion.told_at,
    )
    .join(Ticket, Ticket.id == Opinion.ticket_id)
    .outerjoin(Referral, Referral.id == Opinion.referral_id)
    .outerjoin(Agency, Agency.id == Referral.agency_id)
    .where(REAL, Opinion.unmarked_at.is_(None))
    .order_by(Ticket.number, Opinion.marked_at),
    Table.DEADLINES: select(
        Ticket.number.label("ticket"),
        Referral.code.label("referral"),
        Deadline.kind,
        Deadline.cycle,
        Deadline.step,
        Deadline.holder,
        Deadline.force,
        Deadline.basis,
        Deadline.clock,
        Deadline.started_at,
        Deadline.due_at,
        Deadline.state,
        Deadline.settled_at,
        Deadline.done_at,
        Deadline.policy_version,
    )
    .join(Ticket, Ticket.id == Deadline.ticket_id)
    .outerjoin(Referral, Referral.id == Deadline.referral_id)
    .where(REAL)
    .order_by(Ticket.number, Deadline.due_at, Deadline.kind, Deadline.cycle, Deadline.step),
}


def written(work: Work, table: Table, *, by: str) -> str:
    """The whole table as CSV, times in the line's own zone; who took it away stands in the journal.

    With a byte order mark, or a spreadsheet would spoil the names of communes.
    """
    found = work.connection.execute(_query(work, table))
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(found.keys())
    count = 0
    for row in found:
        rows.writerow([guarded(_cell(value, work.zone)) for value in row])
        count += 1
    journal.write(work, Act.EXPORTED, by=by, facts={"table": table.value, "rows": str(count)})
    return "\ufeff" + out.getvalue()


def _query(work: Work, table: Table) -> Select[*tuple[Any, ...]]:
    match table:
        case Table.ANNUAL:
            return annual.query(work.zone)
        case Table.CATEGORIES:
            return annual.by_category(work.zone, work.policy)
        case Table.LEVELS:
            return annual.by_level(work.zone)
    return QUERIES[table]


def _cell(value: object, zone: tzinfo) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(zone).isoformat(timespec="seconds")
        case bool():
            return "yes" if value else "no"
        case list():
            return " ".join(map(str, value))
    return str(value)
