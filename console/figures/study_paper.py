"""An anonymised case as a document: the facts as they were chosen, and what somebody wrote."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from docx import Document

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, whatever somebody pasted."""


def as_docx(facts: Sequence[tuple[str, str]], texts: Sequence[tuple[str, str]]) -> bytes:
    """Plain paragraphs; the document names neither who wrote it nor when."""
    page = Document()
    page.core_properties.author = page.core_properties.comments = ""
    page.add_heading("典型案例（已隐去身份）", level=1)
    table = page.add_table(rows=0, cols=2, style="Table Grid")
    for name, value in facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, value
    for title, text in texts:
        if text:
            page.add_heading(title, level=2)
            for line in text.splitlines():
                page.add_paragraph(_NOT_XML.sub("", line))
    page.add_paragraph("本案例供业务学习使用。请不要根据内容猜测、打听或传播当事人的情况。")
    made = io.BytesIO()
    page.save(made)
    return made.getvalue()
