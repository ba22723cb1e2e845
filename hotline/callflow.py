"""What a caller hears, and what each key and each silence means. Pure.

The first turn is `greeting()`; every later one is `next_turn(step, heard, language)`, with the step
the turn before it named. Silence means that somebody cannot speak, never that nobody is there.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from hotline.slowing import Manner
from hotline.vocabulary import Language

MENU_KEYS = "12890*"
DANGER_KEY = "9"
EXIT_KEY = "*"
LANGUAGE_KEY = "8"


class Step(StrEnum):
    """What the caller's next answer will be an answer to; the word stands in the URL."""

    SLOWED = "slowed"
    BLOCKED = "blocked"
    MENU = "menu"
    MENU_AGAIN = "menu-again"
    COUNSELOR = "counselor"
    SILENT = "silent"
    MESSAGE = "message"
    DANGER = "danger"
    DANGER_AGAIN = "danger-again"


class Wish(StrEnum):
    DANGER = "danger"
    COUNSELOR = "counselor"
    MESSAGE = "message"
    QUICK_EXIT = "quick_exit"
    SILENT = "silent"


@dataclass(frozen=True)
class Say:
    """`key` is the key of a text."""

    key: str


@dataclass(frozen=True)
class Menu:
    """Says the texts `prompts` and takes one key at any moment of them.

    The answer, or after `timeout_seconds` the silence, goes to `step`.
    """

    prompts: tuple[str, ...]
    keys: str
    timeout_seconds: int
    step: Step


@dataclass(frozen=True)
class RecordMessage:
    """Says `prompt` and records; the end of it, by key, silence or length, goes to `step`.

    A carrier that heard nothing at all may skip the answer: follow it with a `Goto`.
    """

    prompt: str
    max_seconds: int
    silence_seconds: int
    finish_keys: str
    step: Step


@dataclass(frozen=True)
class Goto:
    """The answer of `step` as if the caller had been silent."""

    step: Step


@dataclass(frozen=True)
class Hangup:
    pass


Verb = Say | Menu | RecordMessage | Goto | Hangup


@dataclass(frozen=True)
class Outcome:
    """What this turn tells the ticket; one call may tell several, and none takes back another."""

    wish: Wish

    @property
    def danger_key(self) -> bool:
        return self.wish is Wish.DANGER

    @property
    def silent(self) -> bool:
        return self.wish is Wish.SILENT


@dataclass(frozen=True)
class Turn:
    """What to say next, in which language, and what has been learned by now."""

    verbs: tuple[Verb, ...]
    language: Language
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Heard:
    """The answer to a turn. `digits` is empty for silence; `hung_up` when nobody listens now."""

    digits: str = ""
    recorded: bool = False
    hung_up: bool = False

    @property
    def danger(self) -> bool:
        """A frightened hand presses twice or slips: the danger key counts wherever it stands."""
        return DANGER_KEY in self.digits


def greeting(language: Language = Language.VI, manner: Manner = Manner.USUAL) -> Turn:
    """Slower, or not further than the danger key: never refused."""
    match manner:
        case Manner.USUAL:
            return Turn((_menu(Step.MENU, "call.greeting", "call.menu"),), language)
        case Manner.SLOWED:
            menu = Menu(("call.slowed",), MENU_KEYS, timeout_seconds=20, step=Step.SLOWED)
            return Turn((menu,), language)
        case Manner.BLOCKED:
            menu = Menu(("call.blocked",), DANGER_KEY, timeout_seconds=10, step=Step.BLOCKED)
            return Turn((menu,), language)
        case _:
            assert_never(manner)


def next_turn(step: Step, heard: Heard, language: Language) -> Turn:
    """Every path ends with a kind sentence and a hang-up; the danger key works at every step."""
    if heard.danger:
        return _danger(step, language)
    if heard.hung_up:
        return Turn((Hangup(),), language)
    if heard.digits.startswith(EXIT_KEY):
        return _end(language, "call.quick_exit", wish=Wish.QUICK_EXIT)
    return _answer(step, heard, language)


def _answer(step: Step, heard: Heard, language: Language) -> Turn:
    match step:
        case Step.SLOWED if not heard.digits:
            return greeting(language)
        case Step.BLOCKED:
            return _end(language, "call.goodbye")
        case Step.SLOWED | Step.MENU | Step.MENU_AGAIN:
            return _answer_to_menu(step, heard.digits[:1], language)
        case Step.COUNSELOR | Step.MESSAGE | Step.SILENT:
            thanks = ("call.message_thanks",) if heard.recorded else ()
            return _end(language, *thanks, "call.goodbye")
        case Step.DANGER | Step.DANGER_AGAIN:
            return _end(language, "call.danger_thanks")
        case _:
            assert_never(step)


def _answer_to_menu(step: Step, key: str, language: Language) -> Turn:
    match key:
        case "":
            return _record(language, Step.SILENT, Wish.SILENT, silence_seconds=30)
        case "1":
            return _record(language, Step.COUNSELOR, Wish.COUNSELOR)
        case "2":
            return _record(language, Step.MESSAGE, Wish.MESSAGE)
        case "8" if language is Language.VI:
            return Turn((_menu(step, "call.greeting", "call.menu"),), Language.EN)
        case _ if step is Step.MENU:
            return Turn((_menu(Step.MENU_AGAIN, "call.menu_again"),), language)
        case _:
            return _record(language, Step.COUNSELOR, Wish.COUNSELOR)


def _menu(step: Step, *prompts: str) -> Menu:
    return Menu(prompts, MENU_KEYS, timeout_seconds=5, step=step)


def _record(
    language: Language,
    step: Step,
    wish: Wish,
    *,
    silence_seconds: int = 10,
    finish_keys: str = "9*#",
) -> Turn:
    prompt = f"call.{step}"
    record = RecordMessage(prompt, 180, silence_seconds, finish_keys, step)
    return Turn((record, Goto(step)), language, Outcome(wish))


def _danger(step: Step, language: Language) -> Turn:
    """Records where and what; a second danger key gets the same once more, then a good end."""
    if step is Step.DANGER_AGAIN:
        return _end(language, "call.danger_thanks", wish=Wish.DANGER)
    then = Step.DANGER_AGAIN if step is Step.DANGER else Step.DANGER
    record = RecordMessage("call.danger", 180, 30, "9*", then)
    return Turn((record, Goto(then)), language, Outcome(Wish.DANGER))


def _end(language: Language, *texts: str, wish: Wish | None = None) -> Turn:
    outcome = Outcome(wish) if wish else None
    return Turn((*(Say(key) for key in texts), Hangup()), language, outcome)
