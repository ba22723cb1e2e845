"""What an operator sets: read once from the environment, and refused with a sentence when wrong."""

import base64
import binascii
import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
KEY_BYTES = 32
SHORTEST_SECRET = 16  # characters
NAMES = {  # fields not called like their variables
    "twilio_auth_tokens": "TWILIO_AUTH_TOKEN",
    "provider_b_auth_tokens": "PROVIDER_B_AUTH_TOKEN",
}


class SettingsError(Exception):
    """A setting is missing or wrong; the sentence names the variable and shows no secret."""


def wrong(sentence: str) -> PydanticCustomError:
    """The rest of a sentence that begins with the variable's name."""
    return PydanticCustomError("setting", "{sentence}", {"sentence": sentence})


class Settings(BaseSettings):
    """Every setting of the product; what may hold a secret is left out of its repr."""

    model_config = SettingsConfigDict(
        frozen=True, env_ignore_empty=True, extra="forbid", populate_by_name=True
    )

    port: int = Field(5100, ge=1, le=65535)
    data_dir: Path = Path("var")
    database_url: str = Field("", repr=False)  # empty: the embedded PostgreSQL
    redis_url: str = Field("", repr=False)  # empty: no doorbell, the metronome alone
    secret_key: str = Field(min_length=SHORTEST_SECRET, repr=False)
    sealing_keys: Annotated[tuple[tuple[str, bytes], ...], NoDecode] = Field(repr=False)
    public_url: str
    twilio_account_sid: str = Field(pattern="^AC")
    twilio_auth_tokens: Annotated[tuple[str, ...], NoDecode] = Field(
        validation_alias="TWILIO_AUTH_TOKEN", repr=False
    )  # the first signs our requests, a webhook signed with any is accepted
    twilio_api_base: str = ""  # empty: Twilio itself
    twilio_api_key: str = Field(default="", pattern="^(SK.*)?$")  # empty: no softphone
    twilio_api_secret: str = Field(default="", repr=False)
    hotline_number: str = Field(pattern=r"^\+?[0-9]{3,15}$")
    provider_b_account_sid: str = Field(
        default="", pattern="^(AC.*)?$"
    )  # empty: there is no second one
    provider_b_auth_tokens: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), validation_alias="PROVIDER_B_AUTH_TOKEN", repr=False
    )
    provider_b_number: str = Field(default="", pattern=r"^(\+?[0-9]{3,15})?$")
    provider_b_api_base: str = ""
    policy_pack: str = Field("vietnam", pattern="^[a-z][a-z0-9_]*$")
    canary: bool = True
    canary_url: str = ""  # empty: PUBLIC_URL
    canary_number: str = Field(default="", pattern=r"^(\+?[0-9]{3,15})?$")
    dead_man_url: str = Field("", repr=False)  # empty: nobody outside is told
    smtp_url: str = Field("", repr=False)
    tz_name: str = "Asia/Ho_Chi_Minh"
    demo: bool = False

    @classmethod
    def from_env(cls) -> Self:
        """Read the environment; raises SettingsError."""
        try:
            return cls.model_validate({})
        except ValidationError as error:
            sentence = _sentence(error.errors())
        raise SettingsError(sentence)  # outside `except`: the error it replaces quotes the values

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _psycopg(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        if url and (not separator or scheme not in {"postgresql+psycopg", "postgresql"}):
            raise wrong("must begin with postgresql:// or postgresql+psycopg://")
        return f"postgresql+psycopg://{rest}" if url else ""

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
            raise wrong("must begin with redis://, rediss:// or unix://")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, url: str) -> str:
        if url and _split(url, {"smtp", "smtps"}) is None:
            raise wrong("must read smtp://host or smtps://user:password@host:port")
        return url

    @field_validator("public_url", "twilio_api_base", "provider_b_api_base", "canary_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        parts = _split(url, {"http", "https"})
        if url and (parts is None or parts.query or parts.fragment or parts.username):
            raise wrong("must be an address such as https://hotline.example.vn")
        return url.rstrip("/")

    @field_validator("dead_man_url")
    @classmethod
    def _secret_outside(cls, url: str) -> str:
        parts = _split(url, {"https", "http"})
        here = parts is not None and parts.hostname in LOOPBACK
        if url and (parts is None or not (here or parts.scheme == "https")):
            raise wrong("must be an https address")
        return url

    @field_validator("tz_name")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise wrong("must be an IANA time zone such as Asia/Ho_Chi_Minh") from None
        return name

    @field_validator("twilio_auth_tokens", mode="before")
    @classmethod
    def _tokens(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        tokens = _parts(value) if isinstance(value, str) else value
        if not tokens:
            raise wrong("holds no token")
        return tokens

    @field_validator("provider_b_auth_tokens", mode="before")
    @classmethod
    def _perhaps_tokens(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        return _parts(value) if isinstance(value, str) else value

    @field_validator("sealing_keys", mode="before")
    @classmethod
    def _keys(cls, value: str | tuple[tuple[str, bytes], ...]) -> tuple[tuple[str, bytes], ...]:
        keys = tuple(_key(part) for part in _parts(value)) if isinstance(value, str) else value
        if not keys:
            raise wrong("holds no key")
        if len(dict(keys)) != len(keys):
            raise wrong("gives the same id to two keys")
        return keys

    @model_validator(mode="after")
    def _a_second_provider_is_whole(self) -> Self:
        given = {
            "PROVIDER_B_ACCOUNT_SID": self.provider_b_account_sid,
            "PROVIDER_B_AUTH_TOKEN": self.provider_b_auth_tokens,
            "PROVIDER_B_NUMBER": self.provider_b_number,
        }
        missing = [name for name, value in given.items() if not value]
        if missing and (len(missing) < len(given) or self.provider_b_api_base):
            raise wrong(
                f"{', '.join(missing)} must be set too: half a second provider sends nothing"
            )
        return self

    @model_validator(mode="after")
    def _a_canary_flies_elsewhere(self) -> Self:
        if self.canary_number == self.hotline_number:
            raise wrong("CANARY_NUMBER must be another number than HOTLINE_NUMBER")
        return self

    @model_validator(mode="after")
    def _a_demo_calls_nobody(self) -> Self:
        bases = {"TWILIO_API_BASE": self.twilio_api_base}
        if self.provider_b_account_sid:
            bases["PROVIDER_B_API_BASE"] = self.provider_b_api_base
        for name, base in bases.items():
            if self.demo and urlsplit(base).hostname not in LOOPBACK:
                raise wrong(
                    f"{name} must be the simulator's address on this machine while DEMO is "
                    "set: a demo never calls a real telephone"
                )
        return self


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in value.split(",")) if part)


def _key(text: str) -> tuple[str, bytes]:
    name, _, encoded = text.partition(":")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", name):
        raise wrong("must read id:base64, an id being up to 32 letters, digits, - or _")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise wrong(f"holds a key, {name}, that is not base64") from None
    if len(secret) != KEY_BYTES:
        raise wrong(f"holds a key, {name}, of {len(secret)} bytes instead of {KEY_BYTES}")
    return name, secret


def _split(url: str, schemes: set[str]) -> SplitResult | None:
    """The parts of a URL with a host, of one of the schemes; None for anything else."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0 and parts.scheme in schemes
    except ValueError:
        return None
    return parts if usable else None


def _sentence(errors: list[ErrorDetails]) -> str:
    """All that is missing, or else the first thing that is wrong."""
    missing = [_variable(error) for error in errors if error["type"] == "missing"]
    if missing:
        return f"{', '.join(missing)} must be set."
    first = errors[0]
    return f"{_variable(first)} {_rest(first)}.".strip()


def _variable(error: ErrorDetails) -> str:
    field = str(error["loc"][0]) if error["loc"] else ""
    return NAMES.get(field, field.upper())


def _rest(error: ErrorDetails) -> str:
    """What is wrong, never quoting the value."""
    field = str(error["loc"][0]) if error["loc"] else ""
    shapes = {
        "port": "must be a number from 1 to 65535",
        "secret_key": f"must have at least {SHORTEST_SECRET} characters",
        "twilio_account_sid": "must begin with AC",
        "hotline_number": "must be a telephone number such as +842473001111",
        "provider_b_account_sid": "must begin with AC",
        "provider_b_number": "must be a telephone number such as +842473001112",
        "policy_pack": "must be the name of a folder of config/policy",
        "canary": "must be 1 or 0",
        "canary_number": "must be a telephone number such as +842473003333",
        "demo": "must be 1 or 0",
    }
    return error["msg"] if error["type"] == "setting" else shapes.get(field, error["msg"])
