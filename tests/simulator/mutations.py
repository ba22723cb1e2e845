"""Defects planted in the simulator, one at a time: each must be caught by a test that is named.

    python -m tests.simulator.mutations

plants them all and prints killed / planted.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
_ELSEWHERE = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache", "shots"
)


@dataclass(frozen=True)
class Mutation:
    name: str
    file: str
    old: str
    new: str
    tests: str

    @property
    def source(self) -> str:
        return (ROOT / "simulator" / self.file).read_text(encoding="utf-8")


def planted(mutation: Mutation, room: Path) -> Path:
    """A copy of the project with this one defect."""
    place = room / "project"
    shutil.copytree(ROOT, place, ignore=_ELSEWHERE)
    if SHARED.exists():
        (room / "shared").symlink_to(SHARED)
    file = place / "simulator" / mutation.file
    file.write_text(mutation.source.replace(mutation.old, mutation.new), encoding="utf-8")
    return place


def killed(mutation: Mutation) -> bool:
    """Whether the tests named fail with the defect in place; a run that never began is no kill."""
    with tempfile.TemporaryDirectory() as room:
        place = planted(mutation, Path(room))
        tests = [f"tests/simulator/{name}.py" for name in mutation.tests.split()]
        done = subprocess.run(  # noqa: S603  # our own tests, in a copy of our own project
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(place)},
            capture_output=True,
            check=False,
        )
        return done.returncode == 1


M = Mutation
MUTATIONS = (
    M("sent is never reported", "texts/message.py", "SILENT = frozenset({Status.SENDING,",
      "SILENT = frozenset({Status.SENT, Status.SENDING,", "test_messages"),
    M("sending is reported", "texts/message.py", "({Status.SENDING, Status.RECEIVED}",
      "({Status.RECEIVED}", "test_messages"),
    M("a duration with a point", "voice/parameters.py", 'block["CallDuration"] = str(call.seconds)',
      'block["CallDuration"] = str(float(call.seconds))', "test_verbs"),
    M("the port rule of texts for calls", "wire/webhooks.py", "webhook.kind not in TEXT_KINDS",
      "webhook.kind in TEXT_KINDS", "test_webhooks"),
    M("no retry", "wire/webhooks.py", "return journey.tries < overrides.retries and",
      "return False and", "test_webhooks"),
    M("a retry under another token", "wire/webhooks.py", "tries=journey.tries + 1)",
      'tries=journey.tries + 1, token="x")', "test_webhooks"),
    M("an eleventh redirect", "wire/webhooks.py", "MAX_REDIRECTS = 10", "MAX_REDIRECTS = 99",
      "test_webhooks"),
    M("a held one still hears", "rooms/hearing.py", "listener.hold or speaker.hold",
      "speaker.hold", "test_hearing"),
    M("a muted one is heard", "rooms/hearing.py", " or speaker.muted", "", "test_hearing"),
    M("a whisper everybody hears", "rooms/hearing.py",
      "return not speaker.coaches or speaker.coaches == listener.sid", "return True",
      "test_hearing"),
    M("a room that starts with one", "rooms/rooms.py", "len(room.present) > 1",
      "len(room.present) > 0", "test_rooms"),
    M("a number that stands still", "rooms/news.py", "room.sequence += 1", "room.sequence += 0",
      "test_rooms"),
    M("a dropped label", "rooms/news.py",
      '**({"ParticipantLabel": who.label} if who.label else {}),', "", "test_rooms"),
    M("nobody takes everybody along", "rooms/rooms.py", "if who.ends and room.state",
      "if False and room.state", "test_rooms"),
    M("a room that is over comes back", "rooms/rooms.py", "one.name == name and not one.over",
      "one.name == name", "test_rooms"),
    M("the reason of another end", "rooms/rooms.py", '"moderator_ended_conference" if by else',
      '"moderator_ended_conference" if not by else', "test_rooms test_rest_rooms"),
    M("put out counts as gone", "rooms/rooms.py", '"participant_updated_via_api", "kicked")',
      '"participant_updated_via_api", "left")', "test_rest_rooms"),
    M("reports to whoever came last", "rooms/rooms.py",
      "if room.callback is None and not room.present:", "if True:", "test_rooms"),
    M("places from nought", "queues/queue.py", "enumerate(self.members, 1)",
      "enumerate(self.members, 0)", "test_queues"),
    M("a hang-up that says leave", "queues/enqueue.py", '"bridged" if self._fetched else "hangup"',
      '"bridged" if self._fetched else "leave"', "test_queues"),
    M("a line without end", "queues/enqueue.py", "if len(self._queue.members) >= limit:",
      "if False:", "test_queues"),
    M("the last comes first", "queues/dial.py", "queue.members[0]", "queue.members[-1]",
      "test_queues"),
    M("the waiting program plays once", "queues/enqueue.py", "self._music.again(self._address)",
      "pass", "test_queues"),
    M("a child leg without its parent", "voice/parameters.py",
      '**({"ParentCallSid": call.parent} if call.parent else {}),', "", "test_dial"),
    M("the others ring on", "voice/dial.py", "if other is not leg and not other.over:",
      "if False:", "test_dial"),
    M("always bridged", "voice/dial.py", "str(self._bridged).lower()", '"true"', "test_dial"),
    M("a star nobody asked for", "voice/dial.py",
      'self._verb.flag("hangupOnStar", False)', 'self._verb.flag("hangupOnStar", True)',
      "test_dial"),
    M("the finish key among the digits", "voice/gather.py", "if key == self._finish:", "if False:",
      "test_verbs"),
    M("no input is input", "voice/gather.py", 'flag("actionOnEmptyResult", False)',
      'flag("actionOnEmptyResult", True)', "test_verbs"),
    M("a hang-up that is no key", "voice/record.py", 'self._finish("hangup")', 'self._finish("")',
      "test_verbs"),
    M("an unknown attribute passes", "twiml/reading.py",
      'self._warn(SCHEMA, f"{name} has no attribute {key}")', "pass", "test_verbs"),
    M("a call that counts from one", "voice/parameters.py",
      '"SequenceNumber": str(call.sequence)', '"SequenceNumber": str(call.sequence + 1)',
      "test_rest_calls"),
    M("a document of any size", "twiml/reading.py", "len(body) > MAX_BYTES", "len(body) < 0",
      "test_program test_verbs test_any_document"),
    M("five seconds less", "voice/calls.py", "call.orders.timeout + call.orders.grace",
      "call.orders.timeout", "test_rest_calls test_people"),
    M("a call never dialled is reported", "voice/calls.py",
      "silent = call.status is Status.QUEUED and", "silent = False and", "test_rest_calls"),
    M("anybody may ask", "rest/routes.py", "if not known or not hmac", "if known and not hmac",
      "test_rest_account"),
    M("only a shout stops", "texts/opt_out.py", "body.strip().upper()", "body.strip()",
      "test_opt_out"),
    M("a token for ever", "tokens.py", "ends <= now.timestamp()", "ends <= 0", "test_tokens"),
    M("a beep before the greeting", "voice/detection.py",
      "beep\" if detection.to_the_end", "beep\" if not detection.to_the_end", "test_detection"),
    M("one call too many", "rest/rate.py", "len(sim.creations) >= most",
      "len(sim.creations) > most", "test_rest_account"),
)  # fmt: skip  # name and place, what becomes of it, who sees it


def main() -> int:
    alive = [mutation.name for mutation in MUTATIONS if not killed(mutation)]
    for name in alive:
        sys.stdout.write(f"alive: {name}\n")
    sys.stdout.write(f"{len(MUTATIONS) - len(alive)} killed / {len(MUTATIONS)} planted\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
