"""The families of the carrier's REST API we use: which operations they have, and one of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.simulator import book, strict
from tests.simulator.conftest import CHILD, HOTLINE, POLICE, START, Net, build
from tests.simulator.test_rest_account import TAKEN
from tests.simulator.test_rooms import case, together

FAMILIES = (
    "Calls",
    "Messages",
    "Queues",
    "Conferences",
    "Recordings",
    "Transcriptions",
    "IncomingPhoneNumbers",
    "OutgoingCallerIds",
    "Notifications",
)
# Nouns of these families that are not served, and why not.
LEFT_OUT = {
    "Payments": "card numbers are no business of this line",
    "Siprec": "sound leaves for somebody else's recorder; there is no sound on the way",
    "Streams": "the same, for a socket of the application",
    "UserDefinedMessages": "they reach the carrier's own softphone, which is not emulated",
    "UserDefinedMessageSubscriptions": "they come from it",
    "AssignedAddOns": "products of third parties",
    "AddOnResults": "what those make of a recording",
}
# The text of a call while it is spoken is told apart from that of a recording by its place.
LIVE = "/Calls/{CallSid}/Transcriptions"


def nouns(operation: book.Operation) -> list[str]:
    parts = operation.address.removesuffix(".json").split("/")
    return [part for part in parts if part and not part.startswith("{")]


def wanted() -> list[book.Operation]:
    """None where the description is not beside the repository."""
    return [each for each in book.operations() if _ours(each)] if strict.available() else []


def _ours(operation: book.Operation) -> bool:
    names = nouns(operation)
    out = LEFT_OUT.keys() & set(names) or operation.address.startswith(LIVE)
    return bool(names) and names[0] in FAMILIES and not out


@dataclass(frozen=True)
class Night:
    """A network with something of everything, and what it goes by."""

    net: Net
    sids: Mapping[str, str]

    def address(self, operation: book.Operation) -> str:
        """With a sid of ours in every place."""
        parts = operation.address.removesuffix(".json").split("/")[1:]
        for place, part in enumerate(parts):
            if part.startswith("{"):
                noun, family = parts[place - 1], parts[0]
                whose = f"{family}/{nouns(operation)[-1]}/{noun}"
                parts[place] = self.sids.get(whose, self.sids[noun])
        return "/".join(parts) + ".json"


def night() -> Night:
    net = build()
    child, _ = together(net, 'record="record-from-start"')
    recording = net.client.calls(child).recordings.create()
    net.dial('<Record transcribe="true" maxLength="3" action="/done"/>')
    net.pass_time(10)
    [written] = net.client.transcriptions.list()
    line = net.dial('<Shout/><Enqueue waitUrl="">hotline</Enqueue>')
    message = net.sim.text(CHILD, HOTLINE, "cứu", media=[TAKEN])
    [queue], [media] = net.client.queues.list(), net.client.messages(message).media.list()
    net.sim.has.verify(POLICE, START)
    [verified] = net.client.outgoing_caller_ids.list()
    [number], [warning] = net.client.incoming_phone_numbers.list(), net.client.notifications.list()
    return Night(
        net,
        {
            "Calls": child,
            "Calls/Notifications/Calls": line,
            "Conferences": case(net).sid,
            "Conferences/Recordings/Recordings": case(net).recordings[0].sid,
            "IncomingPhoneNumbers": str(number.sid),
            "Media": str(media.sid),
            "Members": line,
            "Messages": message,
            "Notifications": str(warning.sid),
            "OutgoingCallerIds": str(verified.sid),
            "Participants": child,
            "Queues": str(queue.sid),
            "Recordings": str(recording.sid),
            "Transcriptions": str(written.sid),
            "Recordings/Transcriptions/Recordings": str(written.recording_sid),
        },
    )
