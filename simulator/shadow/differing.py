"""Two runs of one scenario held together, address by address. Pure."""

from collections.abc import Iterator, Sequence

from simulator.shadow.traffic import Seen, Traffic

ABSENT = "absent"


def differences(here: Traffic, there: Traffic) -> list[str]:
    """`here` is the simulator, `there` the account; what came to one address is compared, of each
    call in the order the carrier numbered it: on the way one may overtake another."""
    return [
        *_compared("REST", here.rest, there.rest),
        *_compared("webhook", here.webhooks, there.webhooks),
    ]


def _compared(what: str, here: Sequence[Seen], there: Sequence[Seen]) -> Iterator[str]:
    for place in dict.fromkeys(one.place for one in (*here, *there)):
        ours, theirs = _at(place, here), _at(place, there)
        if len(ours) != len(theirs):
            yield f"{what} {place}: {len(ours)} times here, {len(theirs)} times there"
        for count, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
            for said in _apart(one, other):
                yield f"{what} {place}, no. {count}: {said}"


def _at(place: str, seen: Sequence[Seen]) -> list[Seen]:
    """One call after the other, as they first came up here."""
    found = [one for one in seen if one.place == place]
    subjects = list(dict.fromkeys(one.subject for one in found))
    return sorted(found, key=lambda one: (subjects.index(one.subject), one.number))


def _apart(here: Seen, there: Seen) -> Iterator[str]:
    for name in sorted(here.facts.keys() | there.facts.keys()):
        ours, theirs = here.facts.get(name, ABSENT), there.facts.get(name, ABSENT)
        if ours != theirs:
            yield f"{name} is {ours} here, {theirs} there"
