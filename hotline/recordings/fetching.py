"""Recordings come home: out of the carrier's hands into ours, sealed, and there no more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from hotline.recording_rules import NotHad
from hotline.recordings import kept, sound
from hotline.recordings.kept import Recording, State
from hotline.store.work import Work, Workplace
from hotline.telephony.carrier import (
    AmbiguousError,
    Provider,
    RefusedError,
    Tapes,
    ThrottledError,
    TooLargeError,
)

AWAY = (AmbiguousError, ThrottledError)


@dataclass(frozen=True)
class Wanted:
    """A recording free of the transaction it was read in."""

    id: UUID
    sid: str
    state: State
    tries: int
    provider: Provider | None


@dataclass(frozen=True)
class Had:
    content: bytes
    media_type: str
    by: Provider


class Fetching:
    """Any number may run at once; no transaction is held while the carrier speaks."""

    def __init__(self, workplace: Workplace, tapes: Mapping[Provider, Tapes]) -> None:
        self._workplace, self._tapes = workplace, tapes

    def run(self, batch: int = 5) -> int:
        """Ask about all that is due; how many the carrier has forgotten and we have."""
        done = 0
        while wanted := self._take(batch):
            done += sum(self._one(each) for each in wanted)
        return done

    def _take(self, batch: int) -> list[Wanted]:
        with self._workplace.work() as work:
            rows = kept.take(work, batch)
            return [Wanted(r.id, r.carrier_sid, r.state, r.tries, r.provider) for r in rows]

    def _one(self, wanted: Wanted) -> bool:
        if wanted.state is State.AT_CARRIER:
            had = self._fetch(wanted)
            self._workplace.reach("recording.after_fetching")
            self._settle(wanted, lambda work, row: _keep(work, row, had))
            return False
        gone = self._erase(wanted)
        self._settle(wanted, lambda work, row: _erased(work, row, gone=gone))
        return gone

    def _settle(self, wanted: Wanted, act: Callable[[Work, Recording], None]) -> None:
        """Unless somebody else has taken it since: what they do counts."""
        with self._workplace.work() as work:
            row = work.session.get_one(Recording, wanted.id, with_for_update=True)
            if (row.state, row.tries) == (wanted.state, wanted.tries):
                act(work, row)

    def _fetch(self, wanted: Wanted) -> Had | NotHad:
        """From whichever account has it."""
        why = NotHad.NOT_THERE
        for provider, tapes in self._tapes.items():
            try:
                content = tapes.sound(wanted.sid, sound.LARGEST)
            except TooLargeError:
                return NotHad.TOO_LARGE
            except RefusedError:
                continue
            except AWAY:
                why = NotHad.UNREACHABLE
                continue
            media_type = sound.kind_of(content)
            return Had(content, media_type, provider) if media_type else NotHad.NO_SOUND
        return why

    def _erase(self, wanted: Wanted) -> bool:
        tapes = self._tapes.get(wanted.provider) if wanted.provider else None
        if tapes is None:
            return False
        try:
            tapes.erase_sound(wanted.sid)
        except (*AWAY, RefusedError):
            return False
        return True


def _keep(work: Work, row: Recording, had: Had | NotHad) -> None:
    if isinstance(had, NotHad):
        kept.not_had(work, row, had)
    else:
        kept.keep(work, row, had.content, had.media_type, had.by)


def _erased(work: Work, row: Recording, *, gone: bool) -> None:
    if gone:
        row.state = State.OURS
    else:
        kept.put_off(work, row)
