"""The people of the line: counselors, supervisors, administrators."""

import uuid
from datetime import datetime
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.phones import normal
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.vocabulary import Channel, Language

PHONE = "phone"  # purpose of every blind index over telephone numbers
HASHER = PasswordHasher()


class Role(StrEnum):
    COUNSELOR = "counselor"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Staff(Base):
    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    password_hash: Mapped[str]
    name = Sealed()
    phone = Sealed()
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    email = Sealed()
    language: Mapped[Language] = mapped_column(default=Language.VI)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    @property
    def shown_name(self) -> str:
        return self.name or self.login

    def address(self, channel: Channel) -> str | None:
        """Where the person is reached on `channel`; None where not at all."""
        return self.email if channel is Channel.EMAIL else self.phone


def add(  # noqa: PLR0913  # a person has as many facts as this
    work: Work,
    login: str,
    role: Role,
    password_hash: str,
    *,
    name: str,
    phone: str | None,
    email: str | None = None,
) -> Staff:
    """A new person; the login is unique (IntegrityError when taken)."""
    number = normal(phone) if phone else None
    return work.add(
        Staff(
            login=login,
            role=role,
            password_hash=password_hash,
            name=name,
            phone=number,
            email=email,
            phone_index=work.keyring.blind(number, PHONE) if number else None,
            created_at=work.now,
        )
    )


def set_number(work: Work, person: Staff, number: str) -> None:
    """A number in its one spelling; InvalidError when it is somebody else's of the line."""
    other = by_phone(work, number)
    if other is not None and other is not person:
        raise InvalidError("somebody else of the line has this number")
    person.phone, person.phone_index = number, work.keyring.blind(number, PHONE)


@cache
def _nobody() -> str:
    """Checked when the login is unknown, so that both answers take as long."""
    return HASHER.hash("nobody")


def check_password(work: Work, login: str, password: str) -> Staff:
    """Raises NotAllowedError without telling whether the login or the password was wrong."""
    person = work.session.scalar(select(Staff).where(Staff.login == login, Staff.active))
    try:
        HASHER.verify(person.password_hash if person else _nobody(), password)
    except VerificationError:
        raise NotAllowedError("wrong login or password") from None
    if person is None:
        raise NotAllowedError("wrong login or password")
    return person


def by_login(work: Work, login: str) -> Staff | None:
    return work.session.scalar(select(Staff).where(Staff.login == login))


def by_id(work: Work, staff_id: uuid.UUID) -> Staff:
    person = work.session.get(Staff, staff_id)
    if person is None:
        raise NotFoundError("no such person")
    return person


def everybody(work: Work) -> list[Staff]:
    """Also who is not of the line any more, by name."""
    return sorted(work.session.scalars(select(Staff)), key=lambda person: person.shown_name)


def others(work: Work, staff_id: uuid.UUID) -> list[Staff]:
    """Everybody who may log in but this one, by name."""
    rows = work.session.scalars(select(Staff).where(Staff.active, Staff.id != staff_id))
    return sorted(rows, key=lambda person: person.shown_name)


def by_phone(work: Work, number: str) -> Staff | None:
    index = work.keyring.blinds(number, PHONE)
    return work.session.scalar(
        select(Staff).where(Staff.phone_index.in_(index), Staff.active).limit(1)
    )
