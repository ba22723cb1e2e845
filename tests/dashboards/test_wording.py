"""Every word of the console stands in both languages."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import dashboards
import hotline
import referral
from dashboards import labels
from dashboards.directory_pages import FAULT
from dashboards.refusals import REFUSAL, explained, said
from dashboards.wording import CATALOG, gettext
from hotline import contacts, tickets
from hotline.errors import IllegalMoveError, InvalidError
from hotline.staff import Role
from referral import attachments, checks, referrals, results
from referral.directory.sheet import Fault

HERE = Path(dashboards.__path__[0])
KEYWORDS = {"_": None, "gettext": None, "later": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")


def in_the_code() -> set[str]:
    found = extract_from_dir(str(HERE), METHODS, keywords=KEYWORDS)
    return {_first(message) for _, _, message, _, _ in found}


def in_the_catalog() -> list[Message]:
    with CATALOG.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def _first(message: str | tuple[str, ...] | list[str] | None) -> str:
    return message if isinstance(message, str) else (message or [""])[0]


def test_every_sentence_of_the_console_is_in_the_catalog_and_none_is_left_over() -> None:
    known, spoken = {_first(message.id) for message in in_the_catalog()}, in_the_code()
    assert spoken - known == set()
    assert known - spoken == set()


def _alike(message: Message) -> bool:
    english, vietnamese = _first(message.id), _first(message.string)
    fields = sorted(PLACE.findall(vietnamese)) == sorted(PLACE.findall(english))
    return bool(vietnamese) and fields and unicodedata.is_normalized("NFC", vietnamese)


def test_both_languages_hold_the_same_fields() -> None:
    assert [message.id for message in in_the_catalog() if not _alike(message)] == []


@pytest.mark.parametrize(
    ("words", "members"),
    [
        pytest.param(labels.STATUS, set(tickets.Status), id="states-of-a-ticket"),
        pytest.param(labels.OUTCOME, set(tickets.Outcome), id="outcomes-of-a-ticket"),
        pytest.param(labels.CONTACT_OUTCOME, set(contacts.Outcome), id="outcomes-of-a-contact"),
        pytest.param(labels.REFERRAL, set(referrals.Status), id="states-of-a-referral"),
        pytest.param(labels.VIA, set(referrals.Via), id="ways-an-agency-answers"),
        pytest.param(labels.FIGURE, set(results.NAMES), id="figures-of-a-result"),
        pytest.param(labels.LETTER, set(attachments.BEGINS), id="kinds-of-letters"),
        pytest.param(labels.ROLE, set(Role), id="roles"),
        pytest.param(FAULT, set(Fault), id="faults-of-the-directory"),
        pytest.param(labels.CHECK, set(checks.CHECKS), id="checks"),
    ],
)
def test_nothing_of_the_domain_is_without_a_word(words: dict[str, str], members: set[str]) -> None:
    assert set(words) == members


def refusals() -> Iterator[str]:
    """Every fixed sentence hotline and referral refuse a person with."""
    for package in (hotline, referral):
        for file in Path(package.__path__[0]).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                match node:
                    case ast.Raise(
                        exc=ast.Call(
                            func=ast.Name(id="InvalidError" | "NotAllowedError" | "NotFoundError"),
                            args=[ast.Constant(value=str(sentence))],
                        )
                    ):
                        yield sentence


def test_a_refusal_can_be_read_in_both_languages() -> None:
    known = set(refusals())
    assert known
    assert known - set(REFUSAL) == set()


def test_an_error_whose_sentence_is_not_known_says_only_what_kind_it_is() -> None:
    assert (
        said(InvalidError("a caller called Nguyễn")) == "Không thực hiện được với nội dung đã nhập."
    )
    assert said(IllegalMoveError("ticket", "closed", "taken")) == "Phiếu vừa thay đổi. Hãy xem lại."
    assert explained(500, "secret") == "Hệ thống gặp lỗi. Lỗi đã được ghi lại."
    assert explained(404, "no ticket 9") == "Không tìm thấy trang này."


def test_where_there_is_nothing_to_say_nothing_is_said() -> None:
    assert gettext("") == ""
