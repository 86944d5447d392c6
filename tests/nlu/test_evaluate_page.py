"""The page of figures: it opens anywhere, holds nothing foreign, and shows a hostile sentence as text."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from nlu.evaluation.figures import Scales, evaluate
from nlu.evaluation.judging import Heard
from nlu.evaluation.page import page
from tests.nlu.evaluating import EXAMPLES, NONE, RED, SCALES, Triage, said, understand

HOSTILE = "<script>alert(1)</script>\"'><img src=//x.cn/y onerror=z>{{7*7}}"


class Tags(HTMLParser):
    """Remembers the tags of a page, with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def made(*, with_classifier: bool = True, scales: Scales = SCALES, held_out: bool = True) -> str:
    examples = [*EXAMPLES, said(HOSTILE, RED), said(f"桥 {HOSTILE}", NONE, HOSTILE, HOSTILE)]
    heard = Heard(understand) if with_classifier else None
    return page(evaluate(examples, Triage(heard), heard, scales), date(2026, 11, 22), held_out=held_out)


@pytest.mark.parametrize("with_classifier", [True, False])
def test_the_page_has_no_script_and_no_address(with_classifier: bool) -> None:
    html = made(with_classifier=with_classifier)
    tags = Tags(html)

    names = {tag for tag, _ in tags.opened}
    assert names.isdisjoint({"script", "img", "link", "iframe", "object", "a", "use", "image", "foreignobject"})
    attributes = {name for _, given in tags.opened for name in given}
    assert attributes.isdisjoint({"src", "href", "xlink:href", "action", "style"})
    assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r"https?:", html)


def test_a_hostile_sentence_is_shown_as_it_was_written() -> None:
    html = made()

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert HOSTILE in Tags(html).text  # as text, and no template of ours evaluated it


def test_the_plots_are_drawn_and_say_in_words_what_they_show() -> None:
    drawings = [given for tag, given in Tags(made()).opened if tag == "svg"]

    assert {str(given["class"]).split()[0] for given in drawings} == {"bar", "heat", "curve"}
    assert all(given["role"] == "img" and given["aria-label"] for given in drawings)


def test_parts_without_figures_are_left_out() -> None:
    text = Tags(made(with_classifier=False, scales=Scales(SCALES.groups, SCALES.dialects, {}))).text

    assert "模型的可能性可信吗" not in text
    assert "换个写法还认得吗" not in text
    assert "只用安全规则" in text


def test_sentences_of_others_are_not_said_to_be_ours() -> None:
    ours, theirs = Tags(made()).text, Tags(made(held_out=False)).text

    assert ("不是来访者的话" in ours, "请不要外传" in ours) == (True, False)
    assert ("不是来访者的话" in theirs, "请不要外传" in theirs) == (False, True)


def test_the_page_is_made_for_phones_and_paper() -> None:
    html = made()

    assert 'name="viewport"' in html
    assert "@media print" in html
    assert 'lang="zh-CN"' in html
