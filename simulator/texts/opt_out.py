"""Words by which a person stops texts and asks for them again, as the carrier does by default."""

from dataclasses import dataclass
from enum import StrEnum

BLOCKED = 21610  # a text to somebody who opted out


class Wish(StrEnum):
    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_WORDS = {
    **dict.fromkeys(
        ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), Wish.STOP
    ),
    **dict.fromkeys(("START", "YES", "UNSTOP"), Wish.START),
    **dict.fromkeys(("HELP", "INFO"), Wish.HELP),
}
ANSWERS = {
    Wish.STOP: "You have successfully been unsubscribed. Reply START to resubscribe.",
    Wish.START: "You have successfully been re-subscribed. Reply HELP for help.",
    Wish.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def wish(body: str) -> Wish | None:
    """Only when the word stands alone, in any case."""
    return _WORDS.get(body.strip().upper())


@dataclass
class OptOuts:
    """Pairs of a person and a number of the account that may not text them."""

    pairs: set[tuple[str, str]]

    def hear(self, person: str, number: str, said: Wish) -> None:
        if said is Wish.STOP:
            self.pairs.add((person, number))
        elif said is Wish.START:
            self.pairs.discard((person, number))

    def stopped(self, person: str, number: str) -> bool:
        return (person, number) in self.pairs
