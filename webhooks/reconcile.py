"""What the carrier's own lists know and no webhook told us: taken in late, as of its own time."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from hotline import contacts, inbox
from hotline.contacts import Contact
from hotline.inbox import Event
from hotline.phones import normal
from hotline.recordings.kept import Recording
from hotline.sending.outbox import Outgoing
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work, Workplace, among
from hotline.telephony import twiml
from hotline.telephony.carrier import Books, Listed, rises
from hotline.tickets import Ticket
from webhooks import sms, voice
from webhooks.door import Kind, key_of

UNDER_WAY = timedelta(seconds=30)  # the webhook of anything younger may still be on its way
OVERLAP = timedelta(minutes=30)  # what a list did not show yet the last time
ALL_OF_IT_EVERY = timedelta(hours=1)
DONE = "completed"  # a recording that is whole
REACHED_US = (sms.SMS, voice.CALL)

log = structlog.get_logger()


@dataclass(frozen=True)
class Told:
    """An event as its webhook would have brought it, and when that was."""

    kind: Kind
    event: Event
    at: datetime


@dataclass(frozen=True)
class News:
    """What is to be taken in first, and what only makes sense after that."""

    first: list[Told] = field(default_factory=list)
    then: list[Told] = field(default_factory=list)


class Rounds:
    """Looks into the lists of one carrier again and again.

    Each look goes back to the last one that was whole, and a little further; all of the time that
    counts is read at first, and once in a while after that, for lists lag and calls are long.
    """

    def __init__(self, workplace: Workplace, books: Books) -> None:
        self._workplace, self._books = workplace, books
        self._last: datetime | None = None
        self._all_of_it: datetime | None = None

    def look(self) -> int:
        now = self._workplace.now()
        if self._all_of_it is None or now - self._all_of_it >= ALL_OF_IT_EVERY:
            count = reconcile(self._workplace, self._books)
            self._all_of_it = now
        else:
            last = self._last or self._all_of_it
            count = reconcile(self._workplace, self._books, last - OVERLAP)
        self._last = now
        return count


def reconcile(workplace: Workplace, books: Books, since: datetime | None = None) -> int:
    """How many events were news to us. A webhook that comes after all finds its event known.

    What is missing in a list today, because the list lags, is in it the next time.
    """
    until = workplace.now() - UNDER_WAY
    since = since or until - workplace.policy.watch.reconcile_back
    news = News()
    for page in books.texts(since):
        news.first.extend(_of_texts(workplace, page, books))
    for page in books.calls(since):
        _read_calls(workplace, page, news)
    for page in books.recordings(since):
        news.then.extend(_recording(each) for each in _unheard(workplace, page))
    return sum(
        _take_in(workplace, [each for each in told if each.at <= until])
        for told in (news.first, news.then)
    )


def _of_texts(workplace: Workplace, page: Sequence[Listed], books: Books) -> Iterator[Told]:
    """Only what is news is held on to: a night with much to do has more texts than a process
    should carry at once."""
    yield from _sent(workplace, page, sms.SMS_STATUS)
    yield from (_text(each, books) for each in _unknown(workplace, sms.SMS, page))


def _read_calls(workplace: Workplace, page: Sequence[Listed], news: News) -> None:
    """Of one that is news itself the end is too."""
    unknown = _unknown(workplace, voice.CALL, page, "start")
    news.first.extend(_sent(workplace, page, voice.CALL_STATUS))
    news.first.extend(_call(each) for each in unknown)
    over = [*filter(_is_over, unknown), *_left_open(workplace, page)]
    news.then.extend(_end(each) for each in {call.sid: call for call in over}.values())


def _unknown(
    workplace: Workplace, kind: Kind, listed: Iterable[Listed], *rest: str
) -> list[Listed]:
    """What came in to us, and is not in the inbox."""
    came = {key_of(kind.name, each.sid, *rest): each for each in listed if each.inbound}
    with workplace.work() as work:
        known = inbox.known(work, came)
    return [each for key, each in came.items() if key not in known]


def _sent(workplace: Workplace, listed: Iterable[Listed], kind: Kind) -> Iterator[Told]:
    """Receipts for what we sent and whose last news we have not heard."""
    ours = {each.sid: each for each in listed if not each.inbound}
    query = select(Outgoing.carrier_sid, Outgoing.carrier_status, Outgoing.id)
    with workplace.work() as work:
        rows = work.session.execute(query.where(among(Outgoing.carrier_sid, ours))).all()
    for sid, status, outgoing_id in rows:
        assert sid is not None  # noqa: S101  # it was asked for by its value
        receipt = twiml.read_receipt(ours[sid].form)
        if rises(status, receipt.status):
            yield _receipt(ours[sid], kind, outgoing_id)


def _receipt(listed: Listed, kind: Kind, outgoing_id: uuid.UUID) -> Told:
    receipt = twiml.read_receipt(listed.form)
    key = [listed.sid, receipt.status]
    if kind is sms.SMS_STATUS:
        key.append(receipt.error_code or "0")
    event = Event(kind.name, key_of(kind.name, *key), listed.form, str(outgoing_id), heard=False)
    return Told(kind, event, listed.ended_at or listed.at)


def _text(listed: Listed, books: Books) -> Told:
    form = dict(listed.form)
    if form["NumMedia"] != "0":
        form |= {f"MediaUrl{n}": url for n, url in enumerate(books.pictures(listed.sid))}
    return _from_a_caller(sms.SMS, key_of(sms.SMS.name, listed.sid), form, listed.at)


def _call(listed: Listed) -> Told:
    """The greeting nobody asked us for; that it has ended is an event of its own."""
    key = key_of(voice.CALL.name, listed.sid, "start")
    return _from_a_caller(voice.CALL, key, listed.form, listed.at)


def _from_a_caller(kind: Kind, key: str, form: Mapping[str, str], at: datetime) -> Told:
    queue = normal(form.get("From", "")) or ""
    return Told(kind, Event(kind.name, key, form, queue=queue, heard=False), at)


def _end(listed: Listed) -> Told:
    kind = voice.CALL_STATUS
    key = key_of(kind.name, listed.sid, listed.form["CallStatus"])
    event = Event(kind.name, key, listed.form, heard=False)
    return Told(kind, event, listed.ended_at or listed.at)


def _left_open(workplace: Workplace, calls: Iterable[Listed]) -> list[Listed]:
    """Calls that are over, and that we believe are going on."""
    over = {call.sid: call for call in calls if call.inbound and _is_over(call)}
    ours = select(Contact.carrier_sid).where(among(Contact.carrier_sid, over))
    with workplace.work() as work:
        return [over[sid] for sid in work.session.scalars(ours.where(Contact.ended_at.is_(None)))]


def _is_over(call: Listed) -> bool:
    return call.form["CallStatus"] in twiml.ENDED


def _unheard(workplace: Workplace, recordings: Iterable[Listed]) -> list[Listed]:
    """Recordings no webhook told us of, neither their own nor a turn of the call."""
    found = _unknown(workplace, voice.RECORDING, recordings, DONE)
    sids = (each.sid for each in found)
    kept = select(Recording.carrier_sid).where(among(Recording.carrier_sid, sids))
    with workplace.work() as work:
        known = set(work.session.scalars(kept))
    return [each for each in found if each.sid not in known]


def _recording(listed: Listed) -> Told:
    kind = voice.RECORDING
    event = Event(kind.name, key_of(kind.name, listed.sid, DONE), listed.form, heard=False)
    return Told(kind, event, listed.at)


def _take_in(workplace: Workplace, told: Sequence[Told]) -> int:
    """Oldest first, each in a transaction of its own."""
    for each in sorted(told, key=lambda each: each.at):
        _one(workplace, each)
    return len(told)


def _one(workplace: Workplace, told: Told) -> None:
    """What cannot become work now is kept, and tried again as any other event is."""
    try:
        with workplace.work() as work:
            inbox.once(work, told.event, lambda: _handle(work, told))
    except Exception as error:  # noqa: BLE001  # one bad event must not hold up the others
        log.error("event_postponed", kind=told.kind.name, error=type(error).__name__)  # noqa: TRY400  # a traceback could quote the caller's words
        with workplace.work() as work:
            inbox.keep_for_later(work, told.event, twiml.DONE)


def _handle(work: Work, told: Told) -> str:
    """As if it were then: the night counts as night, and every promise runs from that moment."""
    answer = told.kind.handle(replace(work, now=told.at), told.event)
    contact = contacts.by_sid(work, told.event.sid) if told.kind in REACHED_US else None
    if contact is not None:
        ticket = work.session.get_one(Ticket, contact.ticket_id)
        if ticket.entered_at == told.at:
            ticket.entered_at = work.now
        facts = {"at": told.at.isoformat()}
        journal.write(work, Act.RECOVERED, ticket_id=ticket.id, facts=facts)
    log.info("event_recovered", kind=told.kind.name, sid=told.event.sid)
    return answer
