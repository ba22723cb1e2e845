"""Every URL the carrier may call, on one page."""

from collections.abc import Callable

from flask import Blueprint, Response

from webhooks import callbacks, door, line, rooms, sms, voice

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")
bp.before_request(door.refuse_unsigned)
bp.add_url_rule("/sms/incoming", view_func=sms.incoming, methods=["POST"], endpoint="sms")
bp.add_url_rule("/sms/status", view_func=sms.status, methods=["POST"], endpoint="sms_status")
bp.add_url_rule("/sms/reply/<contact>", view_func=sms.reply_status, methods=["POST"])
bp.add_url_rule("/voice/incoming", view_func=voice.incoming, methods=["POST"])
bp.add_url_rule("/voice/turn/<step>/<int:n>", view_func=voice.turn, methods=["POST"])
bp.add_url_rule("/voice/answer/<page>/<int:n>", view_func=voice.answered, methods=["POST"])
bp.add_url_rule("/voice/status", view_func=voice.status, methods=["POST"], endpoint="call_status")
bp.add_url_rule("/voice/standby/ring", view_func=voice.ringing, methods=["POST"])
bp.add_url_rule("/voice/standby/taken", view_func=voice.taken, methods=["POST"])
bp.add_url_rule("/voice/standby/left/<int:n>", view_func=voice.ringing_over, methods=["POST"])
BACK = "/voice/back/<page>"
for rest, view in (
    ("ours/<int:n>", callbacks.ours),
    ("wait/<int:n>", callbacks.waiting),
    ("ours-left", callbacks.ours_left),
    ("picked-up", callbacks.picked_up),
    ("affirmed", callbacks.affirmed),
    ("consent", callbacks.consented),
    ("theirs-left", callbacks.theirs_left),
):
    bp.add_url_rule(f"{BACK}/{rest}", view.__name__, view, methods=["POST"])
bp.add_url_rule("/recordings", view_func=voice.recording, methods=["POST"])
LINE_AND_ROOMS: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/line/wait/<waiting>", line.wait),
    ("/line/key/<waiting>/<int:n>", line.key),
    ("/line/left/<waiting>", line.left),
    ("/line/back/<room>", line.back),
    ("/seat/<offer>/<int:n>", rooms.answer),
    ("/room/in/<room>", rooms.enter),
    ("/room/left/<seat>", rooms.leave),
    ("/room/hold", rooms.hold),
    ("/room/over/<room>", rooms.finish),
    ("/room/goodbye/<room>/<int:n>", rooms.part),
    ("/room/news/<room>", rooms.news),
)
for rule, answering in LINE_AND_ROOMS:
    bp.add_url_rule(f"/voice{rule}", f"call_{answering.__name__}", answering, methods=["POST"])
