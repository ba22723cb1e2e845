"""E-mail over SMTP: the only file that speaks to a mail server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from hotline.telephony.carrier import AmbiguousError, RefusedError, ThrottledError

PATIENCE = 8.0  # seconds for each answer of the server; shorter than a lease
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FOR_GOOD = 500  # replies from here on will be the same tomorrow


@dataclass(frozen=True)
class Mail:
    """`id` is the same in every try, so that a mail server knows a mail that comes twice."""

    id: str
    to: str
    subject: str
    body: str


class Post(Protocol):
    """Takes a mail and gives its id, or raises one of the three errors of a carrier."""

    def send(self, mail: Mail) -> str: ...


class NoPost:
    """No SMTP_URL: nothing leaves by e-mail, and whoever waits for it is told so."""

    def send(self, _mail: Mail) -> str:
        raise RefusedError("no-smtp")


class Smtp:
    """Encrypted, except to a relay on this very machine."""

    def __init__(self, url: str, sender: str, context: ssl.SSLContext | None = None) -> None:
        self._url, self._sender = urlsplit(url), sender
        self._context = context or ssl.create_default_context()

    def send(self, mail: Mail) -> str:
        with self._opened() as server:
            return self._hand_over(server, mail)

    @contextmanager
    def _opened(self) -> Iterator[smtplib.SMTP]:
        """Until a mail is handed over nothing can have been sent: to try again is safe."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            raise ThrottledError from error
        try:
            yield server
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "smtps":
            secure = smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE, context=self._context)
            return self._logged_in(secure)
        server = smtplib.SMTP(host, port or 587, timeout=PATIENCE)
        try:
            server.ehlo()
            if host not in LOOPBACK or server.has_extn("starttls"):
                server.starttls(context=self._context)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
        return self._logged_in(server)

    def _logged_in(self, server: smtplib.SMTP) -> smtplib.SMTP:
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server

    def _hand_over(self, server: smtplib.SMTP, mail: Mail) -> str:
        message = self._message(mail)
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _)] = error.recipients.values()
            raise _refusal(code) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            raise AmbiguousError from error
        return str(message["Message-ID"])

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = mail.subject, self._sender, mail.to
        message["Message-ID"] = f"<{mail.id}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        return message


def _refusal(code: int) -> Exception:
    return RefusedError(str(code)) if code >= FOR_GOOD else ThrottledError()
