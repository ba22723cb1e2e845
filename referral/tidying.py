"""What no second waits for: calls back without an end, and recordings whose time is over."""

from hotline.recordings import kept
from hotline.store.work import Workplace
from referral import callbacks


def tidy(workplace: Workplace) -> None:
    with workplace.work() as work:
        callbacks.give_up(work)
    with workplace.work() as work:
        kept.forget(work)
