"""Empty the outbox, never holding a transaction while the carrier speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.calls import presence
from hotline.sending import breaker, breakers, outbox, recalls, settling
from hotline.sending.breaker import Ask, Circuit, Facts, Try, Wait
from hotline.sending.mail import Post
from hotline.sending.outbox import Outcome, Outgoing, Purpose, SendAttempt, State
from hotline.sending.parcels import DETOURED, Parcel, Wrapping, parcel
from hotline.sending.settling import Result
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import Prepared
from hotline.store.work import Work, Workplace
from hotline.telephony.carrier import (
    AmbiguousError,
    BusyError,
    Carrier,
    Provider,
    RefusedError,
    ThrottledError,
)
from hotline.vocabulary import Channel

PERHAPS = (None, Outcome.AMBIGUOUS, Outcome.ACCEPTED)  # of a try: it may have been taken
_ANY_DUE = Prepared(select(Outgoing.id).where(*outbox.DUE).order_by(Outgoing.not_before).limit(1))


@dataclass(frozen=True)
class Couriers:
    """Who takes what leaves the house: texts and calls, the preferred one first, and e-mail."""

    carriers: Mapping[Provider, Carrier]
    post: Post


class Delivery:
    """Sends what waits. Any number may run at once, in threads and on hosts."""

    def __init__(
        self, workplace: Workplace, couriers: Couriers, public_url: str, worker: str
    ) -> None:
        self._workplace = workplace
        self._carriers, self._post = couriers.carriers, couriers.post
        self._wrapping = Wrapping(workplace.policy, public_url)
        self._worker = worker

    def run(self, batch: int = 10) -> int:
        """Try everything that is due once; how many the carrier took."""
        self.probe()
        taken = 0
        while parcels := self._claim(batch):
            for each in parcels:
                taken += self._deliver(each)
        return taken

    def probe(self) -> None:
        """Ask providers that were left alone for something that costs and changes nothing."""
        with self._workplace.work() as work:
            due = breakers.take_probes(work)
        for provider, channel in due:
            answers = self._answers(provider, channel)
            with self._workplace.work() as work:
                if provider not in self._carriers:
                    breakers.forget(work, provider, channel)
                elif answers:
                    breakers.answered_a_probe(work, provider, channel)

    def _answers(self, provider: Provider, channel: Channel) -> bool:
        try:
            if provider in self._carriers:
                self._carriers[provider].knock(channel)
        except BusyError:
            return True
        except (AmbiguousError, ThrottledError, RefusedError):
            return False
        return True

    def _claim(self, batch: int) -> list[Parcel]:
        with self._workplace.work() as work:
            if not work.sees(_ANY_DUE):
                return []
            rows = outbox.claim(work, self._worker, batch)
            if rows:
                self._workplace.reach("send.before_leasing")
            return [parcel(row) for row in rows]

    def _deliver(self, parcel: Parcel) -> bool:
        """Those before it in the batch may have taken long: another sender may have it by now."""
        with self._workplace.work() as work:
            if not outbox.hold(work, parcel.id, parcel.fence) or recalls.if_unsafe(work, parcel):
                return False
            way = self._way(work, parcel)
        if isinstance(way, Wait):
            return False
        self._workplace.reach("send.before_asking")
        result = self._send(parcel, way)
        self._workplace.reach("send.after_asking")
        with self._workplace.work() as work:
            settling.settle(work, parcel, result, at_once=way is not None and way.spare)
        self._workplace.reach("send.after_settling")
        return result.outcome is Outcome.ACCEPTED

    def _way(self, work: Work, parcel: Parcel) -> Ask | Wait | None:
        """Decided and written down before anybody is asked; None for what no provider carries."""
        if parcel.channel is Channel.EMAIL:
            return None
        known = breakers.read(work, parcel.channel)
        circuits = {one: known.get(one, Circuit()) for one in self._takers(parcel)}
        facts = Facts(circuits, _earlier_tries(work, parcel), parcel.urgent)
        way = breaker.route(facts, work.policy.watch, work.now)
        if isinstance(way, Wait):
            _put_off(work, parcel, way.until)
        else:
            _note(work, parcel, way)
        return way

    def _takers(self, parcel: Parcel) -> list[Provider]:
        """The rooms in which callers are answered, the line and our softphones are with one."""
        first = parcel.purpose is Purpose.OFFER or presence.is_softphone(parcel.to)
        return list(self._carriers)[:1] if first else list(self._carriers)

    def _send(self, parcel: Parcel, way: Ask | None) -> Result:
        known = self._look(parcel, way.look) if way and way.look else None
        if known is not None:
            return known
        provider = way.provider if way else None
        try:
            sid = self._ask(parcel, provider)
        except RefusedError as error:
            return Result(Outcome.REFUSED, error_code=error.code, blame=provider)
        except BusyError:
            return Result(Outcome.THROTTLED, busy=True)
        except ThrottledError as error:
            return Result(Outcome.THROTTLED, blame=provider, why=str(error))
        except AmbiguousError as error:
            return Result(Outcome.AMBIGUOUS, blame=provider, why=str(error))
        return Result(Outcome.ACCEPTED, sid, blame=provider)

    def _look(self, parcel: Parcel, where: Mapping[Provider, datetime]) -> Result | None:
        """None when it is nowhere, and still ours: looking may take longer than a lease."""
        for provider, since in where.items():
            result = self._look_at(parcel, provider, since)
            if result is not None:
                return result
        with self._workplace.work() as work:
            held = outbox.hold(work, parcel.id, parcel.fence)
        return None if held else Result(Outcome.THROTTLED)

    def _look_at(self, parcel: Parcel, provider: Provider, since: datetime) -> Result | None:
        """None when that provider has not got it. Whoever cannot say so is not asked to send."""
        try:
            sid = self._found(parcel, provider, since)
        except BusyError:
            return Result(Outcome.THROTTLED, busy=True)
        except (AmbiguousError, ThrottledError, RefusedError) as error:
            return Result(Outcome.THROTTLED, blame=provider, why=str(error))
        return Result(Outcome.ACCEPTED, sid, blame=provider) if sid else None

    def _ask(self, parcel: Parcel, provider: Provider | None) -> str:
        if provider is None:
            return self._post.send(self._wrapping.mail(parcel))
        if parcel.purpose is Purpose.CANARY and not parcel.to:
            self._carriers[provider].knock(parcel.channel)
            return f"knock-{parcel.id}"
        if parcel.channel is Channel.SMS:
            return self._carriers[provider].send_sms(self._wrapping.sms(parcel))
        return self._carriers[provider].place_call(self._wrapping.call(parcel))

    def _found(self, parcel: Parcel, provider: Provider, since: datetime) -> str | None:
        """An earlier try may have been taken: look in the carrier's own list before sending.

        The post has no such list; there the mail itself says that it is the same one.
        """
        if not parcel.to:
            return None
        carrier = self._carriers[provider]
        if parcel.channel is Channel.SMS:
            sids = carrier.find_sms(self._wrapping.sms(parcel), since)
        else:
            sids = carrier.find_calls(self._wrapping.call(parcel), since)
        with self._workplace.work() as work:
            others = select(Outgoing.carrier_sid).where(
                Outgoing.carrier_sid.in_(sids), Outgoing.id != parcel.id
            )
            known = set(work.session.scalars(others))
        return next((sid for sid in sids if sid not in known), None)


def _earlier_tries(work: Work, parcel: Parcel) -> list[Try]:
    """Those in which somebody was asked, or nobody knows whether, oldest first."""
    if parcel.fence == 1:
        return []
    query = (
        select(SendAttempt.provider, SendAttempt.started_at, SendAttempt.outcome)
        .where(SendAttempt.outgoing_id == parcel.id, SendAttempt.n < parcel.fence)
        .where(SendAttempt.outcome.is_distinct_from(Outcome.WAITED))
        .order_by(SendAttempt.n)
    )
    return [
        Try(row.provider or Provider.A, row.started_at, row.outcome in PERHAPS)
        for row in work.session.execute(query)
    ]


def _note(work: Work, parcel: Parcel, way: Ask) -> None:
    settling.asks(work, parcel, way.provider)
    if way.perhaps_twice:
        row = work.session.get_one(Outgoing, parcel.id)
        facts = {"channel": parcel.channel.value, "provider": way.provider.value}
        journal.write(work, Act.PERHAPS_TWICE, ticket_id=row.ticket_id, facts=facts)


def _put_off(work: Work, parcel: Parcel, until: datetime) -> None:
    """No provider can be asked: it waits, and whoever must hear it is told in another way."""
    settling.waits(work, parcel)
    row = work.session.get_one(Outgoing, parcel.id)
    row.state, row.lease_until, row.not_before = State.PENDING, None, until
    if parcel.purpose in DETOURED:
        row.unheard_at = work.now
