"""How sure triage is, and that it changes nothing."""

from datetime import UTC, datetime

import pytest

from config.packs import shipped
from hotline.confidence import Confidence, Ground, confidence
from hotline.triage import Assessment, ContactFacts, assess
from hotline.vocabulary import ContactChannel, Severity

POLICY = shipped("vietnam")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CRITICAL, HIGH, ROUTINE = Severity


def triaged(words: str, *, danger_key: bool = False, repeats: int = 0) -> Assessment:
    facts = ContactFacts(ContactChannel.SMS, words, danger_key=danger_key, repeats=repeats)
    return assess(facts, POLICY, NOW)


@pytest.mark.parametrize(
    ("assessment", "sure"),
    [
        pytest.param(triaged("em muốn tự tử"), Confidence.HIGH, id="in-their-marks"),
        pytest.param(triaged("em muon tu tu"), Confidence.MEDIUM, id="without-marks"),
        pytest.param(triaged("em muon tu tu, tự tử"), Confidence.HIGH, id="once-in-their-marks"),
        pytest.param(triaged("a", danger_key=True), Confidence.HIGH, id="the-danger-key"),
        pytest.param(triaged(""), Confidence.LOW, id="a-silent-text"),
        pytest.param(triaged("chào anh chị ạ"), Confidence.LOW, id="nothing-was-found"),
        pytest.param(triaged("chào anh chị ạ", repeats=5), Confidence.LOW, id="only-again"),
        pytest.param(triaged("tự tử haha"), Confidence.LOW, id="beside-laughter"),
        pytest.param(triaged("em không muốn tự tử"), Confidence.LOW, id="denied"),
        pytest.param(triaged("em không muốn chết đâu"), Confidence.LOW, id="denied-and-asked"),
        pytest.param(triaged("không ai cứu em cả"), Confidence.HIGH, id="a-plea-with-a-no-in-it"),
    ],
)
def test_triage_says_how_sure_it_is(assessment: Assessment, sure: Confidence) -> None:
    assert assessment.confidence is sure


@pytest.mark.parametrize(
    ("severity", "reasons", "sure"),
    [
        pytest.param(HIGH, [(CRITICAL, Ground.MARKED)], Confidence.LOW, id="overruled"),
        pytest.param(HIGH, [(ROUTINE, Ground.MARKED)], Confidence.LOW, id="milder"),
        pytest.param(
            HIGH, [(HIGH, Ground.LOWERED), (HIGH, Ground.SAID)], Confidence.HIGH, id="the-surest"
        ),
        pytest.param(CRITICAL, [], Confidence.LOW, id="nothing"),
    ],
)
def test_only_what_holds_the_severity_up_makes_it_sure(
    severity: Severity, reasons: list[tuple[Severity, Ground]], sure: Confidence
) -> None:
    assert confidence(severity, reasons) is sure
