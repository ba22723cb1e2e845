"""Who may be reached how, when and in which words: what nobody said is no."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from config import packs
from config.pack import PolicyError
from config.pack_safety import check
from hotline import triage
from hotline.errors import InvalidError
from hotline.safety import (
    Errand,
    Message,
    Refusal,
    Rules,
    Whose,
    decide,
    forbidden,
    opts_out,
    read,
    telling,
)
from hotline.triage import ContactFacts
from hotline.vocabulary import Channel, ContactChannel
from tests.referral.builders import policy

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # in the night
SAFE = policy().safe_contact
JUST_NOW = NOW - timedelta(minutes=1)
LONG_AGO = NOW - SAFE.answer_within - timedelta(seconds=1)

CALL_BACK = Message(Errand.ANSWER, Channel.CALL)
ANSWER = Message(Errand.ANSWER, Channel.SMS, "Em có nhắn được không?")
LIVE = Message(Errand.ANSWER, Channel.SMS, "Em có nhắn được không?", JUST_NOW)
FIRST = Message(Errand.FIRST_REPLY, Channel.SMS, "Đã nhận được tin của bạn.", JUST_NOW)
NEWS = Message(Errand.FEEDBACK, Channel.SMS, "Việc bạn nhắn đã có người lo.", JUST_NOW)
POLICE_NAMED = Message(Errand.ANSWER, Channel.SMS, "Công an đang tới", JUST_NOW)

ASKED = Rules(may_call=False, asked_not_to=True)
BY_DAY = Rules(may_text=True, may_call=True, opens=time(15), closes=time(17))
BY_NIGHT = Rules(may_text=True, may_call=True, opens=time(22), closes=time(5))


@pytest.mark.parametrize(
    ("message", "rules", "refusal"),
    [
        pytest.param(CALL_BACK, Rules(), Refusal.NOT_SAID, id="nobody-said-that-calling-is-safe"),
        pytest.param(CALL_BACK, Rules(whose=Whose.CHILD), Refusal.NOT_SAID, id="a-childs-number"),
        pytest.param(CALL_BACK, Rules(whose=Whose.ADULT), None, id="an-adults-number"),
        pytest.param(CALL_BACK, Rules(may_call=True), None, id="they-said-we-may-call"),
        pytest.param(CALL_BACK, Rules(may_text=True), Refusal.NOT_SAID, id="texting-is-no-calling"),
        pytest.param(
            CALL_BACK,
            Rules(whose=Whose.ADULT, may_call=False),
            Refusal.SAID_NO,
            id="an-adult-who-said-no",
        ),
        pytest.param(CALL_BACK, ASKED, Refusal.ASKED_NOT_TO, id="asked-not-to-be-called"),
        pytest.param(ANSWER, Rules(), Refusal.NOT_SAID, id="a-text-to-who-never-wrote"),
        pytest.param(
            Message(Errand.ANSWER, Channel.SMS, "", LONG_AGO),
            Rules(),
            Refusal.NOT_SAID,
            id="who-wrote-long-ago-may-have-put-it-down",
        ),
        pytest.param(LIVE, Rules(), None, id="who-has-just-written-is-answered"),
        pytest.param(LIVE, Rules(whose=Whose.CHILD), None, id="a-child-that-has-just-written"),
        pytest.param(LIVE, ASKED, None, id="the-thread-stays-open-after-do-not-call"),
        pytest.param(
            LIVE,
            Rules(may_text=False, asked_not_to=True),
            Refusal.ASKED_NOT_TO,
            id="asked-not-to-be-texted-either",
        ),
        pytest.param(ANSWER, Rules(may_text=True), None, id="they-said-we-may-text"),
        pytest.param(FIRST, Rules(), None, id="the-first-reply-to-a-new-number"),
        pytest.param(FIRST, ASKED, Refusal.ASKED_NOT_TO, id="nothing-by-itself-after-do-not-call"),
        pytest.param(FIRST, Rules(may_text=False), Refusal.SAID_NO, id="no-first-reply"),
        pytest.param(NEWS, Rules(), Refusal.NOT_SAID, id="news-is-no-answer"),
        pytest.param(NEWS, Rules(may_text=True), None, id="news-where-texting-is-safe"),
        pytest.param(NEWS, Rules(whose=Whose.ADULT), None, id="news-for-an-adult"),
        pytest.param(
            NEWS,
            Rules(may_text=True, may_tell=False),
            Refusal.WANTS_NO_NEWS,
            id="news-nobody-wants",
        ),
        pytest.param(NEWS, ASKED, Refusal.ASKED_NOT_TO, id="no-news-after-do-not-call"),
        pytest.param(CALL_BACK, BY_DAY, Refusal.OUTSIDE_HOURS, id="a-call-outside-the-hours"),
        pytest.param(ANSWER, BY_DAY, Refusal.OUTSIDE_HOURS, id="a-text-outside-the-hours"),
        pytest.param(LIVE, BY_DAY, None, id="who-writes-outside-the-hours-is-answered"),
        pytest.param(CALL_BACK, BY_NIGHT, None, id="hours-through-midnight"),
        pytest.param(POLICE_NAMED, Rules(), Refusal.TELLING_WORDS, id="words-that-give-it-away"),
        pytest.param(
            POLICE_NAMED,
            Rules(may_text=True),
            Refusal.TELLING_WORDS,
            id="texting-is-safe-but-nobody-said-in-which-words",
        ),
        pytest.param(POLICE_NAMED, Rules(any_words=True), None, id="nobody-else-reads-it"),
    ],
)
def test_what_may_reach_a_caller(message: Message, rules: Rules, refusal: Refusal | None) -> None:
    assert decide(message, rules, SAFE, NOW).refusal is refusal


@pytest.mark.parametrize(
    ("rules", "at", "safe"),
    [
        pytest.param(BY_DAY, time(14, 59), False, id="a-minute-before"),
        pytest.param(BY_DAY, time(15), True, id="as-they-begin"),
        pytest.param(BY_DAY, time(16, 59), True, id="in-their-last-minute"),
        pytest.param(BY_DAY, time(17), False, id="as-they-end"),
        pytest.param(BY_NIGHT, time(21, 59), False, id="a-minute-before-the-night"),
        pytest.param(BY_NIGHT, time(22), True, id="as-the-night-begins"),
        pytest.param(BY_NIGHT, time(0), True, id="at-midnight"),
        pytest.param(BY_NIGHT, time(4, 59), True, id="in-the-last-minute-of-the-night"),
        pytest.param(BY_NIGHT, time(5), False, id="as-the-night-ends"),
        pytest.param(BY_NIGHT, time(12), False, id="at-noon"),
        pytest.param(replace(BY_DAY, opens=None), time(12), True, id="no-beginning-is-no-hours"),
        pytest.param(replace(BY_DAY, closes=None), time(12), True, id="no-end-is-no-hours"),
    ],
)
def test_a_call_leaves_within_the_safe_hours_to_the_minute(
    rules: Rules, at: time, safe: bool
) -> None:
    assert decide(CALL_BACK, rules, SAFE, datetime.combine(NOW, at, NOW.tzinfo)).may is safe


def test_who_wrote_within_the_time_for_an_answer_holds_the_telephone_to_its_last_second() -> None:
    just = replace(LIVE, heard_at=NOW - SAFE.answer_within)

    assert decide(just, Rules(), SAFE, NOW).may
    assert not decide(replace(just, heard_at=LONG_AGO), Rules(), SAFE, NOW).may


def test_a_refusal_says_from_when_it_is_safe_or_which_words_gave_it_away() -> None:
    assert decide(CALL_BACK, BY_DAY, SAFE, NOW).opens == time(15)
    assert decide(POLICE_NAMED, Rules(), SAFE, NOW).words == ("công an",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Công an đang đến", ("công an",), id="with-marks"),
        pytest.param("CONG AN dang den", ("công an",), id="without-marks"),
        pytest.param("Từ từ thôi nhé, em cứ nhắn", (), id="slowly-is-not-suicide"),
        pytest.param("Cô chú đang đọc đây, bạn nhắn tiếp đi", (), id="neutral"),
        pytest.param("Mình công nhận anh ấy giỏi", (), id="parts-of-other-words"),
    ],
)
def test_words_that_tell_whoever_reads_over_a_shoulder(text: str, found: tuple[str, ...]) -> None:
    assert telling(text, SAFE) == found


CALLS = frozenset({Channel.CALL})
BOTH = frozenset(Channel)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        pytest.param("đừng gọi lại, ba con đang ở đây", CALLS, id="do-not-call-dad-is-here"),
        pytest.param("dung goi lai nha", CALLS, id="without-marks"),
        pytest.param("đừng nhắn lại nữa nha", BOTH, id="do-not-text"),
        pytest.param("máy này của ba", BOTH, id="it-is-dads-telephone"),
        pytest.param("ba con hay lục máy", BOTH, id="somebody-looks-through-it"),
        pytest.param("em bị bạn bắt nạt ở lớp", frozenset(), id="nothing-about-it"),
        pytest.param("cô gọi lại cho con nhé", frozenset(), id="please-call"),
    ],
)
def test_a_childs_own_words_forbid_calls_and_where_they_are_about_texts_those_too(
    text: str, ways: frozenset[Channel]
) -> None:
    facts = ContactFacts(channel=ContactChannel.SMS, text=text)
    reasons = triage.assess(facts, policy(), NOW.astimezone(UTC)).reasons
    assert forbidden(((one.code, one.quote) for one in reasons), SAFE) == ways


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Thôi", True),
        ("khong can bao nua", True),
        ("thôi em sợ lắm", False),
        ("STOP", False),
        ("", False),
    ],
)
def test_news_ends_by_a_word_that_stands_alone(text: str, ends: bool) -> None:
    assert opts_out(text, SAFE) is ends


def test_what_is_safe_is_read_as_it_was_typed() -> None:
    form = {
        "whose": "child",
        "may_text": "yes",
        "may_call": "no",
        "any_words": "no",
        "opens": "15:00",
        "closes": "17:30",
        "picks_up": " chị gái ",
        "saying": "bạn cùng lớp",
    }
    said = read(form)
    assert said == Rules(
        whose=Whose.CHILD,
        may_call=False,
        may_text=True,
        opens=time(15),
        closes=time(17, 30),
        picks_up="chị gái",
        saying="bạn cùng lớp",
    )


def test_hours_left_open_are_none() -> None:
    said = read({"whose": "child"})

    assert (said.opens, said.closes) == (None, None)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"whose": "the dog's"}, id="nobodys-telephone"),
        pytest.param({"whose": "child", "may_call": "maybe"}, id="neither-yes-nor-no"),
        pytest.param({"whose": "child", "opens": "15:00"}, id="hours-without-an-end"),
        pytest.param({"whose": "child", "closes": "15:00"}, id="hours-without-a-beginning"),
        pytest.param(
            {"whose": "child", "opens": "15:00", "closes": "15:00"}, id="hours-of-no-length"
        ),
        pytest.param({"whose": "child", "opens": "3pm", "closes": "17:00"}, id="no-time"),
    ],
)
def test_what_is_no_answer_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(InvalidError):
        read(form)


def test_a_pack_whose_own_first_reply_gives_it_away_is_refused() -> None:
    pack = packs.shipped("vietnam")
    texts = dict.fromkeys(pack.texts["line"], "Tổng đài bảo vệ trẻ em đã nhận")
    loud = vars(pack) | {"texts": {**pack.texts, "sms.reply.received": texts}}
    with pytest.raises(PolicyError, match="gives away too much"):
        check(type(pack)(**loud), frozenset(SAFE.stops))


def test_a_pack_that_heeds_a_rule_no_lexicon_has_is_refused() -> None:
    with pytest.raises(PolicyError, match="no such rule of the lexicon"):
        check(policy(), frozenset())
