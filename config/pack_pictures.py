"""How a policy pack has pictures handled: `pictures.toml`."""

from collections.abc import Collection
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from config.pack import Pack, PolicyError
from config.pack_files import Duration, ReportShape, Shape, Wording
from hotline.facts import Holder
from hotline.handling import Pictures, Step
from hotline.limits import (
    Report,
    TimeLimit,
)
from hotline.staff import Role
from hotline.vocabulary import DeadlineKind, Language

FILE = "pictures.toml"


class StepShape(Wording):
    """`verified` is false where nobody has read the text of the law for it."""

    source: Wording
    verified: bool


class PicturesFile(Shape):
    give_up_after: Annotated[Duration, Field(gt=timedelta(0))]
    guarded: Annotated[frozenset[str], Field(min_length=1)]
    may_open: Annotated[frozenset[Role], Field(min_length=1)]
    may_open_guarded: Annotated[frozenset[Role], Field(min_length=1)]
    may_erase: Annotated[frozenset[Role], Field(min_length=1)]
    erase_after: Annotated[Duration, Field(ge=timedelta(0))]
    fetch: ReportShape
    step: Annotated[list[StepShape], Field(min_length=1)]


def pictures(pack: Pack, categories: Collection[str]) -> Pictures:
    shape = pack.parse(FILE, PicturesFile)
    for category in sorted(shape.guarded - set(categories)):
        raise PolicyError(FILE, "guarded", f"no such category: {category}")
    if not shape.may_open_guarded <= shape.may_open:
        raise PolicyError(FILE, "may_open_guarded", "only who may open any picture")
    return Pictures(
        give_up_after=shape.give_up_after,
        guarded=shape.guarded,
        may_open=frozenset(shape.may_open),
        may_open_guarded=frozenset(shape.may_open_guarded),
        may_erase=frozenset(shape.may_erase),
        erase_after=shape.erase_after,
        steps=tuple(Step(_both(one), _both(one.source), one.verified) for one in shape.step),
    )


def fetching(pack: Pack) -> Report:
    """How soon what came with a text is here, or somebody hears that it is not."""
    shape = pack.parse(FILE, PicturesFile).fetch
    return Report(
        limit=TimeLimit(shape.allowance, shape.clock, shape.force, shape.basis),
        basis={Language.VI: shape.basis, Language.EN: shape.basis_en},
        kind=DeadlineKind.PICTURE,
        holder=Holder.LINE,
    )


def _both(wording: Wording) -> dict[Language, str]:
    return {Language.VI: wording.vi, Language.EN: wording.en}
