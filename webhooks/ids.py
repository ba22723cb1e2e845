"""Ids in URLs: what is none of ours reads as nothing, never as an error."""

import uuid

NOBODYS = uuid.UUID(int=0)


def row_id(text: str) -> uuid.UUID:
    """As `outgoing_id`, where a row is looked up that then is not there."""
    return outgoing_id(text) or NOBODYS


def outgoing_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
