"""Stocking the store with shipped answers, serving them, and noticing changed law."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from cases.store import Work
from humiao.settings import ROOT
from knowledge.desk.marks import mark
from knowledge.desk.served import GRACE, served
from knowledge.desk.stock import Stocked, stock
from knowledge.desk.tables import MarkRow, RevisionRow
from knowledge.desk.workflow import approve, history, save, submit
from knowledge.prose import load_phrases
from knowledge.statutes import Statutes
from tests.knowledge.desk.conftest import ANNA, REN, TODAY

Edit = Callable[[dict[str, Any]], None]
PHRASES = load_phrases(ROOT / "data" / "forbidden_phrases.yml")


class Shipped:
    """A folder of one answer, as a version of the program brings it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "knowledge"
        self.folder.mkdir()
        shutil.copy(ROOT / "data" / "forbidden_phrases.yml", folder)
        self.put()

    def put(self, **changes: Any) -> None:
        data = yaml.safe_load((ROOT / "data" / "knowledge" / "self_defence.yml").read_text(encoding="utf-8"))
        file = self.folder / "self_defence.yml"
        file.write_text(yaml.safe_dump({**data, "related": [], **changes}, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def shipped(tmp_path: Path) -> Shipped:
    return Shipped(tmp_path)


def stocked(work: Work, shipped: Shipped, statutes: Statutes, on: date = TODAY) -> Stocked:
    return stock(work.db, shipped.folder, statutes, at=work.clock(), on=on)


def titles(work: Work, statutes: Statutes, on: date = TODAY) -> list[str]:
    return [entry.title for entry in served(work.db, statutes, PHRASES, on).entries]


def test_shipped_answers_are_served_and_stocked_only_once(work: Work, shipped: Shipped, statutes: Statutes) -> None:
    assert stocked(work, shipped, statutes).added == ("self_defence",)
    assert stocked(work, shipped, statutes) == Stocked((), (), ())
    assert titles(work, statutes) == ["还手算正当防卫还是互殴"]


def test_a_newer_program_replaces_what_nobody_touched(work: Work, shipped: Shipped, statutes: Statutes) -> None:
    stocked(work, shipped, statutes)
    shipped.put(title="新的说法")

    assert stocked(work, shipped, statutes).replaced == ("self_defence",)
    assert titles(work, statutes) == ["新的说法"]
    assert len(history(work.db, "self_defence")) == 2


def test_what_the_desk_edited_stays(work: Work, shipped: Shipped, statutes: Statutes) -> None:
    stocked(work, shipped, statutes)
    old = history(work.db, "self_defence")[0]
    edited = {**old.content, "title": "我们的说法"}
    save(work.db, "self_defence", edited, parent=1, by=ANNA, at=work.clock())
    submit(work.db, "self_defence", 2, [])
    approve(work.db, "self_defence", 2, by=REN, at=work.clock(), publish_on=TODAY, cited=old.cited, problems=[])
    shipped.put(title="新的说法")

    assert stocked(work, shipped, statutes).kept == ("self_defence",)
    assert titles(work, statutes) == ["我们的说法"]
    entry = served(work.db, statutes, PHRASES, TODAY).entries[0]
    assert (entry.author, entry.reviewer) == ("安编辑", "任律师")


def test_an_overdue_answer_is_held_back_with_its_reason(work: Work, shipped: Shipped, statutes: Statutes) -> None:
    stocked(work, shipped, statutes)

    later = served(work.db, statutes, PHRASES, date(2028, 1, 1))

    assert later.entries == ()
    assert "reviewed by" in later.held[0].text


def test_changed_law_marks_an_answer_and_after_the_grace_it_is_not_given(
    work: Work, shipped: Shipped, statutes: Statutes
) -> None:
    stocked(work, shipped, statutes)
    row = work.db.query(RevisionRow).one()
    row.cited = {**row.cited, next(iter(row.cited)): "as it read before"}
    work.db.flush()

    assert [one.entry_id for one in mark(work.db, statutes, TODAY)] == ["self_defence"]
    assert titles(work, statutes, TODAY + GRACE - timedelta(days=1)) != []
    held = served(work.db, statutes, PHRASES, TODAY + GRACE)
    assert held.entries == ()
    assert "changed" in held.held[0].text


def test_a_mark_goes_when_the_answer_was_approved_anew(work: Work, shipped: Shipped, statutes: Statutes) -> None:
    stocked(work, shipped, statutes)
    row = work.db.query(RevisionRow).one()
    good, row.cited = row.cited, {**row.cited, next(iter(row.cited)): "as it read before"}
    work.db.flush()
    mark(work.db, statutes, TODAY)

    row.cited = good
    work.db.flush()

    assert mark(work.db, statutes, TODAY) == []
    assert work.db.query(MarkRow).count() == 0
