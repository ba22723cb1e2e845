"""What the simulator refuses, told apart by what the asker can do about it."""


class BadFieldError(ValueError):
    """A field is missing or cannot hold that value; the sentence names the field."""


class UnknownError(LookupError):
    """There is no such call, message or number."""


class NotPossibleError(RuntimeError):
    """The call or message exists, but not in a state in which this can be done."""
