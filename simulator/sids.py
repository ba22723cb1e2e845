"""Identifiers as the carrier makes them: two letters and 32 hex digits, drawn from a seed."""

import random


class Sids:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # a rerun must give the same sids

    def new(self, prefix: str) -> str:
        return f"{prefix}{self._random.getrandbits(128):032x}"

    def token(self) -> str:
        """An idempotency token: a UUID in form, seeded like the rest."""
        digits = f"{self._random.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
