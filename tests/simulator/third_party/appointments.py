"""A clinic's reminder line, written only against the carrier's public API and its own library."""

import os
import sys

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

ACCOUNT, TOKEN = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
NUMBER, DOCTOR = "+842473001111", "+84900000007"
app = Flask(__name__)
client = Client(ACCOUNT, TOKEN)


@app.before_request
def only_the_carrier() -> None:
    signature = request.headers.get("X-Twilio-Signature", "")
    if not RequestValidator(TOKEN).validate(request.url, request.form.to_dict(), signature):
        abort(403)


@app.post("/voice")
def voice() -> Response:
    answer = VoiceResponse()
    menu = Gather(num_digits=1, action="/menu")
    menu.say("Press 1 to be called back, 2 for the doctor.")
    answer.append(menu)
    return Response(str(answer), mimetype="text/xml")


@app.post("/menu")
def menu() -> Response:
    answer = VoiceResponse()
    if request.form["Digits"] == "1":
        client.messages.create(
            from_=NUMBER, to=request.form["From"], body="We will call you tomorrow."
        )
        answer.say("Look at your messages.")
    else:
        answer.dial(DOCTOR)
    return Response(str(answer), mimetype="text/xml")


@app.post("/sms")
def sms() -> Response:
    answer = MessagingResponse()
    answer.message(f"{len(client.messages.list(from_=request.form['From']))} messages from you")
    return Response(str(answer), mimetype="text/xml")


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]))
