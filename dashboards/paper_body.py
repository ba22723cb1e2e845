"""What stands between the title of a printed form and its signature: sections, fields, scales."""

from collections.abc import Iterator, Sequence
from html import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from dashboards.times import typed_moment
from hotline.forms import Field, FieldKind, Form, Option, Side
from hotline.vocabulary import Language
from referral.forms import filling, tally
from referral.forms.filling import Answers

TEXT_WIDTH = A4[0] - 45 * mm
LONG_OPTION = 30  # characters: such options stand each on a line
BLANK_ROWS = 3  # of a table in which nothing stands
DOTS = "…" * 14
MARK = " (*)"
CHOSEN, OPEN = "■", "□"
TEXT = ParagraphStyle("base", fontName="Tinos", fontSize=13, leading=17, spaceAfter=4)
SMALL = ParagraphStyle("small", fontName="Tinos", fontSize=11, leading=14)
STYLES = {
    "text": ParagraphStyle("text", TEXT, alignment=TA_JUSTIFY),
    "section": ParagraphStyle(
        "section", TEXT, fontName="Tinos-Bold", spaceBefore=7, keepWithNext=1
    ),
    "right": ParagraphStyle("right", TEXT, alignment=TA_RIGHT),
    "note": ParagraphStyle("note", SMALL, fontName="Tinos-Italic", spaceAfter=6),
    "told": ParagraphStyle("told", SMALL, leading=15),
    "cell": SMALL,
    "mark": ParagraphStyle("mark", SMALL, alignment=TA_CENTER),
}
GRID = TableStyle(
    [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
)


def body(form: Form, answers: Answers) -> Iterator[Flowable]:
    compared = False
    for section in form.sections:
        if form.suffix in {field.code for field in section.fields}:
            continue  # the title says it
        yield Paragraph(escape(section.words[Language.VI]), STYLES["section"])
        levels = [field for field in section.fields if field.kind is FieldKind.LEVEL]
        if levels:
            yield _scale(levels, form, answers)
            last = levels[0].side is Side.PROTECTION
            if last and not compared:
                compared = True
                yield Paragraph(_comparison(form, answers), STYLES["text"])
        for field in section.fields:
            if field.kind is not FieldKind.LEVEL:
                yield from _field(field, answers)


def _label(field: Field) -> str:
    return escape(field.words[Language.VI]) + ("" if field.verified else MARK)


def _field(field: Field, answers: Answers) -> Iterator[Flowable]:
    if field.kind is FieldKind.TABLE:
        yield Paragraph(f"{_label(field)}:", STYLES["text"])
        yield _table(field, answers)
        yield Spacer(0, 2 * mm)
        return
    said = answers.get(field.code, "")
    yield Paragraph(f"{_label(field)}: {_said(field, said)}", STYLES["text"])


def _said(field: Field, said: str) -> str:
    """Blank is a dotted line somebody can still write on."""
    if field.options:
        long = any(len(one.words[Language.VI]) > LONG_OPTION for one in field.options)
        return ("<br/>" if long else " &nbsp; ").join(
            f"{CHOSEN if one.code == said else OPEN}&nbsp;{escape(one.words[Language.VI])}"
            for one in field.options
        )
    if not said:
        return DOTS * (3 if field.kind is FieldKind.TEXT else 1)
    if field.kind in (FieldKind.DATE, FieldKind.MOMENT):
        return typed_moment(said)
    return escape(said).replace("\n", "<br/>")


def _table(field: Field, answers: Answers) -> Table:
    blank = [dict.fromkeys((one.code for one in field.options), "")] * BLANK_ROWS
    head = [_cell(f"<b>{escape(one.words[Language.VI])}</b>") for one in field.options]
    rows = [
        [_cell(escape(row[one.code]) or "&nbsp;") for one in field.options]
        for row in filling.rows(field, answers) or blank
    ]
    width = TEXT_WIDTH / len(field.options)
    return Table([head, *rows], colWidths=[width] * len(head), style=GRID, repeatRows=1)


def _scale(levels: Sequence[Field], form: Form, answers: Answers) -> Table:
    """Each item with its three levels, and how often each was chosen."""
    head = [_cell(f"<b>{words}</b>") for words in ("Nội dung", "Cao", "Trung bình", "Thấp")]
    rows = [
        [
            _cell(_label(field)),
            *(_level(one, answers.get(field.code)) for one in field.options),
        ]
        for field in levels
    ]
    side = levels[0].side
    counted = tally.count(form, answers)[side] if side else None
    numbers = (counted.high, counted.medium, counted.low) if counted else ()
    foot = [_cell("<b>Số lượng</b>"), *(_mark(f"<b>{number}</b>") for number in numbers)]
    widths = [TEXT_WIDTH * share for share in (0.34, 0.22, 0.22, 0.22)]
    return Table([head, *rows, foot], colWidths=widths, style=GRID, repeatRows=1)


def _level(one: Option, said: str | None) -> Paragraph:
    """The head of the table says high, medium and low; here stands what that means."""
    explained = one.words[Language.VI].partition(": ")[2]
    return _cell(f"{CHOSEN if one.code == said else OPEN} {escape(explained)}")


def _comparison(form: Form, answers: Answers) -> str:
    """Side by side; the scales point opposite ways, and nobody here concludes."""
    said = "; ".join(
        f"{escape(form.sides[side][Language.VI])}: {counted.high}"
        for side, counted in tally.count(form, answers).items()
    )
    return (
        f"<i>So sánh số mức “Cao”: {said}. Hai thang ngược chiều nhau, đếm riêng, không cộng.</i>"
    )


def _cell(words: str) -> Paragraph:
    return Paragraph(words, STYLES["cell"])


def _mark(words: str) -> Paragraph:
    return Paragraph(words, STYLES["mark"])
