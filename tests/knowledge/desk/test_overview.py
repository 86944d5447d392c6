"""The list of the desk: where each entry stands, what is due, and what came newer with the program."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cases.store import Work
from knowledge.desk.drafts import ID, blank, draft_entry, faults, free_id, known_ids, same_text
from knowledge.desk.overview import Line, Stage, line, overview
from knowledge.desk.shipped import newer_shipped
from knowledge.desk.tables import MarkRow, Origin
from knowledge.desk.workflow import approve, retire, save, send_back, submit
from knowledge.statutes import Statutes
from tests.knowledge.desk.conftest import ANNA, LUO, REN, TODAY

Content = dict[str, Any]
LATER = TODAY + timedelta(days=9)


def draft(work: Work, content: Content, parent: int = 0, **changes: Any) -> None:
    save(work.db, "entry", {**content, **changes}, parent=parent, by=ANNA, at=work.clock())


def judge(work: Work, number: int, on: date = TODAY) -> None:
    submit(work.db, "entry", number, [])
    approve(work.db, "entry", number, by=REN, at=work.clock(), publish_on=on, cited={}, problems=[])


def seen(work: Work, on: date = TODAY) -> Line:
    found = line(work.db, "entry", on)
    assert found is not None
    return found


def test_an_entry_goes_through_every_stage(work: Work, content: Content) -> None:
    draft(work, content)
    assert seen(work).stage is Stage.DRAFT
    submit(work.db, "entry", 1, [])
    assert seen(work).stage is Stage.SUBMITTED
    send_back(work.db, "entry", 1, by=REN, at=work.clock(), note="短一点")
    assert seen(work).stage is Stage.RETURNED
    draft(work, content, 1)
    judge(work, 2, LATER)
    assert (seen(work).stage, seen(work, LATER).stage) == (Stage.COMING, Stage.LIVE)
    retire(work.db, "entry", on=LATER + timedelta(days=1), why="换了")
    assert seen(work, LATER).stage is Stage.LIVE
    assert seen(work, LATER + timedelta(days=1)).stage is Stage.RETIRED


def test_what_is_served_stays_beside_a_newer_draft(work: Work, content: Content) -> None:
    draft(work, content)
    judge(work, 1)
    draft(work, content, 1, title="新的标题")

    found = seen(work)

    assert (found.stage, found.title) == (Stage.DRAFT, "新的标题")
    assert found.served is not None
    assert found.served.number == 1


@pytest.mark.parametrize(
    ("days", "due", "overdue"), [(31, False, False), (30, True, False), (1, True, False), (0, True, True)]
)
def test_a_review_is_due_a_month_before_and_overdue_on_its_day(
    work: Work, content: Content, days: int, due: bool, overdue: bool
) -> None:
    draft(work, content, review_by=(TODAY + timedelta(days=days)).isoformat())
    judge(work, 1)

    assert (seen(work).due, seen(work).overdue, seen(work).wants_work) == (due, overdue, due)


def test_a_draft_that_was_never_served_is_not_due(work: Work, content: Content) -> None:
    draft(work, content, review_by="2020-01-01")

    assert not seen(work).wants_work


def test_a_mark_of_changed_law_is_settled_by_the_next_approval(work: Work, content: Content) -> None:
    draft(work, content)
    judge(work, 1)
    work.db.add(MarkRow(entry_id="entry", citation="《刑法》第二十条", seen_on=TODAY))
    work.db.flush()
    assert seen(work).wants_work
    assert seen(work).held_from == TODAY + timedelta(days=30)

    draft(work, content, 1, title="又读了一遍")
    judge(work, 2)

    assert seen(work).marks == ()
    assert work.db.scalar(select(func.count()).select_from(MarkRow)) == 0


def test_a_newer_shipped_text_is_reported_until_the_desk_has_had_it(work: Work, content: Content) -> None:
    save(work.db, "entry", content, parent=0, by=ANNA, at=work.clock(), origin=Origin.SHIPPED)
    newer = {"entry": {**content, "title": "程序的新标题"}, "other": content}
    assert newer_shipped(work.db, newer) == []  # nobody at the desk wrote: the program replaces it by itself

    draft(work, content, 1, title="本台的标题")
    assert newer_shipped(work.db, newer) == ["entry"]
    assert [one.newer_shipped for one in overview(work.db, TODAY, ["entry"])] == [True]

    save(work.db, "entry", newer["entry"], parent=2, by=LUO, at=work.clock())
    assert newer_shipped(work.db, newer) == []


def test_names_are_free_short_and_plain(work: Work, content: Content) -> None:
    first = free_id(work.db, TODAY)
    save(work.db, first, content, parent=0, by=ANNA, at=work.clock())

    assert first == "entry_20261121_1"
    assert free_id(work.db, TODAY) == "entry_20261121_2"
    assert ID.fullmatch(first)
    assert not ID.fullmatch("Bad-name")


def test_a_retired_entry_is_no_related_answer_any_more(work: Work, content: Content) -> None:
    draft(work, content)
    judge(work, 1)
    assert known_ids(work.db) == {"entry"}

    retire(work.db, "entry", on=TODAY, why="换了")

    assert known_ids(work.db) == set()


def test_an_empty_form_makes_an_entry_with_faults(statutes: Statutes) -> None:
    entry = draft_entry({**blank(TODAY), "attached": ["求助者的问题"]}, "安编辑")

    assert len(faults(entry, statutes, (), [], TODAY)) >= 5


def test_who_signed_does_not_make_a_text_another(content: Content) -> None:
    assert same_text(
        content, {**content, "author": "别人", "child": content["child"].strip(), "rules": content["rules"]}
    )
    assert not same_text(content, {**content, "title": "别的"})
