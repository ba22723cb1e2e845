"""Everything that happened to a ticket, in one column of time."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dashboards import calls_told, labels
from dashboards.act_labels import ACT
from dashboards.calling_back import CAME
from dashboards.deliveries import Delivery, delivery, of_reply
from dashboards.voices import Voice
from dashboards.wording import gettext, language, ngettext
from hotline.calling_back import Came
from hotline.contacts import Contact
from hotline.contacts import Outcome as Ended
from hotline.person import Role
from hotline.phones import masked
from hotline.policy import Policy
from hotline.sending.outbox import TO_CALLERS, Outgoing
from hotline.store.journal import Act, JournalEntry
from hotline.telling import Detail
from hotline.text import UNSTORABLE, segments
from hotline.tickets import Outcome
from hotline.vocabulary import AgencyKind, Channel, ContactChannel
from referral import referrals


class Shape(StrEnum):
    HEARD = "heard"  # what somebody told us
    SAID = "said"  # what we told the caller
    NOTE = "note"
    ACT = "act"
    ALARM = "alarm"  # an act nobody may overlook


@dataclass(frozen=True)
class Moment:
    """`line` says what it was, `text` holds the words themselves; `again` counts repeats."""

    at: datetime
    shape: Shape
    line: str
    text: str = ""
    who: str = ""
    delivery: Delivery | None = None
    voices: tuple[Voice, ...] = ()
    again: int = 1


# Shown as a bubble, beside its referral, or too small to tell.
SILENT = frozenset(
    {Act.CONTACT_RECEIVED, Act.CONTACT_ENDED, Act.AUTO_REPLIED, Act.REPLY, Act.SENT, Act.RUNG_DUE}
)
ALARMS = frozenset(
    {
        *(Act.DEADLINE_MISSED, Act.NO_AGENCY, Act.RUNG_EMPTY, Act.NOBODY_TO_PAGE, Act.NOT_SENT),
        *(Act.AGENCY_WANTS_A_CALL, Act.PICTURE_NOT_KEPT, Act.RECORDING_LOST, Act.RANG_IN_VAIN),
    }
)
# Facts that hold several codes, and the group of texts each is said in.
LISTS = {
    "channels": "channel",
    "kinds": "agency",
    "details": "detail",
    "roles": "person",
    "categories": "category",
}
GROUPS = ("severity", "deadline", "audience", "fact", "consent", "level", "picture")
BY_KEYS = {"question": ("silent",), "said": ("said",)}  # what somebody said who cannot speak
# Small steps, and one that has a sentence of its own.
UNTOLD = frozenset({referrals.Status.SENT, referrals.Status.DELIVERED, referrals.Status.WITHDRAWN})


@dataclass(frozen=True)
class Source:
    """The rows of one ticket; `names` knows staff and agencies by their id."""

    contacts: Sequence[Contact]
    entries: Sequence[JournalEntry]
    outgoing: Sequence[Outgoing]
    names: Mapping[uuid.UUID, str]
    voices: Mapping[uuid.UUID | None, tuple[Voice, ...]]

    def whose(self, number: str | None) -> str:
        """Masked, and only where several numbers speak of one child."""
        several = len({contact.caller for contact in self.contacts}) > 1
        return masked(number) if several else ""


def told(source: Source, policy: Policy) -> tuple[Moment, ...]:
    moments = [
        *(
            replace(_heard(contact, source, policy), voices=source.voices.get(contact.id, ()))
            for contact in source.contacts
        ),
        *(_said(row, source) for row in source.outgoing if _is_written(row)),
        *_acts(source, policy),
    ]
    return tuple(_gathered(sorted(moments, key=lambda moment: moment.at)))


def _heard(contact: Contact, source: Source, policy: Policy) -> Moment:
    whose = source.whose(contact.caller)
    parts = [gettext(labels.CONTACT[contact.channel]), *([whose] if whose else [])]
    if contact.channel is ContactChannel.CALL or contact.outcome is not Ended.RECEIVED:
        parts.append(gettext(labels.CONTACT_OUTCOME[contact.outcome]))
    if contact.recording_seconds:
        parts.append(gettext("recording of %(seconds)s s", seconds=contact.recording_seconds))
    parts += calls_told.parts(contact, source.names)
    if contact.media:
        parts.append(gettext("%(count)s pictures or files", count=len(contact.media)))
    if unstorable := (contact.text or "").count(UNSTORABLE):
        parts.append(gettext("%(count)s characters could not be kept", count=unstorable))
    if contact.level:
        parts.append(policy.say(f"level.{contact.level}", language()))
    return Moment(contact.received_at, Shape.HEARD, " · ".join(parts), contact.text or "")


def _is_written(row: Outgoing) -> bool:
    """What a call is about is told by its acts."""
    return row.purpose in TO_CALLERS and row.channel is not Channel.CALL


def _said(row: Outgoing, source: Source) -> Moment:
    who = source.names.get(row.staff_id, "") if row.staff_id else gettext("the system")
    line = _to_the_caller(who, row.body or "", row.channel, source.whose(row.to))
    return Moment(row.created_at, Shape.SAID, line, row.body or "", who, delivery(row))


def _to_the_caller(who: str, words: str, channel: Channel = Channel.SMS, whose: str = "") -> str:
    parts = [gettext("To the caller"), *([whose] if whose else []), who]
    if channel is Channel.SMS:
        count = segments(words).count
        parts.append(ngettext("%(count)s part", "%(count)s parts", count) % {"count": count})
    return " · ".join(parts)


def _acts(source: Source, policy: Policy) -> Iterator[Moment]:
    for entry in source.entries:
        who = _who(entry.actor, source.names)
        if entry.act is Act.AUTO_REPLIED:
            yield _by_itself(entry, source, policy)
        elif entry.act is Act.NOTE:
            yield Moment(entry.at, Shape.NOTE, who, entry.facts.get("text", ""), who)
        elif entry.act is Act.AGENCY_SAID:
            yield Moment(entry.at, Shape.HEARD, _told_by(entry, who), entry.facts["text"], who)
        elif _is_told(entry):
            values = {"who": who, **_values(entry.facts, source.names, policy)}
            shape = Shape.ALARM if entry.act in ALARMS else Shape.ACT
            yield Moment(entry.at, shape, _sentence(entry.act, values), who=who)


def _by_itself(entry: JournalEntry, source: Source, policy: Policy) -> Moment:
    """In the words that were sent; older entries know only which text it was."""
    key = entry.facts["text"]
    words = entry.facts.get("words") or (policy.say(key) if key in policy.texts else "")
    found = (one for one in source.contacts if str(one.id) == entry.facts.get("contact"))
    answered = next(found, None)
    whose = source.whose(answered.caller) if answered else ""
    line = _to_the_caller(gettext("automatic reply"), words, whose=whose)
    came = of_reply(answered, entry.at)
    return Moment(entry.at, Shape.SAID, line, words, delivery=came)


def _told_by(entry: JournalEntry, who: str) -> str:
    """The agency itself, or whoever wrote down what it said."""
    if entry.actor.startswith("agency:"):
        return who
    agency = entry.facts.get("agency", "—")
    return gettext("%(agency)s, written down by %(who)s", agency=agency, who=who)


def _is_told(entry: JournalEntry) -> bool:
    if entry.act is Act.REFERRAL_MOVED:
        return "code" in entry.facts and entry.facts["to"] not in UNTOLD
    return entry.act in ACT and entry.act not in SILENT


def _sentence(act: Act, values: Mapping[str, str]) -> str:
    """The act in words; a field an older entry lacks is a dash."""
    line = gettext(ACT[act]) % _Dashed(values)
    if act is Act.NOT_SENT and values.get("code") in labels.NOT_SENT:
        line = f"{line}. {gettext(labels.NOT_SENT[values['code']])}"
    return line


class _Dashed(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def _who(actor: str, names: Mapping[uuid.UUID, str]) -> str:
    kind, _, key = actor.partition(":")
    if key:
        return names.get(uuid.UUID(key), "—")
    return gettext("the caller") if kind == "caller" else gettext("the system")


def _values(
    facts: Mapping[str, str], names: Mapping[uuid.UUID, str], policy: Policy
) -> dict[str, str]:
    """The facts of an entry with codes put in words; `from` is `was`, for it is read as a field."""
    said = {"was" if key == "from" else key: value for key, value in facts.items() if value}
    for key, value in said.items():
        said[key] = _word(key, value, names, policy)
    return said


def _word(key: str, value: str, names: Mapping[uuid.UUID, str], policy: Policy) -> str:
    if key == "people":
        return ", ".join(names.get(uuid.UUID(one), "—") for one in value.split(","))
    if key in LISTS:
        return _each(LISTS[key], value, policy)
    if key in SPELT:
        return SPELT[key](value)
    if key == "why" and value in Outcome.__members__.values():
        return gettext(labels.OUTCOME[Outcome(value)])
    if key == "to" and value in referrals.Status.__members__.values():
        return gettext(labels.REFERRAL[referrals.Status(value)])
    for group in (*BY_KEYS.get(key, ()), *GROUPS):
        if f"{group}.{value}" in policy.texts:
            return policy.say(f"{group}.{value}", language())
    return value


def _category(code: str, policy: Policy) -> str:
    known = policy.categories.get(code)
    return known.names[language()] if known else code


def _figures(said: str) -> str:
    pairs = (figure.partition("=") for figure in said.split())
    return "; ".join(
        f"{gettext(labels.FIGURE[name])}: {gettext(labels.YES_NO.get(value, value))}"
        for name, _, value in pairs
    )


def _yes_or_no(value: str) -> str:
    return gettext(labels.YES_NO[value])


def _came(of_a_call_back: str) -> str:
    return gettext(CAME[Came(of_a_call_back)])


# Facts that are said in words of their own.
SPELT = {"figures": _figures, "came": _came, "agreed": _yes_or_no}


def _each(group: str, values: str, policy: Policy) -> str:
    known = {*Channel, *AgencyKind, *Detail, *Role}
    words = (value.strip() for value in values.split(","))
    if group == "category":
        return ", ".join(_category(word, policy) for word in words)
    return ", ".join(
        policy.say(f"{group}.{word}", language()) if word in known else word for word in words
    )


def _gathered(moments: Iterable[Moment]) -> Iterator[Moment]:
    """The same line again and again, as a ladder that repeats, is one line with a count."""
    last: Moment | None = None
    for moment in moments:
        if last and last.shape in (Shape.ACT, Shape.ALARM) and moment.line == last.line:
            last = replace(moment, again=last.again + 1)
            continue
        if last:
            yield last
        last = moment
    if last:
        yield last
