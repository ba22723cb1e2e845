"""Kinds of webhooks, and the names under which each may be meant. Pure."""

from collections.abc import Mapping

KINDS = frozenset(
    {
        "voice",
        "queue",
        "sms",
        "call_status",
        "message_status",
        "recording_status",
        "transcription",
        "conference",
        "participant",
        "amd",
        "partial_result",
        "sound",
    }
)
_OF_A_LINE = frozenset({"QueueSid", "QueueResult"})
_SHORT = {"conf": "conference"}


def whole(name: str) -> str:
    """The name in full, as the ledger writes it."""
    return _SHORT.get(name, name)


def names(kind: str, params: Mapping[str, str]) -> frozenset[str]:
    """A question of the waiting line is one of voice too, news of a participant one of its room."""
    found = {kind}
    if kind == "voice" and not _OF_A_LINE.isdisjoint(params):
        found.add("queue")
    if params.get("StatusCallbackEvent", "").startswith("participant-"):
        found.add("participant")
    return frozenset(found)
