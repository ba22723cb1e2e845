"""The steps of ladders as they were when they began: a changed policy never rewrites one."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline.limits import (
    Ladder,
    Rung,
)
from hotline.store.work import Base, Work, among
from hotline.vocabulary import Audience, Channel, Severity


class LadderPlan(Base):
    """A ladder of a version of the policy; deadlines point here by the version they carry."""

    __tablename__ = "ladder_plan"
    __table_args__ = (UniqueConstraint("policy_version", "severity"),)

    policy_version: Mapped[str]
    severity: Mapped[Severity]
    steps: Mapped[dict[str, Any]] = mapped_column(JSONB)


Plans = dict[tuple[str, Severity], Ladder]


def keep(work: Work) -> None:
    """Called whenever a ladder begins, in its transaction; what is kept already stays."""
    rows = [
        {
            "id": uuid.uuid4(),
            "policy_version": work.policy.version,
            "severity": severity,
            "steps": written(ladder),
        }
        for severity, ladder in work.policy.ladders.items()
    ]
    work.session.execute(insert(LadderPlan).values(rows).on_conflict_do_nothing())


def of(work: Work, version: str, severity: Severity) -> Ladder:
    """The ladder of that version; that of the policy in force where none was kept."""
    return earlier(work, [version]).get((version, severity), work.policy.ladders[severity])


def earlier(work: Work, versions: Iterable[str]) -> Plans:
    """The kept ladders of these versions, but for the version in force: the policy has those."""
    others = set(versions) - {work.policy.version}
    if not others:
        return {}
    rows = work.session.scalars(select(LadderPlan).where(among(LadderPlan.policy_version, others)))
    return {(row.policy_version, row.severity): read(row.steps) for row in rows}


def written(ladder: Ladder) -> dict[str, Any]:
    return {
        "repeat_every": ladder.repeat_every.total_seconds(),
        "digest_every": ladder.digest_every and ladder.digest_every.total_seconds(),
        "patience": {
            channel: patience.total_seconds() for channel, patience in ladder.patience.items()
        },
        "rungs": [
            [rung.after.total_seconds(), rung.audience, list(rung.channels)]
            for rung in ladder.rungs
        ],
    }


def read(steps: dict[str, Any]) -> Ladder:
    every = steps["digest_every"]
    return Ladder(
        rungs=tuple(
            Rung(timedelta(seconds=after), Audience(audience), tuple(map(Channel, channels)))
            for after, audience, channels in steps["rungs"]
        ),
        repeat_every=timedelta(seconds=steps["repeat_every"]),
        digest_every=None if every is None else timedelta(seconds=every),
        patience={
            Channel(channel): timedelta(seconds=patience)
            for channel, patience in steps["patience"].items()
        },
    )
