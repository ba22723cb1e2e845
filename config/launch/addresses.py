"""Ports of this machine: whether they are free, and whether somebody answers there."""

import socket
import urllib.error
import urllib.request

from config.launch.steps import LaunchError

LOOPBACK = "127.0.0.1"


def chosen_port(text: str) -> int:
    """The web's port; the simulator takes the next one."""
    if not text.isdecimal() or not 1 <= int(text) <= 65534:
        raise LaunchError(f"PORT must be a number from 1 to 65534, not {text!r}.")
    return int(text)


def must_be_free(port: int) -> None:
    """Raises LaunchError when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} cannot be had ({error.strerror}): stop what uses it, "
                "or choose others, for instance PORT=5200 ./run."
            ) from error


def answers(url: str) -> bool:
    """Whether the address says 200; a proxy is never asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
