"""While somebody writes: drafts are kept, a text is counted, and changed without a script too."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency
from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import pressing
from dashboards.door import workplace
from dashboards.wording import language
from hotline import drafts, replying, tickets
from hotline.drafts import Desk, Typed
from hotline.policy import Policy
from hotline.store.work import Work
from hotline.text import typed, unaccented
from hotline.tickets import Ticket
from hotline.vocabulary import Language

PLAIN = "plain"  # what a reply may be changed into; all else is the code of a ready text


@dataclass(frozen=True)
class Writing:
    """`drafts` are the reader's own; `language` is the caller's."""

    language: Language
    drafts: Mapping[str, str]


def of_ticket(work: Work, ticket: Ticket, reader: uuid.UUID) -> Writing:
    return Writing(ticket.language, drafts.of(work, Desk(ticket.id, reader)))


@dataclass(frozen=True)
class Counted:
    """`plain` is how many parts it would be without marks; both cost by the policy's price."""

    parts: int
    plain: int
    per_part: Decimal
    currency: str

    @property
    def cost(self) -> str:
        return self._money(self.parts)

    @property
    def plain_cost(self) -> str:
        return self._money(self.plain)

    def _money(self, parts: int) -> str:
        return format_currency(parts * self.per_part, self.currency, locale=language().value)


def counted(policy: Policy, words: str) -> Counted:
    price, words = policy.replies.price, typed(words).strip()
    parts, plain = (replying.cost(text, price).parts for text in (words, unaccented(words)))
    return Counted(parts, plain, price.per_part, price.currency)


def keep_draft(number: int) -> ResponseReturnValue:
    """Of a reply it says too what it comes to: the page counts, and the server counts again."""
    form = request.form
    one = Typed(form.get("form", ""), form.get("field", ""), form.get("text", ""))
    with workplace().work() as work:
        desk = pressing.desk_of(tickets.by_number(work, number))
        drafts.keep(work, desk, one, key=form.get("key", ""))
        count = counted(work.policy, one.text)
    if one.form != "reply":
        return "", 204
    return {"parts": count.parts, "plain": count.plain}


def change_reply(number: int) -> ResponseReturnValue:
    """What a script does in the page itself; the changed text stands in the form as a draft."""
    words, change = request.form.get("text", ""), request.form.get("change", "")
    with workplace().work() as work:
        desk = pressing.desk_of(tickets.by_number(work, number))
        changed = _changed(work, typed(words).strip(), change)
        drafts.keep(work, desk, Typed("reply", "text", changed))
    return redirect(url_for("dashboards.ticket_page", number=number), 303)


def _changed(work: Work, words: str, change: str) -> str:
    if change == PLAIN:
        return unaccented(words)
    code, _, spoken = change.partition(":")
    ready = next((one for one in work.policy.replies.ready if one.code == code), None)
    if ready is None or spoken not in set(Language):
        return words
    return f"{words} {ready.words[Language(spoken)]}".strip()
