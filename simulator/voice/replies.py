"""What an application's reply means on a line, and which verb picks up a ringing call."""

from simulator.twiml.document import for_voice, is_audio
from simulator.twiml.reading import Document, Node, TwimlError
from simulator.wire.transport import Failure, Outcome

HERE = "here"  # no document says it of a sound: it came as the answer itself


def answers(verb: Node) -> bool:
    """Most verbs answer a ringing call; a Dial may wait until somebody else has answered."""
    if verb.name == "Dial":
        return not verb.flag("answerOnBridge", False)
    return verb.name not in ("Reject", "Pause")


def read(outcome: Outcome, url: str) -> Document:
    if isinstance(outcome, Failure):
        raise TwimlError(outcome.code, outcome.reason)
    if is_audio(outcome):
        return Document((Node("Play", {HERE: "true"}, url),))
    return for_voice(outcome)
