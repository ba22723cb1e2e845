"""What a policy pack says of children's opinions: `opinions.toml`."""

from typing import Annotated

from pydantic import Field

from config.pack import Pack, PolicyError
from config.pack_files import ReportShape, Shape, Wording
from hotline.facts import Holder
from hotline.limits import (
    Report,
    TimeLimit,
)
from hotline.opinions import Opinions, Topic
from hotline.policy import (
    Policy,
)
from hotline.telling import Detail, Disclosure
from hotline.vocabulary import AgencyKind, DeadlineKind, Language

FILE = "opinions.toml"
NEVER = frozenset({Detail.CALLER, Detail.WORDS, Detail.LANDMARK})  # they say who it was


class TopicShape(Wording):
    to: Annotated[list[AgencyKind], Field(min_length=1)]


class OpinionsFile(Shape):
    tells: Annotated[list[Detail], Field(min_length=1)]
    basis: str
    topic: Annotated[dict[str, TopicShape], Field(min_length=1)]
    reply: dict[AgencyKind, ReportShape]


def opinions(pack: Pack) -> Opinions:
    shape = pack.parse(FILE, OpinionsFile)
    if found := NEVER & set(shape.tells):
        raise PolicyError(FILE, "tells", f"nobody is told who gave an opinion: {min(found)}")
    for code, topic in shape.topic.items():
        for kind in topic.to:
            if kind not in shape.reply:
                raise PolicyError(FILE, f"topic.{code}", f"say by when {kind} answers")
    return Opinions(
        topics={code: Topic(_both(one), tuple(one.to)) for code, one in shape.topic.items()},
        discloses=Disclosure(tuple(shape.tells), (), frozenset(), shape.basis),
    )


def replies(pack: Pack) -> dict[AgencyKind, Report]:
    """How soon each kind of body answers an opinion it was told."""
    return {
        kind: Report(
            limit=TimeLimit(shape.allowance, shape.clock, shape.force, shape.basis),
            basis={Language.VI: shape.basis, Language.EN: shape.basis_en},
            kind=DeadlineKind.OPINION,
            holder=Holder.AGENCY,
        )
        for kind, shape in pack.parse(FILE, OpinionsFile).reply.items()
    }


def names(pack: Pack) -> dict[str, dict[Language, str]]:
    """What a topic is called, among the texts of the policy."""
    topics = pack.parse(FILE, OpinionsFile).topic
    return {f"topic.{code}": _both(topic) for code, topic in topics.items()}


def check(policy: Policy) -> None:
    """An agency has one request about a ticket: none of these may stand in the way of a child's."""
    for number, route in enumerate(policy.routes):
        for kind in route.kinds:
            if kind in policy.opinion_answers:
                change = f"{kind} answers opinions; leave it out, or a child's help waits for it"
                raise PolicyError("routes.toml", f"route.{number}", change)
    if policy.opinions.discloses.basis not in policy.texts:
        raise PolicyError(FILE, "basis", "no such text")


def _both(wording: Wording) -> dict[Language, str]:
    return {Language.VI: wording.vi, Language.EN: wording.en}
