"""Carriers on this machine whose lines break: in the handshake, or after the request."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from hotline.telephony.twilio import Twilio
from tests.hotline.post_office import HOST, Certificate

AT_ONCE = struct.pack("ii", 1, 0)  # a line closed so is reset
OLD = ssl.TLSVersion.TLSv1_2

Speaks = Callable[[socket.socket, Certificate], None]


def shows_its_certificate(line: socket.socket, shown: Certificate) -> None:
    shown.shown().wrap_socket(line, server_side=True).recv(1)


def speaks_no_tls(line: socket.socket, _shown: Certificate) -> None:
    line.recv(1)
    line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def hangs_up_in_the_handshake(line: socket.socket, _shown: Certificate) -> None:
    line.recv(1 << 12)


def resets_in_the_handshake(line: socket.socket, _shown: Certificate) -> None:
    line.recv(1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)


def wants_what_nobody_speaks(line: socket.socket, shown: Certificate) -> None:
    context = shown.shown()
    context.maximum_version = OLD
    context.set_ciphers("RSA+AES")  # no forward secrecy: the certificate has no such key
    context.wrap_socket(line, server_side=True)


def hangs_up_after_the_request(line: socket.socket, shown: Certificate) -> None:
    with shown.shown().wrap_socket(line, server_side=True) as secure:
        secure.recv(1 << 16)


def breaks_its_tls_after_the_request(line: socket.socket, shown: Certificate) -> None:
    secure = shown.shown().wrap_socket(line, server_side=True)
    secure.recv(1 << 16)
    with socket.socket(fileno=secure.detach()) as plain:
        plain.sendall(b"HTTP/1.1 201 Created\r\n\r\n")


@contextmanager
def carrier(speaks: Speaks, shown: Certificate) -> Iterator[Twilio]:
    """One whose every line breaks in the same way."""
    with socket.create_server((HOST, 0)) as server:

        def serve() -> None:
            with suppress(OSError):  # shut: nobody calls any more
                while True:
                    line, _ = server.accept()
                    with line, suppress(OSError):
                        speaks(line, shown)

        thread = threading.Thread(target=serve)
        thread.start()
        base = f"https://localhost:{server.getsockname()[1]}"
        yield Twilio("AC" + "0" * 32, "test-token-1", ["+842473001111"], base)
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
