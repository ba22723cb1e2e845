"""URLs as they come, good or bad: joined, split and completed without ever raising."""

import base64
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit


@dataclass(frozen=True)
class Address:
    """A URL of the application and how to ask it."""

    url: str
    method: str = "POST"


def join(base: str, url: str) -> str:
    """The URL as seen from `base`; one that is no URL stays as it is, to be refused later."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def host(url: str) -> str | None:
    """None for everything that is no absolute http or https URL."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises on a port that is none
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def with_query(url: str, written: str) -> str:
    if not written:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{written}"


def without_userinfo(url: str) -> str:
    """As it may be written down: a password in it is nobody's business."""
    if "@" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def credentials(url: str) -> dict[str, str]:
    """The header that user and password in a URL stand for."""
    parts = urlsplit(url)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
