"""Names, numbers, addresses and stories leave this process only as ciphertext.

AES-256-GCM, bound to table, column and row, so that a value copied into another row does not open.
The first key seals, every key opens: rotation is putting a new key first and keeping the old one.
"""

import hashlib
import hmac
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from hashlib import shake_128
from typing import Any, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary
from sqlalchemy.orm import mapped_column, object_session

NONCE = 12
TOKEN = 8  # bytes of a search token: short rows, and a collision only shows one ticket too many


class SealError(Exception):
    """A sealed value was moved, changed, or its key is not among ours."""


class _Key:
    def __init__(self, name: str, secret: bytes) -> None:
        self.name, self._secret = name, secret
        self.cipher = AESGCM(secret)
        self.head = bytes([len(name.encode())]) + name.encode()

    @cached_property
    def index_key(self) -> bytes:
        return self._derived(b"blind index")

    @cached_property
    def stream_key(self) -> bytes:
        return self._derived(b"blind stream")

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=purpose).derive(self._secret)


class Keyring:
    """Seals with the first key, opens with any; keys are `(id, 32 bytes)`."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        self._keys = {name: _Key(name, secret) for name, secret in keys}
        self._newest = next(iter(self._keys.values()))
        self._by_head = {key.head: key for key in self._keys.values()}

    def seal(self, text: str, place: str) -> bytes:
        """Seal `text` for `place` (table|column|row)."""
        return self.seal_bytes(text.encode(), place)

    def seal_bytes(self, plain: bytes, place: str) -> bytes:
        """As `seal`, for what is no text."""
        nonce = os.urandom(NONCE)
        sealed = self._newest.cipher.encrypt(nonce, plain, place.encode())
        return self._newest.head + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """Raises SealError when the key is unknown or the value belongs to another place."""
        return self.open_bytes(sealed, place).decode()

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """As `open`, for what is no text."""
        end = 1 + (sealed[0] if sealed else 0)
        key = self._by_head.get(sealed[:end])
        if key is None:
            raise SealError("sealed with a key that is not in SEALING_KEYS")
        try:
            body = sealed[end + NONCE :]
            return key.cipher.decrypt(sealed[end : end + NONCE], body, place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError(f"a sealed value does not belong to {place}") from error

    def blind(self, value: str, purpose: str) -> bytes:
        """What stands in an index instead of `value`: equal values, equal bytes, per purpose."""
        return _mac(self._newest, value, purpose)

    def blinds(self, value: str, purpose: str) -> list[bytes]:
        """`value` under every key still open, for looking up rows sealed before a rotation."""
        return [_mac(key, value, purpose) for key in self._keys.values()]

    @property
    def newest(self) -> str:
        """The name of the key that seals."""
        return self._newest.name

    def __contains__(self, name: object) -> bool:
        return name in self._keys

    def stream_under(self, name: str, value: str, purpose: str, length: int) -> bytes:
        """Blind bytes under the key of this name, to be cut into tokens: from none of them can
        another be told. However long it is, it begins as a shorter one does."""
        return shake_128(self._keys[name].stream_key + f"{purpose}|{value}".encode()).digest(length)

    def tokens(self, words: Iterable[str], purpose: str) -> list[bytes]:
        """Blind search tokens of folded words, sorted so that equal texts give equal rows."""
        return sorted({_token(self._newest, word, purpose) for word in words})


def _mac(key: _Key, value: str, purpose: str) -> bytes:
    return hmac.digest(key.index_key, f"{purpose}|{value}".encode(), hashlib.sha256)


@lru_cache(maxsize=20_000)
def _token(key: _Key, word: str, purpose: str) -> bytes:
    """Kept, for people write few words often."""
    return _mac(key, word, purpose)[:TOKEN]


class Sealed:
    """A text attribute whose column, `<name>_sealed`, holds only ciphertext.

    Readable once the row is in a session that carries a keyring in `info["keyring"]`.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.column = name, f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> "Sealed | str | None":
        if row is None:
            return self
        waiting: dict[str, str | None] = row.__dict__.get("_unsealed", {})
        if self.name in waiting:
            return waiting[self.name]
        sealed: bytes | None = getattr(row, self.column)
        return None if sealed is None else keyring_of(row).open(sealed, place(row, self.name))

    def __set__(self, row: Any, text: str | None) -> None:
        if object_session(row) is None:
            row.__dict__.setdefault("_unsealed", {})[self.name] = text
            return
        row.__dict__.get("_unsealed", {}).pop(self.name, None)
        sealed = None if text is None else keyring_of(row).seal(text, place(row, self.name))
        setattr(row, self.column, sealed)


def place(row: Any, name: str) -> str:
    return f"{row.__tablename__}|{name}|{row.id}"


def keyring_of(row: object) -> Keyring:
    session = object_session(row)
    if session is None:
        raise SealError("a row outside a session has no key")
    keyring: Keyring = session.info["keyring"]
    return keyring


def sealed_values(
    table: str, row: uuid.UUID, texts: Mapping[str, str | None], keyring: Keyring
) -> dict[str, bytes | None]:
    """Column values for a bulk insert that does not go through row objects."""
    values: dict[str, bytes | None] = {}
    for name, text in texts.items():
        sealed = None if text is None else keyring.seal(text, f"{table}|{name}|{row}")
        values[f"{name}_sealed"] = sealed
    return values


def opened(
    table: str, row: uuid.UUID, name: str, sealed: bytes | None, keyring: Keyring
) -> str | None:
    """The text of a sealed column read without its row object; None also where no key of ours
    opens it, so that it holds up no other."""
    try:
        return None if sealed is None else keyring.open(sealed, f"{table}|{name}|{row}")
    except SealError:
        return None


def add_sealed_columns(row_class: type) -> None:
    """Give each `Sealed` attribute its column; called before SQLAlchemy maps the class."""
    for attribute in list(vars(row_class).values()):
        if isinstance(attribute, Sealed):
            setattr(row_class, attribute.column, mapped_column(LargeBinary, nullable=True))


@cache
def sealed_names(row_class: type) -> frozenset[str]:
    found = (vars(base) for base in row_class.__mro__)
    return frozenset(
        name for names in found for name, what in names.items() if isinstance(what, Sealed)
    )


def set_new(row: Any, values: Mapping[str, Any]) -> None:
    """Give a new row its values: nobody asks what they were before, so no history is kept.

    Its texts wait to be sealed until it is written.
    """
    kind: type = type(row)
    held = row.__dict__
    held.update(values)
    if sealed := sealed_names(kind) & values.keys():
        held["_unsealed"] = {name: held.pop(name) for name in sealed}


def seal_waiting(row: Any, keyring: Keyring) -> None:
    """Texts given to a row before it had a session are sealed on the way into the database."""
    held = row.__dict__
    waiting: dict[str, str | None] = held.pop("_unsealed", None) or {}
    held.update(sealed_values(row.__tablename__, held["id"], waiting, keyring))
