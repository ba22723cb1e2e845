"""Who answers for a child, and where: the directory of agencies."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ARRAY, LargeBinary, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.staff import PHONE
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, among
from hotline.vocabulary import AgencyKind, Channel
from referral.directory.reach import Contact
from referral.routing import AgencyFacts


class Agency(Base):
    """`commune_code` empty means the whole province; codes are text and belong to a data version.

    `code` is the directory's own key: importing the same code again updates the agency. `channels`
    are in the agency's own order; empty, the policy's count. `duty_hours` are those of `phone`.
    """

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[AgencyKind] = mapped_column(index=True)
    name: Mapped[str]
    commune_code: Mapped[str | None] = mapped_column(index=True)
    commune_name: Mapped[str | None]
    commune_data: Mapped[str | None]
    phone = Sealed()
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    deputy_phone = Sealed()
    deputy_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    email = Sealed()
    channels: Mapped[list[str]] = mapped_column(ARRAY(String), server_default="{}")
    duty_hours: Mapped[str] = mapped_column(server_default="")
    verified_on: Mapped[date | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    updated_at: Mapped[datetime]

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)

    @property
    def contact(self) -> Contact:
        ways = tuple(Channel(way) for way in self.channels)
        return Contact(self.phone or "", self.deputy_phone, ways, self.duty_hours, self.email)


def today(work: Work) -> date:
    """The day it is where the line is."""
    return work.now.astimezone(work.zone).date()


def covering(work: Work, *communes: str | None) -> list[AgencyFacts]:
    """The agencies in force for any of these communes, and those for the whole province."""
    day = today(work)
    rows = work.session.scalars(
        select(Agency)
        .where(or_(among(Agency.commune_code, communes), Agency.commune_code.is_(None)))
        .where(Agency.valid_from <= day, or_(Agency.valid_to.is_(None), Agency.valid_to >= day))
        .order_by(Agency.code)
    )
    return [AgencyFacts(row.id, row.kind, row.name, row.commune_code) for row in rows]


def by_phone(work: Work, number: str) -> Sequence[Agency]:
    """Every agency that answers at this number; one duty desk, or deputy, may serve several."""
    index = work.keyring.blinds(number, PHONE)
    mine = or_(Agency.phone_index.in_(index), Agency.deputy_index.in_(index))
    return work.session.scalars(select(Agency).where(mine)).all()
