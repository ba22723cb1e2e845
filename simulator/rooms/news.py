"""What a conference reports: one callback for each thing that happens, numbered in order."""

from collections.abc import Mapping

from simulator.exchange import Exchange
from simulator.rooms.conference import Conference, Participant
from simulator.voice.parameters import rfc2822
from simulator.wire.webhooks import Webhook

# Under which word of statusCallbackEvent an event is ordered.
WORD_OF = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "participant-speech-start": "speaker",
    "participant-speech-stop": "speaker",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


def tell(
    exchange: Exchange,
    room: Conference,
    event: str,
    who: Participant | None = None,
    **extra: str,
) -> None:
    """Note it, and report it if it was ordered. The number counts what is reported."""
    exchange.ledger.note(
        "room", subject=room.sid, room=room.name, event=event, call=who.call.sid if who else ""
    )
    if room.callback is None or WORD_OF[event] not in room.words:
        return
    room.sequence += 1
    params = {**_common(exchange, room, event), **(_about(who) if who else {}), **extra}
    hook = Webhook("conference", room.callback.url, room.callback.method, params, room.sid)
    exchange.webhooks.tell(hook)


def _common(exchange: Exchange, room: Conference, event: str) -> Mapping[str, str]:
    return {
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "AccountSid": exchange.account_sid,
        "SequenceNumber": str(room.sequence),
        "Timestamp": rfc2822(exchange.clock.now()),
        "StatusCallbackEvent": event,
    }


def _about(who: Participant) -> Mapping[str, str]:
    return {
        "CallSid": who.call.sid,
        "Muted": _flag(who.muted),
        "Hold": _flag(who.hold),
        "Coaching": _flag(bool(who.coaches)),
        "EndConferenceOnExit": _flag(who.ends),
        "StartConferenceOnEnter": _flag(who.starts),
        **({"ParticipantLabel": who.label} if who.label else {}),
    }


def _flag(value: bool) -> str:
    return "true" if value else "false"
