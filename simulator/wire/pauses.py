"""How long the carrier waits before it asks again. Pure."""

import random


def before(retry: int, token: str, first: float) -> float:
    """Seconds before this retry, the first being 0: twice as long each time.

    Up to half of it falls away, drawn from the webhook's token, so that not all that failed
    together come again together.
    """
    lot = random.Random(f"{token} {retry}")  # noqa: S311  # a rerun must wait the same
    return first * (1 << retry) * (1 - lot.random() / 2)
