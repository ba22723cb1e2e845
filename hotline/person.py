"""Who is involved in a ticket, as somebody of the line describes them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from hotline import ages
from hotline.ages import Age, Born
from hotline.errors import InvalidError
from hotline.phones import normal
from hotline.policy import Commune
from hotline.telling import Offender
from hotline.text import clean

LONGEST = {"name": 200, "number": 30, "address": 300, "occupation": 200, "notes": 2000}


class Role(StrEnum):
    """In what way; whoever cares for a child may be the one who harms it."""

    CHILD = "child"
    CARER = "carer"
    OFFENDER = "offender"  # alleged


class Kin(StrEnum):
    """What they are to the child."""

    FATHER = "father"
    MOTHER = "mother"
    STEP_PARENT = "step_parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    RELATIVE = "relative"
    SCHOOL_STAFF = "school_staff"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    STRANGER = "stranger"
    OTHER = "other"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


AT_HOME = frozenset({Kin.FATHER, Kin.MOTHER, Kin.STEP_PARENT, Kin.GRANDPARENT})


@dataclass(frozen=True)
class Description:
    """What is known; None and empty is not known. `home` is the commune where they live, `address`
    how to find it there."""

    roles: tuple[Role, ...]
    kin: Kin | None = None
    sex: Sex | None = None
    age: Age | None = None
    name: str = ""
    number: str = ""
    address: str = ""
    occupation: str = ""
    notes: str = ""
    home: Commune | None = None


def read(form: Mapping[str, str], home: Commune | None, today: date) -> Description:
    """As somebody of the line wrote it down; InvalidError where it cannot be kept so."""
    roles = tuple(role for role in Role if form.get(f"role_{role}"))
    if not roles:
        raise InvalidError("say whether they are the child, a carer or who may have done it")
    texts = {name: clean(form.get(name, "")).strip() for name in LONGEST}
    if any(len(text) > LONGEST[name] for name, text in texts.items()):
        raise InvalidError("this is longer than what can be kept")
    texts["number"] = (normal(texts["number"]) or "") if texts["number"] else ""
    try:
        kin, sex = form.get("kin", ""), form.get("sex", "")
        return Description(
            roles=roles,
            kin=Kin(kin) if kin else None,
            sex=Sex(sex) if sex else None,
            age=ages.typed_age(form.get("born", ""), form.get("guessed", ""), today),
            home=home,
            **texts,
        )
    except ValueError as problem:
        raise InvalidError("choose one of those that are offered") from problem


def typed(said: Description) -> dict[str, str]:
    """As the form holds it."""
    age = said.age
    born = ages.shown_day(age.on) if isinstance(age, Born) else ""
    guessed = "" if age is None or isinstance(age, Born) else _range(age.low, age.high)
    return {
        **{f"role_{role}": "yes" for role in said.roles},
        **{name: getattr(said, name) for name in LONGEST},
        "kin": said.kin or "",
        "sex": said.sex or "",
        "born": born,
        "guessed": guessed,
        "commune": said.home.code if said.home else "",
    }


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"


def plain(said: Description) -> dict[str, str]:
    """Every field in words that a journal can keep."""
    values = {field.name: getattr(said, field.name) for field in fields(Description)}
    values["roles"] = ", ".join(said.roles)
    values["age"] = ages.written(said.age)
    values["home"] = f"{said.home.code} {said.home.in_full}" if said.home else ""
    return {name: str(value or "") for name, value in values.items()}


def offender(said: Description) -> Offender | None:
    """Who is kept from being told, where this is who may have done it."""
    if Role.OFFENDER not in said.roles:
        return None
    if said.kin is Kin.SCHOOL_STAFF:
        return Offender.SCHOOL_STAFF
    at_home = Role.CARER in said.roles or said.kin in AT_HOME
    return Offender.CARER if at_home else None
