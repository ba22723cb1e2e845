"""Connections that say when they broke before anything was asked: it is safe to ask again."""

from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError


class _Connection(HTTPSConnection):
    def connect(self) -> None:
        """A stranger's certificate and a handshake that breaks off look like any broken line later:
        here it is still certain that no request has left."""
        try:
            super().connect()
        except OSError as error:  # of TLS too
            raise NewConnectionError(self, type(error).__name__) from error


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class Handshakes(HTTPAdapter):
    """A handshake that fails is a connection that was never made."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": _Pool}
