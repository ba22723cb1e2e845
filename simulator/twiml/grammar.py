"""The carrier's grammar: which verb may hold what, and which values its attributes take. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.twiml.values import (
    ANY,
    Values,
    flag,
    hints,
    keys,
    matching,
    method,
    nothing,
    one_of,
    some_of,
    whole,
)


@dataclass(frozen=True)
class Rule:
    attributes: Mapping[str, Values]
    children: frozenset[str] = frozenset()


def _rule(children: str = "", /, **attributes: Values) -> Rule:
    return Rule(attributes, frozenset(children.split()))


# SSML inside Say is spoken as its text.
_SSML = "break emphasis lang p phoneme prosody s say-as sub w"
_VOICE_NAME = r"man|woman|alice|(Polly|Google|ElevenLabs)\.[\w.-]+"
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*"
_TONES = r"[0-9A-Dw*#W]+"
_TRIM = "trim-silence do-not-trim"
_CALL_EVENTS = some_of("initiated ringing answered completed")
_ROOM_EVENTS = some_of("start end join leave mute hold modify speaker announcement")
_RECORDING_EVENTS = some_of("in-progress completed absent", 13621)
_RECORDED = {
    "recordingStatusCallback": ANY,
    "recordingStatusCallbackMethod": method(),
    "recordingStatusCallbackEvent": _RECORDING_EVENTS,
    "recordingConfigurationId": ANY,
}
_REPORTED = {
    "statusCallback": ANY,
    "statusCallbackMethod": method(),
    "statusCallbackEvent": _CALL_EVENTS,
}
_DETECTED = {
    "machineDetection": one_of("Enable DetectMessageEnd"),
    "machineDetectionTimeout": whole(least=3, most=60),
    "machineDetectionSpeechThreshold": whole(least=1000, most=6000),
    "machineDetectionSpeechEndThreshold": whole(least=500, most=5000),
    "machineDetectionSilenceTimeout": whole(least=2000, most=10_000),
    "amdStatusCallback": ANY,
    "amdStatusCallbackMethod": method(),
    "asyncAmd": nothing(21263),
    "asyncAmdStatusCallback": nothing(21263),
    "asyncAmdStatusCallbackMethod": nothing(21263),
}
VOICE: Mapping[str, Rule] = {
    "Say": _rule(
        _SSML,
        voice=matching(_VOICE_NAME, 13511),
        language=matching(_LANGUAGE, 13512),
        loop=whole(13510),
    ),
    "Play": _rule(loop=whole(13410), digits=matching(_TONES, 13430)),
    "Pause": _rule(length=whole(13910)),
    "Gather": _rule(
        "Say Play Pause",
        input=some_of("dtmf speech", 13326),
        action=ANY,
        method=method(13312),
        timeout=whole(13313),
        finishOnKey=keys(13310, most=1),
        numDigits=whole(13314, least=1),
        actionOnEmptyResult=flag(13338),
        speechTimeout=matching(r"auto|[1-9]\d*", 13327),
        maxSpeechTime=whole(13328, least=1),
        language=matching(_LANGUAGE, 13331),
        hints=hints(13330),
        profanityFilter=flag(13333),
        speechModel=ANY,
        enhanced=flag(),
        bargeIn=flag(13332),
        debug=flag(),
        partialResultCallback=ANY,
        partialResultCallbackMethod=method(13329),
    ),
    "Record": _rule(
        action=ANY,
        method=method(13610),
        timeout=whole(13611),
        finishOnKey=keys(13613, most=12),
        maxLength=whole(13612, least=1),
        playBeep=flag(13616),
        trim=one_of(_TRIM, 13699),
        transcribe=flag(13614),
        transcribeCallback=ANY,
        **_RECORDED,
    ),
    "Dial": _rule(
        "Number Client Conference Queue",
        action=ANY,
        method=method(13210),
        timeout=whole(13212),
        hangupOnStar=flag(13213),
        timeLimit=whole(13216),
        callerId=ANY,
        callReason=ANY,
        record=one_of(
            "do-not-record record-from-answer record-from-ringing record-from-answer-dual"
            " record-from-ringing-dual true false",
            13217,
        ),
        trim=one_of(_TRIM),
        recordingTrack=one_of("inbound outbound both", 13622),
        answerOnBridge=flag(13219),
        ringTone=ANY,
        sequential=flag(13218),
        referUrl=ANY,
        referMethod=method(),
        events=ANY,
        passports=ANY,
        **_RECORDED,
    ),
    "Number": _rule(
        sendDigits=matching(_TONES, 13222),
        url=ANY,
        method=method(13221),
        byoc=ANY,
        **_DETECTED,
        **_REPORTED,
    ),
    "Client": _rule("Identity Parameter", url=ANY, method=method(), **_REPORTED),
    "Identity": _rule(),
    "Parameter": _rule(name=ANY, value=ANY),
    "Queue": _rule(url=ANY, method=method(14210), reservationSid=ANY, postWorkActivitySid=ANY),
    "Conference": _rule(
        muted=flag(13230),
        beep=one_of("true false onEnter onExit", 13235),
        startConferenceOnEnter=flag(13232),
        endConferenceOnExit=flag(13231),
        waitUrl=ANY,
        waitMethod=method(13234),
        maxParticipants=whole(least=2),
        record=one_of("do-not-record record-from-start true false", 13217),
        region=one_of("us1 us2 ie1 de1 sg1 br1 au1 jp1"),
        coach=matching(r"CA[0-9a-f]{32}", 13240),
        trim=one_of(_TRIM, 13239),
        eventCallbackUrl=ANY,
        jitterBufferSize=ANY,
        participantLabel=ANY,
        **_RECORDED,
        **{**_REPORTED, "statusCallbackEvent": _ROOM_EVENTS},
    ),
    "Enqueue": _rule(
        action=ANY,
        method=method(14201),
        maxQueueSize=whole(),
        waitUrl=ANY,
        waitUrlMethod=method(14206),
        workflowSid=ANY,
    ),
    "Leave": _rule(),
    "Redirect": _rule(method=method(13710)),
    "Hangup": _rule("Parameter"),
    "Reject": _rule("Parameter", reason=one_of("rejected busy", 13810)),
}
# Of the carrier's grammar too, and not built here: skipped like what is unknown, with another word.
UNBUILT = frozenset(
    [
        "Application", "Connect", "Echo", "Pay", "Prompt", "Refer", "Sim", "Sip", "Siprec", "Sms",
        "Start", "Stop", "Task", "WhatsApp",
    ]
)  # fmt: skip  # read at one glance
NESTED = frozenset(
    ["Body", "Media", "Number", "Client", "Identity", "Parameter", "Queue", "Conference"]
)
MESSAGING: Mapping[str, Rule] = {
    "Message": _rule(
        "Body Media",
        to=ANY,
        action=ANY,
        method=method(14104),
        statusCallback=ANY,
        **{"from": ANY},
    ),
    "Redirect": _rule(method=method(13710)),
    "Body": _rule(),
    "Media": _rule(),
}
