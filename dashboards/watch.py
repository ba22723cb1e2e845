"""What is new for the open pages: how far the journal is, and what concerns whom."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, func, select, text

from hotline.store.journal import JournalEntry
from hotline.store.prepared import Prepared
from hotline.store.work import Work, Workplace

Own = Mapping[str, str]  # by the id of somebody of the staff

# Asked for all pages four times a second, beside callers who wait: all in one.
QUESTION = Prepared(
    text("""
with entry as (
    select ticket_id, max(seq) as seq from journal where seq > :since group by ticket_id
), call as (
    select staff_id, room_id, ticket_id from seat join room on room.id = room_id
    where standing <> 'gone' and staff_id is not null
), fact as (
    select staff_id, id::text as said from presence where until is null and state <> 'offline'
    union all select staff_id, concat(id, state) from call_back where state <> 'over'
    union all select call.staff_id, concat_ws(' ', id, standing, listens, held_at)
        from call join seat using (room_id) where standing <> 'gone'
    union all select staff_id, concat(id, wanted)
        from call join taping using (ticket_id) where over_at is null
), word as (
    select staff_id, left(md5(string_agg(said, ' ' order by said)), 12) as said
    from fact group by staff_id
)
select (select max(seq) from entry),
       (select json_object_agg(ticket_id, seq) from entry where ticket_id is not null),
       (select json_object_agg(staff_id, ticket_id) from call),
       (select json_object_agg(staff_id, said) from word)
""").bindparams(bindparam("since", type_=BigInteger))
)


def how_far(work: Work) -> int:
    """The number of the newest entry of the journal; 0 where there is none."""
    return work.session.scalar(select(func.max(JournalEntry.seq))) or 0


class Answer(NamedTuple):
    """`latest` of what came since; of each ticket its newest entry; who talks about which ticket;
    and a word for what stands in the rows of each person."""

    latest: int | None
    entries: Mapping[str, int] | None
    talks: Mapping[str, str] | None
    words: Mapping[str, str] | None


class Watch:
    """Looks for one reader, who looks often: each look reads only what came since the last."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._latest: int | None = None
        self._stirred: Mapping[str, int] = {}  # by ticket, its newest entry: of what is talked of

    def __call__(self) -> tuple[int, Own, datetime]:
        """The number of the newest entry; and for everybody at work a word that is another one
        as soon as their state, their call, or anything about the ticket they talk of is."""
        with self._workplace.work() as work:
            if self._latest is None:
                self._latest = how_far(work)
            own = dict(self._own(self._look(work, self._latest)))
            return self._latest, own, work.now

    def _look(self, work: Work, since: int) -> Answer:
        found = Answer(*work.glance(QUESTION, {"since": since}) or (None,) * 4)
        self._latest = found.latest or since
        about = set((found.talks or {}).values())
        entries = {**self._stirred, **(found.entries or {})}
        self._stirred = {ticket: seq for ticket, seq in entries.items() if ticket in about}
        return found

    def _own(self, found: Answer) -> Iterator[tuple[str, str]]:
        talks = found.talks or {}
        for who, word in (found.words or {}).items():
            entry = self._stirred.get(talks.get(who, ""), "")
            yield who, f"{word} {entry}".strip()
