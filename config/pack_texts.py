"""The texts the program asks for, each with the fields it will fill in.

A pack without one of them would fail in the middle of a night; it is refused when it is read.
"""

from collections.abc import Mapping

from hotline.calling_back import Came
from hotline.calls.silence import Question, Said
from hotline.confidence import Confidence
from hotline.facts import Fact, Holder
from hotline.feedback import Moment
from hotline.handling import Why, Word
from hotline.levels import ContactLevel
from hotline.likeness import Sign
from hotline.person import Kin, Role, Sex
from hotline.telling import Consent, Detail, LegalBasis, Offender
from hotline.vocabulary import AgencyKind, Audience, Channel, DeadlineKind, Guard, Severity
from referral.canary.flight import Stage
from referral.relay_answers import Answer

_PLAIN = {
    "call": (
        *("greeting", "menu", "menu_again", "counselor", "silent", "message", "message_thanks"),
        *("danger", "danger_thanks", "quick_exit", "goodbye"),
        *("calm", "after_ringing", "take_child", "slowed", "blocked"),
    ),
    "call_back": (
        *("ours_again", "dialling", "neutral", "goodbye", "may_we_record", "recorded"),
        *(came for came in Came if came is not Came.ELSEWHERE),
    ),
    "wait": (
        *("first", "after_hours", "again", "long", "danger", "danger_again"),
        *("silent", "silent_again", "silent_danger", "silent_near", "back", "handed_on"),
        "recorded",
    ),
    "room": ("hold",),
    "survey": ("felt_heard", "feels_safer", "thanks"),
    "said": tuple(Said),
    "silent": tuple(Question),
    "offer": ("press", "taken", "caller_gone"),
    "sms.reply": ("critical", "received"),
    "feedback": (*Moment, "opinion"),
    "page": ("call_again", "call_talk", "unknown_code", "email_subject"),
    "handover": ("call",),
    "number": ("code_again", "test_call", "test_again", "heard", "moved"),
    "relay": ("email_subject",),
    "referral": ("email_subject", "call_again", "unknown", "place_unknown"),
    "wish": ("danger", "counselor", "message", "quick_exit", "silent"),
    "reason": (
        *("danger-key", "silent-call", "silent-text", "one-word", "repeat", "open-ticket"),
        *("night", "unread-media", "by-hand", "signs-together"),
    ),
    "lowered": ("denied", "unsure", *Guard),
    "route": ("next", "by_hand", "opinion"),
    "confidence": tuple(Confidence),
    "picture": (*Why, *Word),
    "level": tuple(ContactLevel),
    "severity": tuple(Severity),
    "deadline": tuple(DeadlineKind),
    "fact": tuple(Fact),
    "holder": tuple(Holder),
    "agency": tuple(AgencyKind),
    "offender": tuple(Offender),
    "detail": tuple(Detail),
    "person": tuple(Role),
    "kin": tuple(Kin),
    "sex": tuple(Sex),
    "consent": tuple(Consent),
    "basis": tuple(LegalBasis),
    "audience": tuple(Audience),
    "channel": tuple(Channel),
}

_WITH_FIELDS = {
    "call_back.ours": {"ticket_spoken"},
    "wait.page": {"minutes", "ticket"},
    "wait.silent_page": {"ticket", "count"},
    "page.sms": {"ticket", "severity", "code"},
    "page.sms_why": {"why"},
    "page.call": {"ticket_spoken", "severity"},
    "page.taken": {"ticket"},
    "page.passed": {"ticket"},
    "page.already": {"ticket", "who"},
    "canary.lost": {"stage"},
    **{f"canary.{stage}": set() for stage in Stage},
    "page.email": {"ticket", "severity", "code", "link"},
    "page.digest_email": {"count", "tickets", "code", "link"},
    "page.digest_sms": {"count", "tickets", "code"},
    "page.digest_more": {"count"},
    "page.digest_call": {"count", "ticket_spoken", "severity"},
    "page.digest_taken": {"count"},
    "page.digest_passed": {"count"},
    "page.digest_already": {"who"},
    "handover.text": {"link"},
    "number.code_sms": {"digits"},
    "number.code_call": {"digits_spoken"},
    "referral.sms": {"code", "severity", "place", "link"},
    "referral.email": {"code", "link"},
    "referral.call": {"code_spoken", "place"},
    "opinion.sms": {"code", "link"},
    "opinion.email": {"code", "link"},
    "opinion.call": {"code_spoken"},
    "referral.accepted": {"code"},
    "referral.declined": {"code"},
    "referral.already": {"code"},
    "referral.link_code": {"code", "digits"},
    "referral.will_call": {"code"},
    "referral.withdrawn": {"code"},
    **{f"relay.{answer}": {"reference", "ticket"} for answer in Answer},
    "paper.result": {"form", "number"},
    **{f"likeness.{sign}": {"seen"} for sign in Sign if sign is not Sign.NUMBER},
    "likeness.number": set(),
}

REQUIRED_TEXTS: Mapping[str, frozenset[str]] = {
    "line": frozenset(),
    **{f"{group}.{name}": frozenset() for group, names in _PLAIN.items() for name in names},
    **{key: frozenset(fields) for key, fields in _WITH_FIELDS.items()},
}
