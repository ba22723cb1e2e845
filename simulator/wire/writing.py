"""How webhooks are written and signed: forms under the account's token, unless set otherwise."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from simulator.wire import addresses
from simulator.wire.signature import BY_SHARED_KEY, sign, signed_form, with_digest

TEXT_KINDS = ("sms", "message_status")
_FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True)
class SharedKey:
    """Signs in place of the account's token, with SHA-256."""

    name: str
    secret: str


@dataclass(frozen=True)
class Letter:
    """A webhook as it is written; `text` goes behind the URL of a GET, else in the body."""

    method: str
    url: str
    text: str
    headers: Mapping[str, str]


@dataclass
class Writing:
    """`as_json` holds the kinds of webhooks whose body is JSON; no flow of a hotline needs any."""

    token: str
    shared_key: SharedKey | None = None
    as_json: set[str] = field(default_factory=set)

    def write(self, kind: str, method: str, url: str, params: Mapping[str, str]) -> Letter:
        if method.upper() == "GET":
            text = _encoded(params)
            whole = addresses.with_query(url, text)
            return Letter("GET", url, text, self._signed(kind, whole, {}))
        if kind in self.as_json:
            text = json.dumps(dict(params), ensure_ascii=False)
            url = with_digest(url, text)
            headers = {**self._signed(kind, url, {}), "Content-Type": "application/json"}
            return Letter("POST", url, text, headers)
        headers = {**self._signed(kind, url, params), "Content-Type": _FORM}
        return Letter("POST", url, _encoded(params), headers)

    def _signed(self, kind: str, url: str, params: Mapping[str, str]) -> dict[str, str]:
        form = signed_form(url, voice=kind not in TEXT_KINDS)
        key = self.shared_key
        if key is None:
            return {"X-Twilio-Signature": sign(self.token, form, params.items())}
        return {
            "X-Twilio-Signature": sign(key.secret, form, params.items(), BY_SHARED_KEY),
            "X-Twilio-Webhooks-Signature-Settings": f"key={key.name},algorithm={BY_SHARED_KEY}",
        }


_quoted = lru_cache(maxsize=4096)(quote_plus)  # most of what one webhook says, the last one said


def _encoded(params: Mapping[str, str]) -> str:
    return urlencode(params, quote_via=_quoted)
