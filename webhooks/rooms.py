"""The legs of a room ask where to sit, and the carrier says who came and went."""

from flask import Response, request

from hotline.calls import standing, survey
from hotline.calls.rooms import Ended, Room, Seat
from hotline.contacts import Contact
from hotline.inbox import Event
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.telephony import bridging, twiml, twiml_rooms
from hotline.telephony.twiml_rooms import Chair, Words
from hotline.vocabulary import Language
from referral.answering import acts, seating, talks
from referral.answering.seating import Answer, Told
from webhooks import line
from webhooks.door import Kind, here, receive, xml
from webhooks.ids import row_id
from webhooks.standby import Standby, ring

SAID = {Answer.TAKEN: "offer.taken", Answer.CALLER_GONE: "offer.caller_gone"}


def answer(offer: str, n: int) -> Response:
    """Whoever was rung has picked up, or pressed a key."""
    return receive(SEAT, request.form.get("CallSid", ""), f"{offer}.{n}", about=f"{offer}/{n}")


def enter(room: str) -> Response:
    return receive(ENTER, request.form.get("CallSid", ""), room, about=room)


def leave(seat: str) -> Response:
    return receive(LEAVE, request.form.get("CallSid", ""), seat, about=seat)


def finish(room: str) -> Response:
    return receive(OVER, request.form.get("CallSid", ""), room, about=room)


def part(room: str, n: int) -> Response:
    """The caller is let go: two questions by keys, then a kind word."""
    return receive(GOODBYE, request.form.get("CallSid", ""), f"{room}.{n}", about=f"{room}/{n}")


def news(room: str) -> Response:
    form = request.form
    return receive(NEWS, form.get("ConferenceSid", ""), form.get("SequenceNumber", ""), about=room)


def hold() -> Response:
    """Asked again and again while a caller is held; the address says in which language."""
    language = Language(request.args.get("in", Language.VI))
    words = Words(here().workplace.policy.say("room.hold", language), language)
    return xml(twiml_rooms.hold(words, acts.hold_url(here().public_url, language)))


def take_seat(work: Work, event: Event) -> str:
    offer, _, n = event.about.partition("/")
    call = twiml.read_call(event.params)
    told = seating.answered(work, row_id(offer), event.sid, call.digits[:1])
    language = _language(work, told.seat)
    if told.answer is Answer.PRESS:
        url = f"{work.public_url}/webhooks/voice/seat/{offer}/{int(n) + 1}"
        return twiml_rooms.ask_to_take(
            Words(work.policy.say("offer.press", language), language), url
        )
    return reply(work, told, language)


def reply(work: Work, told: Told, language: Language) -> str:
    """What somebody of ours hears who comes to a room."""
    if told.answer is Answer.SIT and told.room and told.seat:
        return twiml_rooms.sit(chair(work, told.room, told.seat))
    if told.answer in SAID:
        return twiml.tell(work.policy.say(SAID[told.answer], language), language)
    return twiml_rooms.hang_up()


def bring_caller(work: Work, event: Event) -> str:
    """The caller comes; where whoever was there has gone meanwhile, back to the line."""
    told = seating.caller_comes(work, row_id(event.about), event.sid)
    if told.answer is Answer.SIT and told.room and told.seat:
        return twiml_rooms.sit(chair(work, told.room, told.seat))
    return line.take_back(work, event)


def stand_up(work: Work, event: Event) -> str:
    """A leg's time in the room is over. A caller who is still on the line is never let go."""
    seat = work.session.get(Seat, row_id(event.about))
    if seat is None:
        return twiml_rooms.hang_up()
    room = talks.went(work, seat.room_id, seat.label)
    alive = not twiml.read_call(event.params).ended
    if room and seat.kind is standing.Kind.CALLER and alive and room.ended is not Ended.BY_US:
        return line.back_from(work, room.id, event.sid)
    return twiml_rooms.hang_up()


def tell_over(work: Work, _event: Event) -> str:
    return twiml.tell(work.policy.say("offer.caller_gone"), Language.VI)


def say_goodbye(work: Work, event: Event) -> str:
    name, _, written = event.about.partition("/")
    room, n = work.session.get(Room, row_id(name)), int(written)
    contact = work.session.get(Contact, room.contact_id) if room else None
    answer = survey.meaning(n - 1, twiml.read_call(event.params).digits)
    if contact is not None and answer is not None:
        setattr(contact, answer.question, answer.yes)
    language = contact.language if contact else Language.VI
    question = survey.asked(n)
    if question is None:
        return twiml.tell(work.policy.say("survey.thanks", language), language)
    url = f"{work.public_url}/webhooks/voice/room/goodbye/{name}/{n + 1}"
    return bridging.ask_once(work.policy.say(f"survey.{question}", language), url, language)


def hear_news(work: Work, event: Event) -> str:
    form, room = event.params, row_id(event.about)
    label, what = form.get("ParticipantLabel", ""), form.get("StatusCallbackEvent", "")
    if what == "participant-join":
        talks.came(work, room, label, form.get("ConferenceSid", ""))
    elif what == "participant-leave":
        talks.went(work, room, label)
    elif what == "conference-end":
        talks.over(work, room, form.get("ConferenceSid", ""))
    elif label:
        muted, held = form.get("Muted") == "true", form.get("Hold") == "true"
        talks.changed(work, room, label, muted=muted, held=held)
    return twiml.DONE


def chair(work: Work, room: Room, seat: Seat) -> Chair:
    base = f"{work.public_url}/webhooks/voice/room"
    left_url, news_url = f"{base}/left/{seat.id}", f"{base}/news/{room.id}"
    return Chair(room.name, seat.label, left_url, news_url, listens=seat.listens)


def _language(work: Work, seat: Seat | None) -> Language:
    if seat is None or seat.staff_id is None:
        return Language.VI
    return work.session.get_one(Staff, seat.staff_id).language


def _nothing(_standby: Standby, _event: Event) -> str:
    return twiml.DONE


SEAT = Kind("seat", take_seat, _nothing, hurries=True)
ENTER = Kind("room_in", bring_caller, ring, hurries=True)
LEAVE = Kind("room_left", stand_up, ring, hurries=True)
OVER = Kind("room_over", tell_over, _nothing)
GOODBYE = Kind("room_goodbye", say_goodbye, _nothing)
NEWS = Kind("room_news", hear_news, _nothing)
KINDS = (SEAT, ENTER, LEAVE, OVER, GOODBYE, NEWS)
