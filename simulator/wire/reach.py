"""Whom the network may ask: this machine, applications in this process, and hosts named besides."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

import requests
from requests.adapters import HTTPAdapter

from simulator.wire import addresses
from simulator.wire.transport import Failure

LookUp = Callable[[str], Sequence[str]]


def addresses_of(host: str) -> list[str]:
    """Every address the name stands for now; none for a name that means nothing."""
    try:
        known = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(found[4][0]).partition("%")[0] for found in known]


class Reach:
    """Looked at before every try, so that neither a redirect nor a new meaning of a name leads
    out of the machine."""

    def __init__(self, session: requests.Session, look_up: LookUp = addresses_of) -> None:
        self.session = session
        self.hosts: set[str] = set()
        self._look_up = look_up

    def problem(self, url: str) -> Failure | None:
        """Why this address is not asked; None when it may be."""
        host = addresses.host(url)
        if host is None:
            return Failure("url", 11100, "not an absolute http URL")
        if host in self.hosts or self._stays_in_the_process(url):
            return None
        found = self._look_up(host)
        if found and all(ipaddress.ip_address(one).is_loopback for one in found):
            return None
        return Failure("url", 11205 if found else 11210, "this host is not allowed")

    def _stays_in_the_process(self, url: str) -> bool:
        adapter = self.session.get_adapter(addresses.without_userinfo(url))
        return not isinstance(adapter, HTTPAdapter)
