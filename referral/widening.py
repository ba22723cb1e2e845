"""What agencies are told of a ticket, kept with the request; and telling one of them more."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import contacts, tickets, units
from hotline.errors import IllegalMoveError, InvalidError, NotFoundError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, among
from hotline.telling import Consent, Detail, Disclosure, LegalBasis
from hotline.text import as_json, clean
from hotline.tickets import Ticket
from referral import children, consent, disclosure, opinion, referrals
from referral.consent import CallersWord
from referral.disclosure import CaseFacts, Pack
from referral.opinion import Opinion
from referral.referrals import ENDS, Referral


class Widening(Base):
    """One more detail for one agency, asked for with a reason; it counts once it is granted.

    `consent` is what the caller said to it, in `consent_words`; `basis` made it unnecessary.
    """

    __tablename__ = "widening"
    __table_args__ = (UniqueConstraint("referral_id", "detail"),)

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"))
    detail: Mapped[Detail]
    reason = Sealed()
    consent: Mapped[Consent | None]
    consent_words = Sealed()
    basis: Mapped[LegalBasis | None]
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    granted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    granted_at: Mapped[datetime | None]


def case_of(work: Work, ticket: Ticket) -> CaseFacts:
    commune = units.by_code(work, ticket.commune_code)
    return CaseFacts(
        severity=ticket.severity,
        categories=tuple(ticket.categories or ()),
        place=commune.spoken if commune else ticket.commune_name or "",
        landmark=ticket.place or "",
        heard_at=ticket.received_at,
        words="\n".join(contacts.texts(work, ticket.id)),
        caller=ticket.caller or "",
        **children.facts(work, ticket),
    )


def disclose(work: Work, referral: Referral, case: CaseFacts, *, by: str = journal.SYSTEM) -> None:
    """Keep what the agency may read now, and write down what that is when it has changed."""
    added = frozenset(one.detail for one in of_referral(work, referral.id) if one.granted_at)
    allowed = rules_of(work, referral)
    told = disclosure.within(_with_opinion(work, referral, case), allowed, added)
    if told == pack_of(referral):
        return
    referral.disclosed = as_json(dict(told))
    referral.basis = work.policy.say(allowed.basis)
    facts = {
        "agency": referral.agency.name,
        "details": ", ".join(told),
        "basis": referral.basis,
        "policy": work.policy.version,
    }
    journal.write(work, Act.DISCLOSED, by=by, ticket_id=referral.ticket_id, facts=facts)


def rules_of(work: Work, referral: Referral) -> Disclosure:
    """What its agency may be told by this request."""
    if referral.is_opinion:
        return work.policy.opinions.discloses
    return work.policy.disclosures[referral.agency.kind]


def _with_opinion(work: Work, referral: Referral, case: CaseFacts) -> CaseFacts:
    row = opinion.of_referral(work, referral)
    return case if row is None else with_opinion(case, row)


def with_opinion(case: CaseFacts, row: Opinion) -> CaseFacts:
    return replace(case, topic=row.topic, opinion=row.words or "", giver=row.giver or "")


def refresh(work: Work, ticket: Ticket, *, by: str) -> None:
    """The ticket knows more: so do the agencies that still deal with it, within their packs."""
    query = select(Referral).where(Referral.ticket_id == ticket.id, Referral.status.not_in(ENDS))
    case = case_of(work, ticket)
    for referral in work.session.scalars(query):
        disclose(work, referral, case, by=by)


def pack_of(referral: Referral) -> Pack:
    """What the agency was told, in the order it is read."""
    kept: dict[str, str] = json.loads(referral.disclosed) if referral.disclosed else {}
    return {Detail(name): value for name, value in kept.items()}


def of_referral(work: Work, referral_id: uuid.UUID) -> list[Widening]:
    return [*of_referrals(work, [referral_id]).get(referral_id, ())]


def of_referrals(
    work: Work, referral_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Widening]]:
    """Of each that has any, in the order they were asked for."""
    query = select(Widening).where(among(Widening.referral_id, referral_ids))
    found: dict[uuid.UUID, list[Widening]] = {}
    for row in work.session.scalars(query.order_by(Widening.asked_at)):
        found.setdefault(row.referral_id, []).append(row)
    return found


@dataclass(frozen=True)
class More:
    """One thing more to tell an agency: why, and what the caller said to it."""

    detail: Detail
    reason: str
    word: CallersWord


def ask(work: Work, referral: Referral, more: More, person: Staff) -> None:
    """Tell the agency one thing more. What the policy guards, and what the caller refused, waits
    for a second person."""
    detail = more.detail
    _still_asked(work, referral)
    allowed = rules_of(work, referral)
    if detail not in allowed.may_add:
        raise InvalidError("the rules never let this agency know that")
    if not more.reason.strip():
        raise InvalidError("say why they need to know more")
    consent.check(more.word)
    if any(one.detail is detail for one in of_referral(work, referral.id)):
        return
    widening = _write_down(work, referral, more, person)
    if detail not in allowed.second_person and not consent.needs_another(more.word):
        _grant(work, referral, widening, person)


def _write_down(work: Work, referral: Referral, more: More, person: Staff) -> Widening:
    word, reason = more.word, clean(more.reason).strip()
    widening = work.add(
        Widening(
            referral_id=referral.id,
            detail=more.detail,
            reason=reason,
            consent=word.consent,
            consent_words=word.words or None,
            basis=word.basis,
            asked_by=person.id,
            asked_at=work.now,
        )
    )
    facts = {
        "agency": referral.agency.name,
        "details": more.detail.value,
        "text": reason,
        "consent": word.consent.value,
        "words": word.words,
        "basis": word.basis.value if word.basis else "",
    }
    by = journal.staff(person.id)
    journal.write(work, Act.WIDENING_ASKED, by=by, ticket_id=referral.ticket_id, facts=facts)
    return widening


def callers_word(work: Work, ticket_id: uuid.UUID) -> Widening | None:
    """The newest in which the caller was asked whether an agency may be told more."""
    said = Widening.consent.in_([Consent.GIVEN, Consent.REFUSED])
    query = select(Widening).join(Referral).where(Referral.ticket_id == ticket_id, said)
    return work.session.scalar(query.order_by(Widening.asked_at.desc()).limit(1))


def agree(work: Work, referral: Referral, widening_id: uuid.UUID, person: Staff) -> None:
    _still_asked(work, referral)
    widening = work.session.get(Widening, widening_id)
    if widening is None or widening.referral_id != referral.id:
        raise NotFoundError("no such request")
    if widening.asked_by == person.id:
        raise InvalidError("somebody else has to agree to this")
    if widening.granted_at is None:
        _grant(work, referral, widening, person)


def _still_asked(work: Work, referral: Referral) -> None:
    """Nothing more is told of a request that has ended, were it withdrawn this very moment."""
    referrals.hold(work, referral)
    if referral.status in ENDS:
        raise IllegalMoveError("referral", referral.status, "told more")


def _grant(work: Work, referral: Referral, widening: Widening, person: Staff) -> None:
    widening.granted_by, widening.granted_at = person.id, work.now
    ticket = tickets.locked(work, referral.ticket_id)
    disclose(work, referral, case_of(work, ticket), by=journal.staff(person.id))
