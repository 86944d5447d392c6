"""From draft to answer: nothing overwritten, nobody approves their own, every step from its place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.store import Work
from knowledge.desk.errors import Conflict, Missing, NotNow, OwnWork, Refused
from knowledge.desk.served import served_revisions
from knowledge.desk.tables import RevisionRow, State
from knowledge.desk.version import version
from knowledge.desk.workflow import approve, history, restore, retire, save, send_back, submit
from tests.knowledge.desk.conftest import ANNA, LUO, REN, TODAY

Content = dict[str, Any]


def written(work: Work, content: Content, parent: int = 0, by: Any = ANNA) -> RevisionRow:
    return save(work.db, "new_answer", content, parent=parent, by=by, at=work.clock())


def approved(work: Work, number: int, by: Any = REN, on: date = TODAY) -> RevisionRow:
    return approve(
        work.db,
        "new_answer",
        number,
        by=by,
        at=work.clock(),
        publish_on=on,
        cited={"《刑法》第二十条": "f"},
        problems=[],
    )


def ids(work: Work, on: date) -> list[str]:
    return [row.entry_id for row in served_revisions(work.db, on)]


def test_an_answer_is_served_only_after_a_second_person_approved_it(work: Work, content: Content) -> None:
    written(work, content)
    assert ids(work, TODAY) == []
    submit(work.db, "new_answer", 1, [])
    assert ids(work, TODAY) == []

    approved(work, 1)

    assert ids(work, TODAY) == ["new_answer"]
    assert version(work.db) == 1


def test_nobody_approves_what_they_had_a_hand_in(work: Work, content: Content) -> None:
    written(work, content)
    written(work, {**content, "title": "改过的"}, parent=1, by=REN)
    written(work, {**content, "title": "再改"}, parent=2, by=LUO)
    submit(work.db, "new_answer", 3, [])

    for own in (LUO, REN, ANNA):
        with pytest.raises(OwnWork):
            approved(work, 3, by=own)


def test_after_an_approval_the_earlier_authors_may_review_again(work: Work, content: Content) -> None:
    written(work, content)
    submit(work.db, "new_answer", 1, [])
    approved(work, 1)
    written(work, {**content, "title": "罗改的"}, parent=1, by=LUO)
    submit(work.db, "new_answer", 2, [])

    assert approved(work, 2, by=ANNA).state == State.APPROVED


def test_two_who_edit_at_once_lose_nothing(work: Work, content: Content) -> None:
    written(work, content)
    written(work, {**content, "title": "罗先存了"}, parent=1, by=LUO)

    with pytest.raises(Conflict) as refused:
        written(work, {**content, "title": "安后存"}, parent=1)

    assert refused.value.latest == 2
    assert [row.content["title"] for row in history(work.db, "new_answer")] == ["罗先存了", content["title"]]


def test_a_decision_about_a_text_that_was_replaced_is_refused(work: Work, content: Content) -> None:
    written(work, content)
    submit(work.db, "new_answer", 1, [])
    written(work, {**content, "title": "又改了"}, parent=1)

    with pytest.raises(Conflict):
        approved(work, 1)


def test_a_faulty_text_is_neither_submitted_nor_approved(work: Work, content: Content) -> None:
    written(work, content)
    with pytest.raises(Refused) as refused:
        submit(work.db, "new_answer", 1, ["cites 《刑法》第九百条, which does not exist"])
    assert "第九百条" in refused.value.problems[0]

    submit(work.db, "new_answer", 1, [])
    with pytest.raises(Refused):
        approve(
            work.db, "new_answer", 1, by=REN, at=work.clock(), publish_on=TODAY, cited={}, problems=["not in force"]
        )


def test_a_text_sent_back_carries_the_reason_and_is_followed_by_a_new_one(work: Work, content: Content) -> None:
    written(work, content)
    submit(work.db, "new_answer", 1, [])
    with pytest.raises(NotNow):
        send_back(work.db, "new_answer", 1, by=REN, at=work.clock(), note="  ")
    row = send_back(work.db, "new_answer", 1, by=REN, at=work.clock(), note="第二段没有条件")

    assert (row.state, row.review_note) == (State.RETURNED, "第二段没有条件")
    with pytest.raises(NotNow):
        approved(work, 1)
    assert written(work, content, parent=1).state == State.DRAFT


def test_an_approved_text_waits_for_its_day(work: Work, content: Content) -> None:
    written(work, content)
    submit(work.db, "new_answer", 1, [])
    approved(work, 1, on=TODAY + timedelta(days=3))

    assert ids(work, TODAY + timedelta(days=2)) == []
    assert ids(work, TODAY + timedelta(days=3)) == ["new_answer"]


def test_a_draft_on_top_leaves_the_approved_text_standing(work: Work, content: Content) -> None:
    written(work, content)
    submit(work.db, "new_answer", 1, [])
    approved(work, 1)
    written(work, {**content, "title": "新稿"}, parent=1)

    assert [row.number for row in served_revisions(work.db, TODAY)] == [1]


def test_a_retired_answer_is_gone_from_its_day_and_can_come_back(work: Work, content: Content) -> None:
    written(work, content)
    submit(work.db, "new_answer", 1, [])
    approved(work, 1)
    with pytest.raises(NotNow):
        retire(work.db, "new_answer", on=TODAY, why="")
    retire(work.db, "new_answer", on=TODAY, why="法律要改")
    assert ids(work, TODAY) == []
    assert ids(work, TODAY - timedelta(days=0)) == []

    restore(work.db, "new_answer", 1, parent=1, by=ANNA, at=work.clock())
    submit(work.db, "new_answer", 2, [])
    approved(work, 2)

    assert [row.number for row in served_revisions(work.db, TODAY)] == [2]
    assert version(work.db) == 3


def test_what_is_not_there_is_said_so(work: Work, content: Content) -> None:
    with pytest.raises(Missing):
        submit(work.db, "nothing", 1, [])
    with pytest.raises(Missing):
        written(work, content, parent=4)
