"""What children think, wish and ask for: what it may be about, and who hears it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.telling import Disclosure
from hotline.vocabulary import AgencyKind, Language


@dataclass(frozen=True)
class Topic:
    """`to` are the kinds of bodies that answer for it, the first first."""

    names: Mapping[Language, str]
    to: tuple[AgencyKind, ...]


@dataclass(frozen=True)
class Opinions:
    """The policy's part. `discloses` is what such a body reads: never who said it, unless they
    agreed."""

    topics: Mapping[str, Topic]
    discloses: Disclosure
