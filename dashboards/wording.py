"""The console's words: English in the code, Vietnamese in locale/vi.po, compiled in memory."""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import has_request_context, request, session

from hotline.vocabulary import Language

CATALOG = Path(__file__).parent / "locale" / "vi.po"


@cache
def catalog(language: Language) -> NullTranslations:
    """English needs no catalog: it is what stands in the code."""
    if language is Language.EN:
        return NullTranslations()
    with CATALOG.open("rb") as file:
        messages = read_po(file, locale=language.value)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def language() -> Language:
    """What this reader chose: in the address for an agency, at the log-in for a counselor."""
    if not has_request_context():
        return Language.VI
    chosen = request.args.get("lang") or session.get("language")
    return Language.EN if chosen == Language.EN else Language.VI


def gettext(message: str, **values: object) -> str:
    """`message` in the reader's language, its fields filled in; of nothing a catalog would say its
    own head."""
    said = catalog(language()).gettext(message) if message else ""
    return said % values if values else said


def pgettext(context: str, message: str) -> str:
    return catalog(language()).pgettext(context, message)


def ngettext(one: str, many: str, count: int) -> str:
    return catalog(language()).ngettext(one, many, count)


def later(message: str) -> str:
    """Marks a message for the catalog where it is written down before anybody reads it."""
    return message
