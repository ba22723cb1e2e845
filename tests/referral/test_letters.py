"""The least that lets people act: no name, no number, no word of a caller."""

import re

import pytest

from hotline.text import Encoding, segments
from hotline.vocabulary import Channel, Language, Severity
from referral import letters
from referral.letters import DigestFacts, PageFacts, ReferralFacts
from tests.referral.builders import policy

LINK = "https://hotline.test/r/" + "x" * 43


def page(severity: Severity, channel: Channel, language: Language) -> str:
    return letters.page(PageFacts(987654, severity, "BCDGHK"), channel, policy(), language)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("severity", list(Severity))
def test_a_page_by_sms_is_one_plain_segment(severity: Severity, language: Language) -> None:
    text = page(severity, Channel.SMS, language)

    assert segments(text).encoding is Encoding.GSM7
    assert segments(text).count == 1
    assert "BCDGHK" in text
    assert "987654" in text
    assert "http" not in text


@pytest.mark.parametrize("language", list(Language))
def test_a_page_by_telephone_spells_the_ticket_and_names_the_keys(language: Language) -> None:
    text = page(Severity.CRITICAL, Channel.CALL, language)

    assert "9 8 7 6 5 4" in text
    assert {"4", "5"} <= set(re.findall(r"(?:Bấm|Press) (\d)", text))
    assert "BCDGHK" not in text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("count", [2, 10, 11, 10_000])
def test_a_digest_of_however_many_is_two_plain_segments(count: int, language: Language) -> None:
    half = count // 2
    tickets = tuple((987654 + n, list(Severity)[n >= half]) for n in range(count))

    text = letters.digest(DigestFacts(tickets, "BCDGHK"), Channel.SMS, policy(), language)

    assert segments(text).encoding is Encoding.GSM7
    assert segments(text).count <= 2
    assert "BCDGHK" in text
    assert "987654" in text
    assert f"{count - 10}" in text or count <= 10


@pytest.mark.parametrize("place", [None, *sorted({c.name for c in policy().communes})])
def test_a_referral_by_sms_is_plain_and_carries_code_place_and_link(place: str | None) -> None:
    facts = ReferralFacts("BCDGHK", Severity.CRITICAL, place, LINK)

    text = letters.referral(facts, Channel.SMS, policy())

    assert segments(text).encoding is Encoding.GSM7
    assert segments(text).count <= 2
    assert text.endswith(LINK)
    assert "BCDGHK" in text


def test_a_referral_by_telephone_spells_the_code_and_has_no_link() -> None:
    facts = ReferralFacts("BCDGHK", Severity.HIGH, "Kỳ Anh", LINK)

    text = letters.referral(facts, Channel.CALL, policy())

    assert "B, C, D, G, H, K" in text
    assert "Kỳ Anh" in text
    assert "http" not in text


def test_a_place_nobody_knows_is_said_to_be_unknown() -> None:
    facts = ReferralFacts("BCDGHK", Severity.HIGH, None, LINK)

    assert policy().say("referral.place_unknown") in letters.referral(facts, Channel.CALL, policy())


CARRIES = {
    "count",
    "tickets",
    "ticket",
    "severity",
    "code",
    "code_spoken",
    "ticket_spoken",
    "place",
    "link",
}


@pytest.mark.parametrize(
    "key",
    [
        "page.sms",
        "page.call",
        "page.digest_sms",
        "page.digest_call",
        "page.email",
        "page.digest_email",
        "referral.sms",
        "referral.call",
    ],
)
@pytest.mark.parametrize("language", list(Language))
def test_no_letter_has_a_blank_for_a_name_a_number_or_a_story(key: str, language: Language) -> None:
    blanks = set(re.findall(r"{(\w+)}", policy().texts[key][language]))

    assert blanks <= CARRIES
