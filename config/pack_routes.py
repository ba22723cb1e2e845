"""Whom a ticket goes to and how they are told, out of the shape of `routes.toml`."""

from config import pack_files as files
from hotline.policy import Channel, Route, Severity


def routes(told: files.Routes) -> tuple[Route, ...]:
    return tuple(
        Route(
            kinds=tuple(shape.kinds),
            at_least=shape.at_least,
            categories=frozenset(shape.categories),
            automatic=shape.automatic,
            reason=shape.reason,
        )
        for shape in told.route
    )


def channels(told: files.Routes) -> dict[Severity, tuple[Channel, ...]]:
    return {severity: tuple(ways) for severity, ways in told.channels.items()}
