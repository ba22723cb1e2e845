"""What a policy pack says of words by meaning, `fields.toml`, and what each of them weighs."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field as Checked

from config.pack import Pack, PolicyError
from config.pack_files import Shape, Text
from hotline.weights import Field, Weights

LEARNED = "weights.toml"


class FieldShape(Shape):
    words: Annotated[list[Text], Checked(min_length=1)]
    category: str | None = None
    deniable: bool = False


FieldsFile = dict[str, FieldShape]


class WeightsFile(Shape):
    """`weights` has a line for each trait: its name, a space, what it weighs."""

    bias: float
    high_from: float
    critical_from: float
    weights: str


def fields(pack: Pack, categories: Mapping[str, object]) -> dict[str, Field]:
    shapes = pack.parse("fields.toml", FieldsFile)
    for name, shape in shapes.items():
        if shape.category is not None and shape.category not in categories:
            raise PolicyError("fields.toml", name, f"no such category: {shape.category}")
    return {
        name: Field(tuple(shape.words), shape.category, shape.deniable)
        for name, shape in shapes.items()
    }


def weights(pack: Pack) -> Weights:
    shape = pack.parse(LEARNED, WeightsFile)
    if shape.critical_from < shape.high_from:
        raise PolicyError(LEARNED, "critical_from", "must not be below high_from")
    try:
        of = dict(map(_weight, shape.weights.strip().splitlines()))
    except ValueError as error:
        raise PolicyError(LEARNED, "weights", f"write a trait and a number ({error})") from error
    return Weights(of, shape.bias, shape.high_from, shape.critical_from)


def _weight(line: str) -> tuple[str, float]:
    trait, _, weight = line.rpartition(" ")
    return trait, float(weight)
