"""What agencies were told of a ticket, and what the next one would be told."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dashboards import promises, safe_contact
from dashboards.deliveries import Delivery, delivery
from dashboards.promises import Promise
from dashboards.safe_contact import Reaching
from dashboards.wording import language
from hotline.policy import Policy
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.work import Work
from hotline.telling import Consent, Detail, LegalBasis
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind, Language
from referral import attachments, desk, disclosure, results, widening
from referral.attachments import Listed
from referral.directory.agencies import Agency
from referral.disclosure import Pack
from referral.referrals import ENDS, MOVES, UNANSWERED, Referral, Status, Via
from referral.results import Result
from referral.routing import Choice
from referral.widening import Widening


@dataclass(frozen=True)
class Asked:
    """One thing more that somebody wants an agency to know."""

    id: uuid.UUID
    detail: Detail
    reason: str
    who: str
    by: uuid.UUID
    waiting: bool
    at: datetime
    consent: Consent | None
    words: str
    basis: LegalBasis | None


@dataclass(frozen=True)
class Told:
    """One agency that was told: what it knows, and how far that has come. `reach` is what stands
    there beside the number, where it was told."""

    id: uuid.UUID
    agency: str
    kind: AgencyKind
    code: str
    status: Status
    promise: Promise | None
    deliveries: tuple[Delivery, ...]
    recalled: tuple[Delivery, ...]
    answered_at: datetime | None
    via: Via | None
    knows: Pack
    reach: Reaching | None
    basis: str
    asked: tuple[Asked, ...]
    may_add: tuple[Detail, ...]
    opinion: bool
    result: Result | None
    letters: tuple[Listed, ...]

    @property
    def waiting(self) -> bool:
        return self.status in UNANSWERED

    @property
    def accepted(self) -> bool:
        return self.status in (Status.ACKNOWLEDGED, Status.REPORTED)

    @property
    def open(self) -> bool:
        return self.status not in ENDS

    @property
    def may_report(self) -> bool:
        return Status.REPORTED in MOVES[self.status]

    @property
    def may_withdraw(self) -> bool:
        return Status.WITHDRAWN in MOVES[self.status]


@dataclass(frozen=True)
class Preview:
    """Exactly what would leave, and what would be read behind the link."""

    letters: tuple[str, ...]
    knows: Pack
    basis: str


def told(
    work: Work, ticket: Ticket, outgoing: Sequence[Outgoing], names: Mapping[uuid.UUID, str]
) -> tuple[Told, ...]:
    rows = work.session.execute(
        select(Referral, Agency)
        .join(Agency, Agency.id == Referral.agency_id)
        .where(Referral.ticket_id == ticket.id)
        .order_by(Referral.opened_at, Agency.name)
    ).all()
    ids = [referral.id for referral, _ in rows]
    due, more = promises.of_referrals(work, ids), widening.of_referrals(work, ids)
    figures, letters = results.newest_of(work, ids), attachments.of_referrals(work, ids)
    return tuple(
        Told(
            id=referral.id,
            agency=agency.name,
            kind=agency.kind,
            code=referral.code,
            status=referral.status,
            promise=due.get(referral.id),
            deliveries=_sent(outgoing, referral.id, Purpose.REFERRAL),
            recalled=_sent(outgoing, referral.id, Purpose.WITHDRAWAL),
            answered_at=referral.acknowledged_at,
            via=referral.acknowledged_via,
            knows=widening.pack_of(referral),
            reach=reach(work, widening.pack_of(referral)),
            basis=_in_words(referral.basis or "", work.policy),
            asked=tuple(asked(one, names) for one in more.get(referral.id, ())),
            may_add=_may_add(work, referral, more.get(referral.id, ())),
            opinion=referral.is_opinion,
            result=figures.get(referral.id),
            letters=tuple(letters.get(referral.id, ())),
        )
        for referral, agency in rows
    )


def reach(work: Work, knows: Pack) -> Reaching | None:
    """What holds now for a number that was told; it may be stricter than on that day."""
    number = knows.get(Detail.CALLER)
    return safe_contact.beside(work, number) if number else None


def _sent(
    outgoing: Sequence[Outgoing], referral_id: uuid.UUID, purpose: Purpose
) -> tuple[Delivery, ...]:
    mine = (row for row in outgoing if row.referral_id == referral_id)
    return tuple(delivery(row) for row in mine if row.purpose is purpose)


def _in_words(basis: str, policy: Policy) -> str:
    """As it was said on that day; in the reader's language where the policy still says it so."""
    said = (text for text in policy.texts.values() if text[Language.VI] == basis)
    return next(said, {}).get(language(), basis)


def asked(one: Widening, names: Mapping[uuid.UUID, str]) -> Asked:
    return Asked(
        id=one.id,
        detail=one.detail,
        reason=one.reason or "",
        who=names.get(one.asked_by, "—"),
        by=one.asked_by,
        waiting=one.granted_at is None,
        at=one.asked_at,
        consent=one.consent,
        words=one.consent_words or "",
        basis=one.basis,
    )


def _may_add(work: Work, referral: Referral, more: Sequence[Widening]) -> tuple[Detail, ...]:
    asked_for = {one.detail for one in more}
    allowed = widening.rules_of(work, referral).may_add
    return tuple(detail for detail in allowed if detail not in asked_for)


def previews(work: Work, ticket: Ticket, choices: Sequence[Choice]) -> dict[uuid.UUID, Preview]:
    case = widening.case_of(work, ticket) if choices else None
    return {
        choice.agency.id: Preview(
            letters=desk.letters_to(work, ticket, choice.agency.id),
            knows=disclosure.pack(case, choice.agency.kind, frozenset(), work.policy),
            basis=work.policy.disclosures[choice.agency.kind].basis,
        )
        for choice in choices
        if case is not None
    }
