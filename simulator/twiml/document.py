"""From an HTTP reply to verbs: the Content-Type decides what the body means."""

from simulator.twiml.grammar import MESSAGING, VOICE
from simulator.twiml.reading import Document, Node, TwimlError, parse
from simulator.wire.transport import TWIML, Reply


def for_voice(reply: Reply) -> Document:
    """Raises TwimlError when nothing in the reply can be spoken or run."""
    kind = reply.media_type
    if reply.status == 204:
        return Document(())
    if kind == "text/plain":
        return _plain(reply, Node("Say", {}, _text(reply)))
    _refuse_unless_twiml(kind, reply)
    return parse(reply.body, VOICE)


def for_messaging(reply: Reply) -> Document:
    """Raises TwimlError like for_voice; plain text is the reply itself."""
    kind = reply.media_type
    if reply.status == 204 or (not reply.body.strip() and kind in (*TWIML, "text/plain")):
        return Document(())
    if kind == "text/plain":
        return _plain(reply, Node("Message", {}, _text(reply)))
    _refuse_unless_twiml(kind, reply)
    return parse(reply.body, MESSAGING)


def is_audio(reply: Reply) -> bool:
    return reply.media_type.startswith("audio/")


def _refuse_unless_twiml(kind: str, reply: Reply) -> None:
    if not kind and not reply.body:
        raise TwimlError(11200, "an empty answer without Content-Type")
    if kind not in TWIML:
        raise TwimlError(12300, f"Content-Type {kind or 'missing'} is no TwiML")


def _plain(reply: Reply, otherwise: Node) -> Document:
    grammar = VOICE if otherwise.name == "Say" else MESSAGING
    try:
        return parse(reply.body, grammar)
    except TwimlError:
        return Document((otherwise,))


def _text(reply: Reply) -> str:
    return reply.body.decode("utf-8", "replace")
