"""What can go wrong in the work itself; config/errors.py says it in HTTP."""

from datetime import datetime


class HotlineError(Exception):
    """Base of every error a person can be told about."""


class NotFoundError(HotlineError):
    """What was asked for does not exist, or not for the one who asks."""


class NotAllowedError(HotlineError):
    """The one who asks may not do this."""


class InvalidError(HotlineError):
    """What was given cannot be used as it is; the sentence says what to change."""


class TakenError(HotlineError):
    """Somebody else has had it since the one who asks last looked."""

    def __init__(self, owner: str) -> None:
        super().__init__("somebody else has it")
        self.owner = owner


class MergedError(HotlineError):
    """What was asked for has become part of the ticket `number`."""

    def __init__(self, number: int) -> None:
        super().__init__("it is part of another ticket by now")
        self.number = number


class IllegalMoveError(HotlineError):
    """A row was asked to become what its MOVES table does not allow."""

    def __init__(self, subject: str, was: str, to: str) -> None:
        super().__init__(f"a {subject} that is {was} cannot become {to}")


class TooFewError(InvalidError):
    """A change of the roster would leave fewer than two reachable people from `at` on."""

    def __init__(self, at: datetime) -> None:
        super().__init__("too few people")
        self.at = at
