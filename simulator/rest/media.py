"""Views of the REST API for the pictures of a message."""

from flask import Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from simulator.door import simulator
from simulator.rest.errors import RestAnswer, not_found
from simulator.rest.paging import page, within
from simulator.rest.resources import Json, base, date
from simulator.texts.message import Media, Message


def index(message: str) -> Response:
    with simulator().lock:
        of = simulator().messages.find(message)
        asked = within(of.created, request.args, "DateCreated")
        rows = of.media if asked else ()
        shown = page(rows, request.args, request.path, "media_list", lambda one: _shown(of, one))
        return jsonify(shown)


def fetch(message: str, sid: str) -> Response:
    with simulator().lock:
        of = simulator().messages.find(message)
        return jsonify(_shown(of, _one(of, sid)))


def look(message: str, sid: str) -> ResponseReturnValue:
    """The picture itself, or the way to it."""
    with simulator().lock:
        one = _one(simulator().messages.find(message), sid)
        if one.content is None:
            return redirect(one.url, 307)
        return Response(one.content, mimetype=one.content_type)


def delete(message: str, sid: str) -> RestAnswer:
    with simulator().lock:
        of = simulator().messages.find(message)
        gone = _one(of, sid)
        of.media = tuple(one for one in of.media if one is not gone)
        return Response(), 204


def _one(message: Message, sid: str) -> Media:
    found = next((one for one in message.media if one.sid == sid), None)
    if found is None:
        raise not_found(request.path)
    return found


def _shown(message: Message, one: Media) -> Json:
    account = simulator().account_sid
    return {
        "account_sid": account,
        "content_type": one.content_type,
        "date_created": date(message.created),
        "date_updated": date(message.created),
        "parent_sid": message.sid,
        "sid": one.sid,
        "uri": f"{base(account)}/Messages/{message.sid}/Media/{one.sid}.json",
    }
