"""The letter: every part in both papers, nothing a person wrote becomes markup, no PDF without Chinese characters."""

from __future__ import annotations

import io
from datetime import datetime, timezone

import docx
import pypdf
import pytest

from cases.referral.agencies import agencies
from cases.referral.content import UNPROVEN, Agency, Content, Ground, compose
from cases.referral.letter import Letter, compose_letter
from cases.referral.letter_docx import letter_docx
from cases.referral.letter_pdf import letter_pdf
from cases.referral.words import Basis
from humiao import typeset
from humiao.errors import HumiaoError

NASTY = '他说“再说就打死你” #eval("1+1") *粗* $x$ <b>&</b> \\ =cmd|1 @import \x0b\x00{{7*7}}'
LINK = "https://hf.example.cn/r/" + "a" * 43
AT = datetime(2026, 11, 21, 20, 0, tzinfo=timezone.utc)


def letter(link: str = LINK) -> Letter:
    kind = agencies().kinds["legal_aid"]
    summary = compose({"age": "约13岁", "happened": NASTY, "school": " "}, agencies().fields)
    content = Content(Agency("某县法律援助中心"), summary, kind.asks, Ground(Basis.DUTY, "发现疑似家庭暴力"))
    return compose_letter("HM261121-0001-Z1", kind, content, at=AT, green=True, link=link)


def squeezed(text: str) -> str:
    return "".join(text.split())


PARTS = (
    "青少年服务台（12355）",
    "HM261121-0001-Z1",
    "2026年11月22日",
    "某县法律援助中心",
    "绿色通道",
    "约13岁",
    UNPROVEN,
    "请受理法律援助申请",
    "《中华人民共和国法律援助法》第四十二条",
    "《中华人民共和国个人信息保护法》第十三条",
    "未成年人保护法》第一百零三条",
    LINK,
)


def test_the_pdf_has_every_part_and_embeds_its_font() -> None:
    page = pypdf.PdfReader(io.BytesIO(letter_pdf(letter())))
    text = squeezed("".join(one.extract_text() for one in page.pages))

    assert [part for part in PARTS if squeezed(part) not in text] == []
    assert squeezed('#eval("1+1")*粗*$x$<b>&</b>') in text
    fonts = page.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert all("/DescendantFonts" in font.get_object() for font in fonts.values())


def test_the_docx_has_every_part_as_plain_text() -> None:
    read = docx.Document(io.BytesIO(letter_docx(letter())))
    text = squeezed("\n".join(paragraph.text for paragraph in read.paragraphs))

    assert [part for part in PARTS if squeezed(part) not in text] == []
    assert squeezed('#eval("1+1")*粗*$x$<b>&</b>') in text
    assert not read.element.xpath("//w:fldChar | //w:instrText | //w:hyperlink")


def test_a_letter_without_a_link_says_where_to_call_instead() -> None:
    plain = letter(link="")

    assert "核验码" not in plain.answer and "电话 12355" in plain.answer
    assert letter_pdf(plain).startswith(b"%PDF")


def test_without_a_chinese_font_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_installed", lambda: frozenset({"DejaVu Sans"}))

    with pytest.raises(HumiaoError, match="HM181"):
        letter_pdf(letter())
