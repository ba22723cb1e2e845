"""Whether an agency may be told more: by the caller’s word, or by a law that needs none. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.errors import InvalidError
from hotline.telling import Consent, LegalBasis
from hotline.text import clean

LONGEST = 500


@dataclass(frozen=True)
class CallersWord:
    """`words` are those in which it was given or refused; `basis` makes it unnecessary."""

    consent: Consent
    words: str = ""
    basis: LegalBasis | None = None


def read(form: Mapping[str, str]) -> CallersWord:
    """As it was typed; raises InvalidError where nothing allows to tell."""
    consent, basis = form.get("consent", ""), form.get("basis", "")
    if consent not in set(Consent):
        raise InvalidError("say whether the caller agreed")
    named = LegalBasis(basis) if basis in set(LegalBasis) else None
    word = CallersWord(Consent(consent), clean(form.get("words", "")).strip()[:LONGEST], named)
    check(word)
    return word


def check(word: CallersWord) -> None:
    """Silence is no consent, and a consent nobody can quote is none either."""
    if word.consent is not Consent.NOT_ASKED and not word.words:
        raise InvalidError("write down in what words the caller agreed or refused")
    if word.basis is not None:
        return
    if word.consent is Consent.REFUSED:
        raise InvalidError("the caller refused: without a basis in law nobody is told more")
    if word.consent is Consent.NOT_ASKED:
        raise InvalidError("the caller was not asked: say which law makes it unnecessary")


def needs_another(word: CallersWord) -> bool:
    """Nobody goes against a refusal alone."""
    return word.consent is Consent.REFUSED
