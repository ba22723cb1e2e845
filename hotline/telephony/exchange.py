"""Calls that are under way, over the carrier's REST: lines, rooms and those in them."""

from collections.abc import Callable
from typing import Any

from hotline.telephony.carrier import RefusedError
from hotline.telephony.control import Change

MOST = 1000  # rows of a list at once
OF_A_ROOM = "CF"  # so begin the carrier's ids of rooms

Ask = Callable[[Callable[[], Any]], Any]


class Exchange:
    """`ask` says in our words what went wrong; `client` is the carrier's own library."""

    def __init__(self, client: Any, ask: Ask) -> None:
        self._client, self._ask = client, ask

    def fetch(self, line: str, call: str, url: str) -> None:
        member = self._client.queues(line).members(call)
        self._ask(lambda: member.update(url=url, method="POST"))

    def send(self, call: str, url: str) -> None:
        self._ask(lambda: self._client.calls(call).update(url=url, method="POST"))

    def hang_up(self, call: str) -> None:
        self._ask(lambda: self._client.calls(call).update(status="completed"))

    def change(self, room: str, call: str, change: Change) -> None:
        who = self._client.conferences(room).participants(call)
        self._ask(lambda: who.update(**_fields(change)))

    def close(self, room: str) -> None:
        self._ask(lambda: self._client.conferences(room).update(status="completed"))

    def who_waits(self, line: str) -> list[str]:
        members = self._client.queues(line).members
        found = self._ask(lambda: members.list(page_size=MOST))
        return [str(one.call_sid) for one in found]

    def who_is_in(self, room: str) -> list[str]:
        try:
            found = [one for sid in self._rooms(room) for one in self._in_room(sid)]
        except RefusedError:
            return []
        return [str(one.call_sid) for one in found if str(one.status) == "connected"]

    def _in_room(self, sid: str) -> list[Any]:
        there = self._client.conferences(sid).participants
        return list(self._ask(lambda: there.list(page_size=MOST)))

    def _rooms(self, room: str) -> list[str]:
        """A room is asked for by its id alone; by its name it has to be looked for first."""
        if room.startswith(OF_A_ROOM):
            return [room]
        named = {"friendly_name": room, "status": "in-progress"}
        begun = self._ask(lambda: self._client.conferences.list(**named))
        named = {"friendly_name": room, "status": "init"}
        alone = self._ask(lambda: self._client.conferences.list(**named))
        return [str(one.sid) for one in (*begun, *alone)]


def _fields(change: Change) -> dict[str, object]:
    fields: dict[str, object] = {}
    if change.muted is not None:
        fields["muted"] = change.muted
    if change.held is not None:
        fields["hold"] = change.held
        if change.held:
            fields |= {"hold_url": change.hold_url, "hold_method": "POST"}
    if change.whispers_to is not None:
        fields |= {"coaching": True, "call_sid_to_coach": change.whispers_to}
    if change.aloud:
        fields["coaching"] = False
    return fields
