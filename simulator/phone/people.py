"""Whose telephones the page opens with. Pure."""

from dataclasses import dataclass

# The page knows their names in both languages.
ROLES = frozenset({"child", "counselor", "police", "supervisor"})


@dataclass(frozen=True)
class Person:
    """By role, or by a name of their own."""

    role: str
    name: str
    number: str


def read(text: str) -> tuple[Person, ...]:
    """`child=+84...,Cô Lan=client:counselor_07`; raises ValueError for what is no such list."""
    return tuple(_person(part.strip()) for part in text.split(",") if part.strip())


def _person(part: str) -> Person:
    who, sign, number = part.partition("=")
    if not sign or not number.strip():
        raise ValueError(f"{part}: a telephone is written name=number")
    name = who.strip()
    return Person(name, "", number.strip()) if name in ROLES else Person("", name, number.strip())


FOUR = read("child=+84912345678,counselor=+84900000001,police=+84900000113,supervisor=+84900000999")
