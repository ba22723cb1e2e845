"""Ids in URLs: what is none of ours reads as nothing, never as an error."""

import uuid


def outgoing_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
