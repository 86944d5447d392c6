"""The watch over a newer statute database: every answer that it touches is named, and no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from humiao.cli import app
from knowledge.changes import Kind, diff
from knowledge.entries import Citation, Entry
from knowledge.fingerprint import fingerprint
from knowledge.likeness import likeness
from knowledge.statutes import Statutes
from tests.knowledge.databases import OLD_NUMBERS, PUBLIC_ORDER, numbered_as_before, reworded, small

MINORS = "中华人民共和国未成年人保护法"
BEFORE = date(2025, 6, 1)
Made = Callable[[Citation], Entry]


@pytest.fixture
def old(tmp_path: Path) -> Statutes:
    file = small(tmp_path / "old.db", [PUBLIC_ORDER, MINORS])
    return Statutes.open(numbered_as_before(file, PUBLIC_ORDER, OLD_NUMBERS, version="2012-10-26", since="2006-03-01"))


@pytest.fixture
def citing(entries: dict[str, Entry]) -> Made:
    """A real answer that cites one article only."""
    return lambda citation: replace(entries["self_defence"], id="assault", citations=(citation,))


def test_an_article_that_moved_is_caught_with_its_new_number(
    old: Statutes, statutes: Statutes, citing: Made, today: date
) -> None:
    entry = citing(Citation(PUBLIC_ORDER, "第四十三条", "殴打他人的，或者故意伤害他人身体"))

    [change] = diff(old, statutes, [entry], BEFORE, today)

    assert (change.entry, change.kind) == ("assault", Kind.MOVED)
    assert change.now is not None
    assert change.now.article_no == "第五十一条"
    assert change.likeness > 0.9


def test_an_answer_that_has_the_new_number_already_is_left_alone(
    old: Statutes, statutes: Statutes, citing: Made, today: date
) -> None:
    entry = citing(Citation(PUBLIC_ORDER, "第五十一条", "殴打他人的，或者故意伤害他人身体"))
    assert diff(old, statutes, [entry], BEFORE, today) == []


def test_the_same_law_touches_nothing(statutes: Statutes, entries: dict[str, Entry], today: date) -> None:
    assert diff(statutes, statutes, list(entries.values()), today, today) == []


def test_a_changed_text_is_caught_although_the_anchor_stands(
    tmp_path: Path, statutes: Statutes, citing: Made, today: date
) -> None:
    file = reworded(small(tmp_path / "old.db", [MINORS]), MINORS, "第三十九条", "立即制止", "予以制止")
    entry = citing(Citation(MINORS, "第三十九条", "防治学生欺凌的教育和培训"))

    [change] = diff(Statutes.open(file), statutes, [entry], today, today)

    assert change.kind is Kind.CHANGED
    assert change.old is not None
    assert "予以制止" in change.old.text


def test_a_law_that_ended_is_caught(statutes: Statutes, citing: Made, today: date) -> None:
    law = "中华人民共和国环境保护法"
    article = statutes.article(law, "第五条", date(2026, 8, 1))
    assert article is not None
    [change] = diff(statutes, statutes, [citing(Citation(law, "第五条", article.text[:8]))], date(2026, 8, 1), today)
    assert change.kind is Kind.LAPSED
    assert change.now is None or change.now.law != law


def test_a_law_that_starts_later_is_caught_with_its_day(statutes: Statutes, citing: Made, today: date) -> None:
    law = "中华人民共和国医疗保障法"
    article = statutes.ever(law, "第一条")
    assert article is not None
    [change] = diff(statutes, statutes, [citing(Citation(law, "第一条", article.text[:8]))], today, today)
    assert (change.kind, change.starts) == (Kind.NOT_YET, date(2027, 1, 1))


def test_a_fingerprint_sees_words_and_not_spacing(statutes: Statutes, today: date) -> None:
    article = statutes.article(MINORS, "第三十九条", today)
    assert article is not None
    spaced = replace(article, text=article.text.replace("。", "。\n ").replace("，", "， "))
    changed = replace(article, text=article.text.replace("立即", "及时", 1))
    assert fingerprint(spaced) == fingerprint(article)
    assert fingerprint(changed) != fingerprint(article)


def test_likeness_is_one_for_the_same_words_and_small_for_others() -> None:
    assert likeness("殴打他人的，处拘留", "殴打 他人的，处拘留") == 1
    assert likeness("殴打他人的，处拘留", "本法自公布之日起施行") < 0.1


def test_the_command_ends_with_one_when_an_answer_is_hit_and_writes_what(tmp_path: Path, statutes: Statutes) -> None:
    file = small(tmp_path / "old.db", [PUBLIC_ORDER, MINORS])
    reworded(file, MINORS, "第三十九条", "立即制止", "予以制止")
    out = tmp_path / "changes.json"

    result = CliRunner().invoke(
        app,
        ["laws", "diff", str(file), "--old-day", "2026-11-22", "--new-day", "2026-11-22", "--out", str(out)],
    )

    assert result.exit_code == 1
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert {row["citation"]["article"] for row in rows} >= {"第三十九条"}
    assert all(row["kind"] == "changed" for row in rows if row["citation"]["law"] == MINORS)


def test_the_command_ends_with_nought_when_nothing_changed(tmp_path: Path) -> None:
    from tests.knowledge.databases import REAL

    days = ["--old-day", "2026-11-22", "--new-day", "2026-11-22"]
    result = CliRunner().invoke(app, ["laws", "diff", str(REAL), *days])
    assert (result.exit_code, "没有变化" in result.stdout) == (0, True)
