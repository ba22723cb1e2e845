"""Paper forms of a policy pack: one file of `forms/` for each, refused if nobody could fill it."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field as Rule

from config.pack import Pack, PolicyError
from config.pack_files import Shape, Text, Wording
from hotline.facts import SEEN_BY_ITSELF, Fact, Holder
from hotline.forms import (
    YES,
    Field,
    FieldKind,
    Form,
    Forms,
    Happening,
    Known,
    Letterhead,
    Level,
    Next,
    Office,
    Option,
    Section,
    Side,
    Words,
)
from hotline.vocabulary import DeadlineKind, Language

OFFICE = "forms/office.toml"
Code = Annotated[str, Rule(pattern=r"^[a-z][a-z_]*$")]
Number = Annotated[str, Rule(pattern=r"^[0-9]{2}$")]


class OptionShape(Wording):
    code: Code


class FieldShape(Wording):
    code: Code
    kind: FieldKind
    verified: bool
    hint: Wording | None = None
    needed: bool = False
    carried: bool = False
    known: Known | None = None
    option: tuple[OptionShape, ...] = ()
    side: Side | None = None


class SectionShape(Wording):
    gate: Code | None = None
    field: Annotated[list[FieldShape], Rule(min_length=1)]


class HappeningShape(Shape):
    fact: Fact
    at: Code


class NextShape(Wording):
    holder: Holder
    due: DeadlineKind | None = None


class FormShape(Wording):
    code: Code
    number: Number
    source: Wording
    verified: bool
    office: Office
    letters: Text
    filled_by: Holder
    signed_by: Holder
    signature: Text
    suffix: Code | None = None
    due: DeadlineKind | None = None
    side: Annotated[dict[Side, Wording], Rule(default_factory=dict)]
    happens: tuple[HappeningShape, ...] = ()
    next: NextShape
    section: Annotated[list[SectionShape], Rule(min_length=1)]


class LetterheadShape(Shape):
    above: Text
    office: Text
    letters: Text
    place: Text
    state: Text
    motto: Text
    committee: Text


def forms(pack: Pack) -> Forms:
    """In the order of their numbers; raises PolicyError."""
    head = pack.parse(OFFICE, LetterheadShape)
    found: dict[str, Form] = {}
    for file in sorted(set(pack.below("forms")) - {OFFICE}):
        form = _form(pack.parse(file, FormShape))
        if form.code in found or form.number in {one.number for one in found.values()}:
            raise PolicyError(file, form.code, "another form has this code or this number")
        for key, problem in _problems(form):
            raise PolicyError(file, key, problem)
        found[form.code] = form
    ordered = sorted(found.values(), key=lambda form: form.number)
    return Forms(Letterhead(**head.model_dump()), {form.code: form for form in ordered})


def _words(wording: Wording) -> Words:
    return {Language.VI: wording.vi, Language.EN: wording.en}


def _form(shape: FormShape) -> Form:
    return Form(
        code=shape.code,
        number=shape.number,
        words=_words(shape),
        source=_words(shape.source),
        verified=shape.verified,
        office=shape.office,
        letters=shape.letters,
        filled_by=shape.filled_by,
        signed_by=shape.signed_by,
        signature=shape.signature,
        sections=tuple(_section(section) for section in shape.section),
        sides={side: _words(shape.side[side]) for side in Side if side in shape.side},
        happenings=tuple(Happening(one.fact, one.at) for one in shape.happens),
        next=Next(_words(shape.next), shape.next.holder, shape.next.due),
        suffix=shape.suffix,
        due=shape.due,
    )


def _section(shape: SectionShape) -> Section:
    return Section(_words(shape), tuple(_field(field) for field in shape.field), shape.gate)


def _field(shape: FieldShape) -> Field:
    return Field(
        code=shape.code,
        kind=shape.kind,
        words=_words(shape),
        verified=shape.verified,
        hint=_words(shape.hint) if shape.hint else None,
        needed=shape.needed,
        carried=shape.carried,
        known=shape.known,
        options=tuple(Option(option.code, _words(option)) for option in shape.option),
        side=shape.side,
    )


def _problems(form: Form) -> Iterator[tuple[str, str]]:
    """Everything that would leave a person with a form that cannot be filled or counted."""
    codes = [field.code for field in form.fields]
    yield from ((code, "two fields have this code") for code in codes if codes.count(code) > 1)
    for field in form.fields:
        yield from _option_problems(field)
        yield from _level_problems(field, form)
    for section in form.sections:
        yield from _gate_problems(section)
    yield from _fact_problems(form)


def _fact_problems(form: Form) -> Iterator[tuple[str, str]]:
    kinds = {field.code: field.kind for field in form.fields}
    for one in form.happenings:
        if one.fact in SEEN_BY_ITSELF:
            yield "happens", f"the system sees {one.fact} by itself"
        if kinds.get(one.at) is not FieldKind.MOMENT:
            yield "happens", f"{one.at} is no moment of this form"
    if form.suffix and kinds.get(form.suffix) is not FieldKind.CHOICE:
        yield "suffix", f"{form.suffix} is no choice of this form"


def _option_problems(field: Field) -> Iterator[tuple[str, str]]:
    options = [option.code for option in field.options]
    if len(options) != len(set(options)):
        yield field.code, "two options have the same code"
    if field.kind in (FieldKind.CHOICE, FieldKind.LEVEL, FieldKind.TABLE):
        if len(options) < 2:
            yield field.code, "give it at least two options"
    elif options:
        yield field.code, f"a {field.kind} has no options"


def _level_problems(field: Field, form: Form) -> Iterator[tuple[str, str]]:
    if field.kind is not FieldKind.LEVEL:
        if field.side:
            yield field.code, f"a {field.kind} is not counted"
        return
    if [option.code for option in field.options] != list(Level):
        yield field.code, "a level is high, medium or low, in this order"
    if field.side not in form.sides:
        yield field.code, "say on which side it is counted, and what that side is called"
    if field.carried or field.known:
        yield field.code, "a level is judged anew each time"


def _gate_problems(section: Section) -> Iterator[tuple[str, str]]:
    if section.gate is None:
        return
    first = section.fields[0]
    if first.code != section.gate or YES not in {option.code for option in first.options}:
        yield section.gate, 'a gate is the first field of its section, with the option "yes"'
