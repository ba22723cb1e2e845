"""Questions for whoever listens: those that fit, in both languages, and none that must be asked."""

import pytest

from config.packs import shipped
from hotline.guides import fitting, questions
from hotline.vocabulary import Language

GUIDES = shipped("vietnam").guides


@pytest.mark.parametrize(
    ("categories", "begins"),
    [
        pytest.param(["suicide_selfharm"], ["suicide-done"], id="suicide"),
        pytest.param(["trafficking", "family"], ["trafficking-free"], id="trafficking"),
        pytest.param(
            ["online_sexual", "sexual_abuse"], ["sexual-safe", "online-where"], id="two-that-fit"
        ),
        pytest.param(["school"], [], id="nothing-fits"),
        pytest.param([], [], id="not-yet-known"),
    ],
)
def test_only_questions_that_fit_are_shown(categories: list[str], begins: list[str]) -> None:
    assert [one.questions[0].code for one in fitting(GUIDES, categories)] == begins


def test_nobody_is_asked_more_of_sexual_abuse_than_of_anything_else() -> None:
    [sexual] = fitting(GUIDES, ["sexual_abuse"])
    assert len(sexual.questions) == min(len(guide.questions) for guide in GUIDES)


@pytest.mark.parametrize("language", Language)
def test_every_question_is_a_question(language: Language) -> None:
    assert all(one.words[language].endswith("?") for one in questions(GUIDES))
