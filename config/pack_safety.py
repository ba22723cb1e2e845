"""How a policy pack keeps callers safe: `safe_contact.toml` and `feedback.toml`."""

from collections.abc import Mapping

from config import pack_files as files
from config.pack import Pack, PolicyError
from hotline.feedback import Feedback, Moment
from hotline.policy import Policy
from hotline.safety import SafeContact, Whose, telling
from hotline.text import bare_words
from hotline.vocabulary import Language

# What leaves by itself or is offered: nobody who reads it over a shoulder may learn anything.
NEUTRAL = ("sms.reply.", "feedback.", "call_back.neutral", "call_back.goodbye")


def safe_contact(pack: Pack) -> SafeContact:
    shape = pack.parse("safe_contact.toml", files.SafeContactFile)
    for whose in Whose:
        if whose not in shape.unsaid:
            raise PolicyError("safe_contact.toml", f"unsaid.{whose}", "say what is allowed")
    return SafeContact(
        unsaid=shape.unsaid,
        answer_within=shape.answer_within,
        stops=shape.stops,
        stops_texts=tuple(shape.stops_texts),
        telling=tuple(shape.telling),
        opt_out=frozenset(bare_words(word) for word in shape.opt_out),
    )


def feedback(pack: Pack) -> Feedback:
    shape = pack.parse("feedback.toml", files.FeedbackFile)
    return Feedback(
        manners={Moment.ACCEPTED: shape.accepted, Moment.CLOSED: shape.closed},
        outcomes=frozenset(shape.outcomes),
        offered_for=shape.offered_for,
    )


def check(policy: Policy, codes: frozenset[str]) -> None:
    for code in sorted(policy.safe_contact.stops - codes):
        raise PolicyError("safe_contact.toml", "stops", f"no such rule of the lexicon: {code}")
    for key, by_language in policy.texts.items():
        if key.startswith(NEUTRAL):
            _check_neutral(key, by_language, policy.safe_contact)


def _check_neutral(key: str, by_language: Mapping[Language, str], rules: SafeContact) -> None:
    for text in by_language.values():
        if found := telling(text, rules):
            raise PolicyError("texts.toml", key, f"it gives away too much: {', '.join(found)}")
