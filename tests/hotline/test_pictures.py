"""What is a picture, who may open it, and how little its patches show."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from hotline import handling
from hotline.handling import Bar, Word
from hotline.pictures import kinds
from hotline.pictures.blurring import MOST_PIXELS, SIDE, blurred
from tests.referral.builders import policy

RULES = policy().pictures
COUNSELOR, SUPERVISOR, ADMIN = "counselor", "supervisor", "admin"


def drawn(size: tuple[int, int] = (600, 400), form: str = "PNG") -> bytes:
    """Thin letters on white, as somebody photographs a page."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((20, 20), "Nguyen Van A", fill="black")
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", kinds.JPEG, id="photograph"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", kinds.PNG, id="picture"),
        pytest.param(b"GIF89a..", kinds.GIF, id="moving-picture"),
        pytest.param(b"RIFF\n\x00\x00\x00WEBPVP8 ", kinds.WEBP, id="webp"),
        pytest.param(b"\x00\x00\x00\x18ftypheic", kinds.HEIC, id="of-an-iphone"),
        pytest.param(b"\x00\x00\x00\x18ftypisom", kinds.MP4, id="film"),
        pytest.param(b"\x00\x00\x00\x18ftyp3gp5", kinds.THREE_GP, id="film-of-an-old-telephone"),
        pytest.param(b"#!AMR\n", kinds.AMR, id="sound"),
        pytest.param(b"%PDF-1.7", kinds.PDF, id="document"),
        pytest.param(b"<svg onload='alert(1)'>", None, id="a-drawing-with-a-script"),
        pytest.param(b"<html>\xff\xd8\xff", None, id="a-page-that-pretends"),
        pytest.param(b"MZ\x90\x00", None, id="a-program"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(begins: bytes, kind: str | None) -> None:
    assert kinds.kind_of(begins) == kind


def test_every_kind_has_an_ending() -> None:
    assert set(kinds.ENDINGS) > kinds.SHOWN
    assert {kind for _, kind in kinds._BEGINS} == set(kinds.ENDINGS)


@pytest.mark.parametrize(
    ("categories", "word", "guarded"),
    [
        pytest.param(["school"], None, False, id="about-school"),
        pytest.param(["school", "sexual_abuse"], None, True, id="about-abuse-too"),
        pytest.param(["sexual_abuse"], Word.CLEARED, False, id="somebody-looked-it-is-none"),
        pytest.param(["school"], Word.SUSPECTED, True, id="somebody-looked-it-is"),
        pytest.param([], None, False, id="about-nothing-known"),
    ],
)
def test_a_persons_word_counts_before_what_the_ticket_is_about(
    categories: list[str], word: Word | None, guarded: bool
) -> None:
    assert handling.is_guarded(categories, word, RULES) is guarded


@pytest.mark.parametrize(
    ("role", "any_picture", "guarded"),
    [(COUNSELOR, True, False), (SUPERVISOR, True, True), (ADMIN, False, False)],
)
def test_what_may_show_abuse_is_opened_by_fewer(
    role: str, any_picture: bool, guarded: bool
) -> None:
    assert handling.may_open(role, RULES, guarded=False) is any_picture
    assert handling.may_open(role, RULES, guarded=True) is guarded


@pytest.mark.parametrize(
    ("role", "was", "word", "guarded", "may"),
    [
        pytest.param(COUNSELOR, None, Word.SUSPECTED, False, True, id="a-counselor-guards-it"),
        pytest.param(COUNSELOR, Word.SUSPECTED, Word.CLEARED, True, False, id="and-frees-it-not"),
        pytest.param(COUNSELOR, None, Word.CLEARED, True, False, id="nor-what-the-rules-guard"),
        pytest.param(SUPERVISOR, Word.SUSPECTED, Word.CLEARED, True, True, id="a-supervisor-does"),
        pytest.param(SUPERVISOR, Word.CLEARED, Word.CLEARED, False, False, id="said-already"),
        pytest.param(ADMIN, None, Word.SUSPECTED, False, False, id="not-who-opens-none"),
    ],
)
def test_to_guard_a_picture_is_easy_and_to_free_it_needs_a_supervisor(
    role: str, was: Word | None, word: Word, guarded: bool, may: bool
) -> None:
    assert handling.may_say(role, was, word, RULES, guarded=guarded) is may


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_of_a_picture_only_patches_of_colour_are_left(form: str) -> None:
    patches = blurred(drawn(form=form))
    assert patches is not None
    with Image.open(BytesIO(patches)) as left:
        assert (left.format, max(left.size)) == ("PNG", SIDE)
        dark = left.convert("L").histogram()[:200]
    assert sum(dark) == 0  # no letter is left


def test_nothing_of_the_file_but_its_colours_is_in_the_patches() -> None:
    out, marked = BytesIO(), Image.new("RGB", (64, 64), "red")
    place = Image.Exif()
    place[0x010E] = "nha ba Tu, xom 3"
    marked.save(out, "JPEG", exif=place, comment=b"xom 3")
    assert b"xom 3" in out.getvalue()
    patches = blurred(out.getvalue())
    assert patches is not None
    assert b"xom 3" not in patches


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(drawn()[:60], id="broken-off"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(64), id="a-head-and-nothing"),
        pytest.param(b"\xff\xd8\xff" + bytes(64), id="no-photograph"),
        pytest.param(b"%PDF-1.7", id="a-document"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_cannot_be_read_has_no_patches_and_breaks_nothing(content: bytes) -> None:
    assert blurred(content) is None


def test_a_small_file_that_unpacks_into_a_wall_is_not_unpacked() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    out = BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert blurred(out.getvalue()) is None


HANDED = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("role", "handed_at", "later", "bar"),
    [
        pytest.param(COUNSELOR, HANDED, WEEK, Bar.NOT_YOURS, id="not-a-counselors"),
        pytest.param(SUPERVISOR, None, WEEK, Bar.NOT_HANDED_OVER, id="nobody-has-it-yet"),
        pytest.param(SUPERVISOR, HANDED, WEEK - timedelta(hours=1), Bar.TOO_SOON, id="too-soon"),
        pytest.param(SUPERVISOR, HANDED, WEEK, None, id="after-a-week"),
    ],
)
def test_a_picture_is_erased_by_few_and_only_after_it_was_handed_over(
    role: str, handed_at: datetime | None, later: timedelta, bar: Bar | None
) -> None:
    assert handling.bar_to_erasing(role, handed_at, RULES, HANDED + later) is bar
