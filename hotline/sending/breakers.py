"""The breakers as rows, one for each provider and channel, so that all processes agree."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from hotline.sending import breaker
from hotline.sending.breaker import Circuit, State
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work
from hotline.telephony.carrier import Provider
from hotline.vocabulary import Channel


class Breaker(Base):
    """No row: nothing has failed yet. `why` is the last failure, in the carrier's own words."""

    __tablename__ = "breaker"
    __table_args__ = (UniqueConstraint("provider", "channel"),)

    provider: Mapped[Provider]
    channel: Mapped[Channel]
    state: Mapped[State]
    failures: Mapped[int]
    since: Mapped[datetime | None]
    probe_at: Mapped[datetime | None]
    why: Mapped[str]

    @property
    def circuit(self) -> Circuit:
        return Circuit(self.state, self.failures, self.since, self.probe_at)


OPEN = Breaker.state == literal_column(f"'{State.OPEN}'")
_OF_CHANNEL = Prepared(
    select(
        Breaker.provider, Breaker.state, Breaker.failures, Breaker.since, Breaker.probe_at
    ).where(Breaker.channel == bindparam("channel"))
)
_ANY_TO_ASK = Prepared(select(Breaker.id).where(OPEN, Breaker.probe_at <= MOMENT))


def read(work: Work, channel: Channel) -> dict[Provider, Circuit]:
    """As they stand in the database: not what this work has changed and not written yet."""
    rows = _OF_CHANNEL.all(work.connection, {"channel": channel.value})
    return {Provider(provider): Circuit(State(state), *rest) for provider, state, *rest in rows}


def is_open(work: Work) -> Sequence[Breaker]:
    return work.session.scalars(select(Breaker).where(OPEN)).all()


def opened(work: Work) -> dict[tuple[str, str], bool]:
    """Of every provider and channel that has ever failed, whether it is left alone now."""
    rows = work.session.scalars(select(Breaker).order_by(Breaker.provider, Breaker.channel))
    return {(row.provider, row.channel): row.state is State.OPEN for row in rows}


def failed(work: Work, provider: Provider, channel: Channel, why: str) -> None:
    """The provider itself did not do its work; a bad number is none of its doing."""
    new = insert(Breaker).values(
        provider=provider, channel=channel, state=State.CLOSED, failures=0, why=""
    )
    work.session.execute(new.on_conflict_do_nothing())
    row = _locked(work, provider, channel)
    assert row is not None  # noqa: S101  # it was written just now
    row.why = why
    _turn(work, row, breaker.failed(row.circuit, work.policy.watch, work.now))


def answered(work: Work, provider: Provider, channel: Channel) -> None:
    """It did its work. Most of the time nothing had failed, and nothing is written."""
    if read(work, channel).get(provider, Circuit()) != Circuit():
        _change(work, provider, channel, lambda _circuit: Circuit())


def answered_a_probe(work: Work, provider: Provider, channel: Channel) -> None:
    _change(work, provider, channel, breaker.answered_a_probe)


def take_probes(work: Work) -> list[tuple[Provider, Channel]]:
    """Those whose time it is to be asked; whoever takes one keeps the others from it."""
    if not work.sees(_ANY_TO_ASK):
        return []
    due = (
        select(Breaker.id)
        .where(OPEN, Breaker.probe_at <= work.now)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Breaker)
        .where(Breaker.id.in_(due))
        .values(probe_at=work.now + work.policy.watch.probe_every)
        .returning(Breaker.provider, Breaker.channel)
        .execution_options(synchronize_session=False)
    )
    return [(row.provider, row.channel) for row in work.session.execute(taken)]


def forget(work: Work, provider: Provider, channel: Channel) -> None:
    """There is no such provider any more."""
    row = _locked(work, provider, channel)
    if row is not None:
        work.session.delete(row)


def _change(
    work: Work, provider: Provider, channel: Channel, how: Callable[[Circuit], Circuit]
) -> None:
    row = _locked(work, provider, channel)
    if row is not None:
        _turn(work, row, how(row.circuit))


def _locked(work: Work, provider: Provider, channel: Channel) -> Breaker | None:
    query = select(Breaker).where(Breaker.provider == provider, Breaker.channel == channel)
    held = query.with_for_update().execution_options(populate_existing=True)
    return work.session.scalar(held)


def _turn(work: Work, row: Breaker, to: Circuit) -> None:
    was = row.state
    row.state, row.failures = to.state, to.failures
    row.since, row.probe_at = to.since, to.probe_at
    facts = {"provider": row.provider.value, "channel": row.channel.value, "why": row.why}
    if to.state is State.OPEN and was is not State.OPEN:
        journal.write(work, Act.PROVIDER_DOWN, facts=facts)
    elif to.state is State.CLOSED and was is not State.CLOSED:
        journal.write(work, Act.PROVIDER_BACK, facts=facts)
