"""Databases of a server, made and dropped in a moment: each test has one of its own."""

from urllib.parse import urlsplit

import psycopg
from psycopg import sql


def create_database(server_url: str, name: str, template: str | None = None) -> str:
    """Make a database on the server, a copy of `template` if given, and give its URL.

    Nobody may be connected to the template meanwhile. It is copied as files: through the log, page
    by page, as the server would, takes twice as long.
    """
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        copied = sql.SQL(" TEMPLATE {} STRATEGY file_copy")
        statement += copied.format(sql.Identifier(template))
    _on_server(server_url, statement)
    return beside(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Remove the database, if there, and whoever is connected to it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    _on_server(server_url, statement)


def _on_server(server_url: str, statement: sql.Composed) -> None:
    maintenance = _libpq(beside(server_url, "postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(statement)


def beside(url: str, name: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
