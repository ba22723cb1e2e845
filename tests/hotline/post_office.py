"""A real mail server on this machine, and the certificate it shows."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"


@dataclass
class Letterbox:
    """What arrived; `says` is answered instead of taking a recipient or a mail, once each."""

    mails: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_mail: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # the server calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.to_recipient:
            return self.to_recipient.pop()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.encrypted.append(session.ssl is not None)
        return self.to_mail.pop() if self.to_mail else "250 taken"


@dataclass(frozen=True)
class Certificate:
    file: Path
    key: Path

    def shown(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.file))


def certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # the other side looks at the real calendar
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8
    mine = Certificate(folder / "cert.pem", folder / "key.pem")
    mine.file.write_bytes(signed.public_bytes(pem))
    mine.key.write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    return mine


def anybody(*_about: object) -> AuthResult:
    return AuthResult(success=True)


@contextmanager
def open_(letterbox: Letterbox, **options: Any) -> Iterator[int]:
    """The server, with its port."""
    port = free_port()
    server = Controller(letterbox, hostname=HOST, port=port, **options)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def breaking(server: socket.socket) -> Iterator[None]:
    """Says yes until the mail itself comes, and then hangs up."""

    def serve() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as words:
            line.sendall(b"220 here\r\n")
            for word in words:
                if word.upper().startswith(b"DATA"):
                    return
                line.sendall(b"250 yes\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield
    thread.join()
