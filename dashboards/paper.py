"""A finished form as PDF: A4, in Vietnamese, laid out as administrative papers there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from dashboards import paper_body
from dashboards.paper_body import STYLES, TEXT_WIDTH
from hotline.facts import Holder
from hotline.forms import Form
from hotline.vocabulary import Language
from referral.forms.filling import Answers

FACES = Path(__file__).parent / "static" / "vendor"
LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 15 * mm, 20 * mm, 20 * mm
UNCHECKED = (
    "(*) Lời văn chính thức cần kiểm tra: những mục này ghi theo trí nhớ, chưa đối chiếu với "
    "phụ lục của nghị định."
)


@dataclass(frozen=True)
class Head:
    """What stands above the title; `foot` is the line's own trace of the paper, without a name."""

    above: str
    office: str
    number: str
    place_and_day: str
    state: str
    motto: str
    foot: str


def pdf(form: Form, answers: Answers, head: Head) -> bytes:
    """No name of anybody stands in the file's own properties."""
    _register()
    file = BytesIO()
    page = Frame(LEFT, BOTTOM, TEXT_WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    paper = BaseDocTemplate(
        file, pagesize=A4, title=f"Mẫu số {form.number}", author="", creator="", lang="vi-VN"
    )

    def trace(canvas: Canvas, _paper: BaseDocTemplate) -> None:
        canvas.setFont("Tinos", 13)
        if canvas.getPageNumber() > 1:
            canvas.drawCentredString(A4[0] / 2, A4[1] - 12 * mm, str(canvas.getPageNumber()))
        canvas.setFont("Tinos", 9)
        canvas.drawString(LEFT, 11 * mm, head.foot)

    paper.addPageTemplates([PageTemplate(frames=[page], onPage=trace)])
    paper.build([*_head(head), *_title(form, answers), *paper_body.body(form, answers), _end(form)])
    return file.getvalue()


@cache
def _register() -> None:
    """The faces are read once for each process."""
    for name, file in (
        ("Tinos", "Tinos_400Regular"),
        ("Tinos-Bold", "Tinos_700Bold"),
        ("Tinos-Italic", "Tinos_400Regular_Italic"),
        ("Tinos-BoldItalic", "Tinos_700Bold_Italic"),
    ):
        pdfmetrics.registerFont(TTFont(name, FACES / f"{file}.ttf"))
    pdfmetrics.registerFontFamily(
        "Tinos", "Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"
    )


def _head(head: Head) -> Sequence[Flowable]:
    office = [
        _centred(escape(head.above), 12),
        _centred(f"<b>{escape(head.office)}</b>", 12),
        HRFlowable(width="35%", thickness=0.7, color=colors.black, spaceBefore=2, spaceAfter=4),
        _centred(escape(head.number), 13),
    ]
    state = [
        _centred(f"<b>{escape(head.state)}</b>", 12),
        _centred(f"<b>{escape(head.motto)}</b>", 13),
        HRFlowable(width="58%", thickness=0.7, color=colors.black, spaceBefore=2, spaceAfter=4),
        _centred(f"<i>{escape(head.place_and_day)}</i>", 13),
    ]
    return [_two(office, state, 0.42), Spacer(0, 5 * mm)]


def _title(form: Form, answers: Answers) -> Sequence[Flowable]:
    title = f"<b>{escape(form.words[Language.VI].upper())}</b>"
    ending = ""
    if form.suffix:
        said = answers.get(form.suffix)
        options = form.field(form.suffix).options
        found = [one.words[Language.VI] for one in options if one.code == said]
        ending = f"<br/><b>{escape(found[0].upper())}</b>" if found else ""
    checked = all(section.verified for section in form.sections) and form.verified
    note = [] if checked else [Paragraph(UNCHECKED, STYLES["note"])]
    number = Paragraph(f"<b>Mẫu số {form.number}</b>", STYLES["right"])
    return [number, _centred(title + ending, 14), Spacer(0, 3 * mm), *note]


def _end(form: Form) -> Flowable:
    """Where somebody signs by hand, never apart from each other and never signed by us."""
    stamp = "(Ký tên, đóng dấu)" if form.signed_by is Holder.CHAIRMAN else "(Ký, ghi rõ họ tên)"
    sign = [_centred(f"<b>{escape(form.signature)}</b>", 13), _centred(f"<i>{stamp}</i>", 12)]
    told = [
        Paragraph("<b><i>Nơi nhận:</i></b>", STYLES["told"]),
        Paragraph("- …………………………;", STYLES["told"]),
        Paragraph("- Lưu: ……………………", STYLES["told"]),
    ]
    return KeepTogether([Spacer(0, 6 * mm), _two(told, [*sign, Spacer(0, 28 * mm)], 0.5)])


def _two(left: Sequence[Flowable], right: Sequence[Flowable], share: float) -> Table:
    widths = [TEXT_WIDTH * share, TEXT_WIDTH * (1 - share)]
    every = (0, 0), (-1, -1)
    bare = TableStyle([("VALIGN", *every, "TOP"), ("ALIGN", *every, "CENTER")])
    for side in ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING"):
        bare.add(side, *every, 0)
    return Table([[list(left), list(right)]], colWidths=widths, style=bare)


def _centred(words: str, size: int) -> Paragraph:
    style = ParagraphStyle(
        f"centred-{size}", fontName="Tinos", fontSize=size, leading=size * 1.25, alignment=TA_CENTER
    )
    return Paragraph(words, style)
