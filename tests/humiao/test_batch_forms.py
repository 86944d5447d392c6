"""The two batch forms that measurements are made with: lines in, lines out, in order, nothing half-written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.asker import load_asker
from actions.turn import Kit
from bot.app import build_kit
from bot.asking import Asking
from humiao.cli.batch import read_rows, write_rows
from humiao.clock import local, now
from humiao.errors import HumiaoError
from humiao.settings import ROOT, read_settings
from nlu.batch import Judge
from tests.fakes import FakeNlu

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def asking() -> Asking:
    kit: Kit = build_kit(read_settings({}))
    judge = Judge.load(DATA, FakeNlu().parse)
    return Asking(kit, judge, load_asker(DATA / "words" / "asker.yml"), local(now()).date())


def lines(folder: Path, *rows: str) -> Path:
    file = folder / "in.jsonl"
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    [row] = read_rows(lines(tmp_path, '{"id": 1, "text": "一\u2028二"}', ""))

    assert row["text"] == "一\u2028二"


def test_a_byte_order_mark_is_not_part_of_the_first_line(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "a"}\n')

    assert read_rows(file)[0]["id"] == 1


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": "a"}', '{"id": 1, "text": "a", "history": "b"}'])
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(HumiaoError, match=r"HM100 .* line 2"):
        read_rows(lines(tmp_path, '{"id": 1, "text": "a"}', line))


def test_half_a_character_is_cleaned_on_the_way_in_and_kept_in_the_id(tmp_path: Path) -> None:
    [row] = read_rows(lines(tmp_path, '{"id": "\\ud800", "text": "坏\\ud800"}'))

    write_rows(tmp_path / "out.jsonl", iter([{"id": row["id"], "level": "none"}]))

    assert row["text"] == "坏?"
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["id"] == "\ud800"


def test_a_run_that_breaks_leaves_the_earlier_output_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("earlier", encoding="utf-8")

    def breaks() -> Iterator[dict[str, Any]]:
        yield {"id": 1}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_rows(out, breaks())

    assert out.read_text(encoding="utf-8") == "earlier"


def test_triage_rows_have_the_fixed_fields_and_rules_alone_are_not_degraded() -> None:
    row = Judge.load(DATA, None).row({"id": "a", "text": "我站在天台上，不想活了"})

    assert list(row) == ["id", "level", "topic", "topics", "confidence", "reasons", "degraded"]
    assert (row["level"], row["topic"], row["degraded"]) == ("red", "suicide_crisis", False)


def test_without_a_classifier_the_level_can_only_be_too_high() -> None:
    row = Judge.load(DATA, None, degraded=True).row({"id": "a", "text": "就那件事"})

    assert (row["level"], row["degraded"]) == ("yellow", True)


def test_earlier_lines_carry_their_level_on() -> None:
    row = Judge.load(DATA, FakeNlu().parse).row({"id": "a", "text": "嗯", "history": ["我站在天台上，不想活了"]})

    assert row["level"] == "red"


def test_an_answer_has_the_fixed_fields_and_the_text_a_person_would_read(asking: Asking) -> None:
    row = asking.row({"id": 7, "text": "遇到校园欺凌怎么办"})

    assert list(row) == ["id", "answered", "entry", "title", "citations", "alternatives", "text"]
    assert row["entry"] == "bullying_what_to_do"
    assert {"law": "中华人民共和国未成年人保护法", "article": "第三十九条"} in row["citations"]
    assert "12348" in row["text"]


def test_an_article_asked_for_is_given_word_for_word(asking: Asking) -> None:
    row = asking.row({"id": 8, "text": "未保法11条"})

    assert row["citations"] == [{"law": "中华人民共和国未成年人保护法", "article": "第十一条"}]
    assert "立即向公安、民政、教育等有关部门报告" in row["text"]


@pytest.mark.parametrize("text", ["", "打", "公司增值税怎么申报"])
def test_what_cannot_be_answered_is_said_to_be_so(asking: Asking, text: str) -> None:
    row = asking.row({"id": 9, "text": text})

    assert not row["answered"]
    assert row["citations"] == []
    assert row["text"]
