"""Log-ins that failed, counted so that nobody guesses a password by trying."""

from datetime import datetime, timedelta

from sqlalchemy import Index, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import HotlineError
from hotline.store.work import Base, Work

WINDOW = timedelta(minutes=1)
PER_LOGIN = 5
PER_ADDRESS = 20  # a whole office may stand behind one address
LOGIN, ADDRESS = "login", "address"  # purposes of the blind indexes


class TooManyError(HotlineError):
    """Too many failures in a minute, whoever they were for."""


class FailedLogin(Base):
    """Neither the login tried nor the address stands here, only their blind indexes."""

    __tablename__ = "failed_login"
    __table_args__ = (Index("ix_failed_login_at", "at"),)

    login_index: Mapped[bytes] = mapped_column(LargeBinary)
    address_index: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


def check(work: Work, login: str, address: str) -> None:
    """Raises TooManyError; asked before the password is looked at."""
    for column, value, purpose, most in (
        (FailedLogin.login_index, login, LOGIN, PER_LOGIN),
        (FailedLogin.address_index, address, ADDRESS, PER_ADDRESS),
    ):
        query = select(func.count()).where(
            column == work.keyring.blind(value, purpose), FailedLogin.at > work.now - WINDOW
        )
        if (work.session.scalar(query) or 0) >= most:
            raise TooManyError("too many attempts; wait a minute")


def failed(work: Work, login: str, address: str) -> None:
    """Write the failure down, and forget those that no longer count."""
    work.session.execute(delete(FailedLogin).where(FailedLogin.at <= work.now - WINDOW))
    work.add(
        FailedLogin(
            login_index=work.keyring.blind(login, LOGIN),
            address_index=work.keyring.blind(address, ADDRESS),
            at=work.now,
        )
    )
