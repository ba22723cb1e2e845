"""Whether somebody who reached us may be reached now, and what is known about it, in words."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboards.wording import gettext, later
from hotline import heeding, safe_contact
from hotline.feedback import Moment
from hotline.safety import Errand, Message, Refusal, Rules, Verdict, Whose
from hotline.store.work import Work
from hotline.vocabulary import Channel

WHY = {
    Refusal.ASKED_NOT_TO: later("They asked us not to, in their own words"),
    Refusal.SAID_NO: later("It was written down that this is not safe"),
    Refusal.WANTS_NO_NEWS: later("They do not want to hear what became of it"),
    Refusal.NOT_SAID: later("Nobody has said that this is safe"),
    Refusal.OUTSIDE_HOURS: later("Not at this hour; it is safe from %(opens)s"),
    Refusal.TELLING_WORDS: later("Only neutral words are safe; these give it away: %(words)s"),
}
WHOSE = {
    Whose.UNKNOWN: later("not known"),
    Whose.CHILD: later("the child’s"),
    Whose.ADULT: later("an adult’s"),
}
# Yes, no, and what nobody said; as a form holds them.
SAID = {"": later("not said"), "yes": later("yes"), "no": later("no")}


HAPPENED = {
    Moment.ACCEPTED: later("An agency has it, and they have not heard of that."),
    Moment.CLOSED: later("The ticket ended, and they have not heard of that."),
}


@dataclass(frozen=True)
class Reaching:
    """`call` and `text` say why not, and are empty where it is safe now."""

    rules: Rules
    call: str
    text: str
    seen: str
    set_at: datetime | None
    set_by: str

    @property
    def typed(self) -> dict[str, str]:
        """As the form holds it."""
        rules, words = self.rules, {None: "", True: "yes", False: "no"}
        return {
            "whose": rules.whose,
            "may_call": words[rules.may_call],
            "may_text": words[rules.may_text],
            "may_tell": words[rules.may_tell],
            "any_words": words[rules.any_words],
            "opens": f"{rules.opens:%H:%M}" if rules.opens else "",
            "closes": f"{rules.closes:%H:%M}" if rules.closes else "",
            "picks_up": rules.picks_up,
            "saying": rules.saying,
        }


def sentence(verdict: Verdict) -> str:
    if verdict.refusal is None:
        return ""
    opens = f"{verdict.opens:%H:%M}" if verdict.opens else ""
    return gettext(WHY[verdict.refusal], opens=opens, words=", ".join(verdict.words))


def of_number(work: Work, number: str, names: Mapping[uuid.UUID, str]) -> Reaching:
    row, heard_at = safe_contact.of(work, number), safe_contact.heard_at(work, number)
    rules = safe_contact.read(row)
    call, text = (
        safe_contact.judge(work, Message(Errand.ANSWER, channel, heard_at=heard_at), rules)
        for channel in (Channel.CALL, Channel.SMS)
    )
    return Reaching(
        rules=rules,
        call=sentence(call),
        text=sentence(text),
        seen=heeding.seen(row),
        set_at=row.set_at if row else None,
        set_by=_who(row.set_by, names) if row else "",
    )


def beside(work: Work, number: str) -> Reaching:
    """For whoever was given the number: that the caller has just written to us is no leave for
    others to write back."""
    rules = safe_contact.read(safe_contact.of(work, number))
    call, text = (
        safe_contact.judge(work, Message(Errand.ANSWER, channel), rules)
        for channel in (Channel.CALL, Channel.SMS)
    )
    return Reaching(rules, sentence(call), sentence(text), seen="", set_at=None, set_by="")


def _who(actor: str, names: Mapping[uuid.UUID, str]) -> str:
    _, _, key = actor.partition(":")
    return names.get(uuid.UUID(key), "—") if key else gettext("the caller")
