"""Clients that post prepared requests over kept connections, each as fast as it is answered."""

import hashlib
import hmac
import socket
import threading
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import perf_counter
from urllib.parse import urlencode

from bench.servers import LINE, TOKEN

INCOMING = "/webhooks/sms/incoming"


@dataclass(frozen=True)
class Measured:
    """`seconds` of each request; `took` is the whole run's wall time."""

    seconds: tuple[float, ...]
    took: float

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.took

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def sms(port: int, number: int, text: str, path: str = INCOMING) -> bytes:
    """A signed webhook as the carrier writes it: our own signature, not the verifier's code."""
    sid = f"SM{number:032x}"
    form = {
        "AccountSid": "AC" + "0" * 32,
        "ApiVersion": "2010-04-01",
        "Body": text,
        "From": f"+849{number % 10**8:08d}",
        "FromCity": "",
        "FromCountry": "VN",
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": LINE,
    }
    signed = f"http://127.0.0.1:{port}{path}" + "".join(k + form[k] for k in sorted(form))
    mac = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {b64encode(mac).decode()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def post(port: int, requests: Sequence[bytes], clients: int) -> Measured:
    """Each of `clients` takes the next request when its last is answered, so that all are busy
    to the end; raises RuntimeError when one is not answered 200."""
    found: list[float] = []
    failures: list[bytes] = []
    waiting = SimpleQueue[bytes]()
    for request in requests:
        waiting.put(request)
    threads = [
        threading.Thread(target=_client, args=(port, waiting, found, failures))
        for _ in range(clients)
    ]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures or len(found) != len(requests):
        raise RuntimeError(f"{len(requests) - len(found)} requests failed, first {failures[:1]}")
    return Measured(tuple(found), perf_counter() - began)


def _client(
    port: int, waiting: SimpleQueue[bytes], found: list[float], failures: list[bytes]
) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line, suppress(Empty):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not failures:
            request = waiting.get_nowait()
            began = perf_counter()
            line.sendall(request)
            answer = _read(line)
            if not answer.startswith(b"HTTP/1.1 200"):
                failures.append(answer[:60])
                return
            found.append(perf_counter() - began)


def _read(line: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = line.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65536)
    return head
