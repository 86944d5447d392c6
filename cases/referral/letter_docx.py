"""The letter as DOCX, for agencies that put it into their own files."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cases.referral.letter import Letter

FONT = "微软雅黑"
"""What the reader's machine has; another Chinese font stands in where it has not."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, whatever somebody pasted."""


def letter_docx(letter: Letter) -> bytes:
    """Plain paragraphs: nothing that a person wrote becomes a field, a link or a formula."""
    page = Document()
    _look(page)
    _line(page, letter.office, size=17, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(page, f"编号：{letter.number}　　{letter.date}")
    _line(page, letter.title, size=15, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(page, f"{letter.to}：", bold=True)
    _line(page, "根据未成年人保护工作的需要，现将以下事项转介贵单位。")
    if letter.green:
        _line(page, letter.green, bold=True)
    _part(page, "一、情况", letter.summary)
    _part(page, "二、请贵单位", (letter.asks,))
    _part(page, f"三、依据（{letter.ground}）", letter.articles)
    _part(page, "四、回复", tuple(filter(None, (letter.answer, letter.link))))
    _part(page, "五、保密", (letter.secrecy,))
    _line(page, letter.office, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(page, letter.date, align=WD_ALIGN_PARAGRAPH.RIGHT)
    made = io.BytesIO()
    page.save(made)
    return made.getvalue()


def _look(page: Page) -> None:
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)


def _part(page: Page, title: str, lines: tuple[str, ...]) -> None:
    _line(page, title, bold=True)
    for line in lines:
        _line(page, line)


def _line(
    page: Page, text: str, *, size: int = 11, bold: bool = False, align: WD_ALIGN_PARAGRAPH | None = None
) -> None:
    paragraph = page.add_paragraph()
    run = paragraph.add_run(_NOT_XML.sub("", text))
    run.font.size, run.bold = Pt(size), bold
    if align is not None:
        paragraph.alignment = align
