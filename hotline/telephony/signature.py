"""Is it really the carrier who knocks? Checked over the URL we published, never over headers."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import HMAC_SHA1, RequestValidator, get_signature_algorithm

JSON_DIGEST = "bodySHA256"


def by_token(settings: str) -> bool:
    """Whether the header that names the way of signing, if sent at all, names the account's token.

    The other way is a key shared with the carrier, and we hold none.
    """
    return bool(get_signature_algorithm(settings).upper() == HMAC_SHA1)


def sign(url: str, form: Mapping[str, str], token: str) -> str:
    """As the carrier would, for a request of our own to our own door."""
    return str(RequestValidator(token).compute_signature(url, form))


class Verifier:
    """Knows every token in force; two during a rotation. Each must be non-empty."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self._validators = [RequestValidator(token) for token in tokens if token]
        if not self._validators:
            raise ValueError("no token to check signatures with")

    def form(self, url: str, form: Mapping[str, str], signature: str) -> bool:
        """`form` may be a multi-dictionary; every value of a repeated name is signed."""
        return any(validator.validate(url, form, signature) for validator in self._validators)

    def raw(self, url: str, body: str, signature: str) -> bool:
        """A body that is no form counts only with its own digest in the signed URL."""
        if JSON_DIGEST not in parse_qs(urlsplit(url).query):
            return False
        return any(validator.validate(url, body, signature) for validator in self._validators)
