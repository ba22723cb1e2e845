"""Tells the carrier what is ordered of calls under way, never holding a transaction meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass

from hotline.calls import orders
from hotline.calls.orders import CallOrder, Ending, Verb
from hotline.store.work import Work, Workplace
from hotline.telephony.carrier import AmbiguousError, RefusedError, ThrottledError
from hotline.telephony.control import Change, Control

Refused = Callable[[Work, CallOrder], None]

# What a change of a place in a room is called in its row.
CHANGES = {
    "mute": Change(muted=True),
    "unmute": Change(muted=False),
    "resume": Change(held=False),
    "aloud": Change(muted=False, aloud=True),
    "silent": Change(muted=True, aloud=True),
}
HOLD, WHISPER = "hold", "whisper:"


@dataclass(frozen=True)
class Told:
    ending: Ending | None
    code: str = ""


class Dispatch:
    """Any number may run at once. `refused` hears of legs that are not there any more."""

    def __init__(self, workplace: Workplace, control: Control, refused: Refused) -> None:
        self._workplace, self._control, self._refused = workplace, control, refused

    def run(self) -> int:
        """Whatever is due, once; how many the carrier did."""
        done = 0
        while claimed := self._claim():
            done += sum(self._one(order) for order in claimed)
        return done

    def _claim(self) -> list[CallOrder]:
        with self._workplace.work() as work:
            return list(orders.claim(work))

    def _one(self, order: CallOrder) -> bool:
        self._workplace.reach("order.before_asking")
        told = self._tell(order)
        self._workplace.reach("order.after_asking")
        with self._workplace.work() as work:
            row = orders.settle(work, order.id, told.ending, told.code)
            if told.ending is Ending.REFUSED:
                self._refused(work, row)
        return told.ending is Ending.DONE

    def _tell(self, order: CallOrder) -> Told:
        try:
            self._ask(order)
        except RefusedError as error:
            return Told(Ending.REFUSED, error.code)
        except (AmbiguousError, ThrottledError) as error:
            return Told(None, str(error)[:64])
        return Told(Ending.DONE)

    def _ask(self, order: CallOrder) -> None:
        place, call, url = order.place or "", order.call_sid or "", order.url or ""
        match order.verb:
            case Verb.FETCH:
                self._control.fetch(place, call, url)
            case Verb.SEND:
                self._control.send(call, url)
            case Verb.HANG_UP:
                self._control.hang_up(call)
            case Verb.CHANGE:
                self._control.change(place, call, change_of(order.how or "", url))
            case Verb.CLOSE:
                self._control.close(place)


def change_of(how: str, url: str) -> Change:
    if how == HOLD:
        return Change(held=True, hold_url=url)
    if how.startswith(WHISPER):
        return Change(muted=False, whispers_to=how.removeprefix(WHISPER))
    return CHANGES[how]
