"""A mail reaches a real server whole and encrypted, or the outbox knows why not."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.sending.mail import Mail, NoPost, Smtp
from hotline.telephony.carrier import AmbiguousError, RefusedError, ThrottledError
from tests.hotline import post_office
from tests.hotline.post_office import Certificate, Letterbox

SENDER = "lang-nghe@hotline.test"
MAIL = Mail("7f2", "hoa@hotline.test", "Có việc đang chờ", "Phiếu 1001 đang chờ.\nNhắn BCDG")


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def plain(letterbox: Letterbox) -> Iterator[Smtp]:
    """A relay on this machine."""
    with post_office.open_(letterbox) as port:
        yield Smtp(f"smtp://127.0.0.1:{port}", SENDER)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder: Path = tmp_path_factory.mktemp("tls")
    return post_office.certificate(folder)


def test_a_mail_arrives_as_it_was_written(plain: Smtp, letterbox: Letterbox) -> None:
    given = plain.send(MAIL)

    [mail] = letterbox.mails
    assert (mail["Subject"], mail["From"], mail["To"]) == (MAIL.subject, SENDER, MAIL.to)
    assert mail.get_content().splitlines() == MAIL.body.splitlines()
    assert mail["Message-ID"] == given == "<7f2@hotline.test>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_is_sent_again_says_that_it_is_the_same(
    plain: Smtp, letterbox: Letterbox
) -> None:
    plain.send(MAIL)
    plain.send(MAIL)

    assert len({mail["Message-ID"] for mail in letterbox.mails}) == 1


def test_where_the_server_can_the_mail_is_encrypted(
    letterbox: Letterbox, certificate: Certificate
) -> None:
    with post_office.open_(
        letterbox,
        tls_context=certificate.shown(),
        require_starttls=True,
        authenticator=post_office.anybody,
        auth_required=True,
    ) as port:
        url = f"smtp://me:se%40cret@localhost:{port}"
        Smtp(url, SENDER, certificate.trusted()).send(MAIL)

    assert letterbox.encrypted == [True]


def test_a_server_that_shows_a_certificate_nobody_trusts_gets_nothing(
    letterbox: Letterbox, certificate: Certificate
) -> None:
    with (
        post_office.open_(letterbox, tls_context=certificate.shown()) as port,
        pytest.raises(ThrottledError),
    ):
        Smtp(f"smtp://localhost:{port}", SENDER, ssl.create_default_context()).send(MAIL)

    assert letterbox.mails == []


@pytest.mark.parametrize("where", ["to_recipient", "to_mail"])
@pytest.mark.parametrize(
    ("answer", "means"),
    [
        pytest.param("550 no such person", RefusedError, id="for-good"),
        pytest.param("451 try later", ThrottledError, id="for-now"),
    ],
)
def test_what_the_server_refuses_is_told_apart_by_its_own_number(
    plain: Smtp, letterbox: Letterbox, where: str, answer: str, means: type[Exception]
) -> None:
    getattr(letterbox, where).append(answer)

    with pytest.raises(means):
        plain.send(MAIL)


def test_nobody_at_the_door_means_try_again() -> None:
    with pytest.raises(ThrottledError):
        Smtp(f"smtp://127.0.0.1:{post_office.free_port()}", SENDER).send(MAIL)


def test_a_line_that_breaks_while_the_mail_is_handed_over_is_in_doubt() -> None:
    """The server may have taken it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with post_office.breaking(server), pytest.raises(AmbiguousError):
            Smtp(f"smtp://127.0.0.1:{port}", SENDER).send(MAIL)


def test_without_a_mail_server_a_mail_is_refused_and_never_lost_in_silence() -> None:
    with pytest.raises(RefusedError, match="no-smtp"):
        NoPost().send(MAIL)
