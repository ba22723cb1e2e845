"""What those who reported may hear, and when: the newest of what happened, once."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.feedback import Course, Feedback, Manner, Moment, due
from hotline.safety import opts_out, telling
from hotline.vocabulary import Language
from tests.referral.builders import policy

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
BEFORE, LONG_AGO = NOW - timedelta(hours=1), NOW - timedelta(days=31)
POLICY = policy().feedback
SILENT = Feedback(dict.fromkeys(Moment, Manner.NEVER), POLICY.outcomes, POLICY.offered_for)


def course(
    accepted: datetime | None = None,
    closed: datetime | None = None,
    outcome: str | None = None,
    *told: Moment,
) -> Course:
    return Course(accepted, closed, outcome, frozenset(told))


@pytest.mark.parametrize(
    ("how_far", "moment"),
    [
        pytest.param(course(), None, id="nothing-has-happened"),
        pytest.param(course(BEFORE), Moment.ACCEPTED, id="an-agency-has-it"),
        pytest.param(course(BEFORE, None, None, Moment.ACCEPTED), None, id="they-know"),
        pytest.param(course(LONG_AGO), None, id="too-long-ago"),
        pytest.param(course(None, BEFORE, "helped"), Moment.CLOSED, id="it-ended"),
        pytest.param(
            course(BEFORE, BEFORE, "helped"), Moment.CLOSED, id="of-the-end-not-of-the-beginning"
        ),
        pytest.param(
            course(BEFORE, BEFORE, "helped", Moment.ACCEPTED), Moment.CLOSED, id="both-in-turn"
        ),
        pytest.param(course(BEFORE, BEFORE, "helped", Moment.CLOSED), None, id="the-end-is-known"),
        pytest.param(course(BEFORE, BEFORE, "test_or_prank"), None, id="no-result"),
        pytest.param(course(BEFORE, BEFORE, "could_not_reach"), None, id="nobody-was-reached"),
        pytest.param(course(BEFORE, BEFORE, None), Moment.ACCEPTED, id="open-again"),
    ],
)
def test_what_they_may_hear_now(how_far: Course, moment: Moment | None) -> None:
    assert due(how_far, POLICY, NOW) is moment
    assert due(how_far, SILENT, NOW) is None


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("moment", Moment)
def test_the_words_tell_nothing_and_name_the_word_that_ends_them(
    moment: Moment, language: Language
) -> None:
    words = policy().say(f"feedback.{moment}", language)
    safe = policy().safe_contact
    assert telling(words, safe) == ()
    assert not any(commune.name in words for commune in policy().communes)
    assert opts_out(words.rpartition(":")[2], safe)
