"""The work on a case: facts kept in versions, who must not be contacted, what is due, what an erasure leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases import lifecycle, tickets
from cases.casework import attention, files, items, people, safety, sheets, visits
from cases.casework.items import NewItem
from cases.casework.people import Named
from cases.casework.visits import Report
from cases.casework.words import AttentionLevel, HelpList, SheetKind, Side, VisitKind
from cases.erase import request_erasure
from cases.errors import Erased, NotAllowed, NotFound, ReasonNeeded, Stale
from cases.store import Work
from cases.tables import Ticket
from cases.words import Outcome
from humiao.message import Upload
from humiao.vocabulary import RiskLevel
from tests.cases.conftest import Desk
from tests.conftest import HeldClock

YES = "yes"
TODAY = date(2026, 11, 21)
FOUND = Report(who="林老师、村儿童主任", seen="孩子本人（单独谈）", findings="手臂没有新伤", next="下周再去")


def test_an_earlier_answer_stays_when_the_answer_changes(desk: Desk, held_clock: HeldClock) -> None:
    case = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        safety.record(work, ticket, desk.lin, {"safe": "no", "plan": "unknown"}, seen=0, asked=None)
        held_clock.forward(timedelta(hours=1))
        said = {"safe": YES, "safe_words": "我在奶奶家了", "plan": "unknown"}
        safety.record(work, ticket, desk.bai, said, seen=1, asked=None)
        work.commit()

    with desk.store.session(reading=True) as work:
        new, old = sheets.versions(work, tickets.get(work, case), SheetKind.SAFETY)
    assert (new.version, new.who, new["safe"], new["safe_words"]) == (2, "白老师", YES, "我在奶奶家了")
    assert (old.version, old.who, old["safe"]) == (1, "林老师", "no")
    assert new["plan_asked"] == old["plan_asked"]
    assert new["safe_asked"] > old["safe_asked"]


def test_nobody_saves_over_what_they_have_not_seen(desk: Desk) -> None:
    case = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        sheets.save(work, ticket, desk.bai, SheetKind.SAFETY_PLAN, {"people": "奶奶"}, seen=0)
        with pytest.raises(Stale) as refused:
            sheets.save(work, ticket, desk.lin, SheetKind.SAFETY_PLAN, {"people": "班主任"}, seen=0)

        assert (refused.value.who, refused.value.version) == ("白老师", 1)
        assert sheets.latest(work, ticket, SheetKind.SAFETY_PLAN)["people"] == "奶奶"
        assert sheets.save(work, ticket, desk.lin, SheetKind.SAFETY_PLAN, {"people": "奶奶"}, seen=1).version == 1


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({}, RiskLevel.NONE),
        ({"ideation": "no", "plan": "unknown", "safe": YES}, RiskLevel.NONE),
        ({"ideation": YES}, RiskLevel.YELLOW),
        ({"means": YES}, RiskLevel.YELLOW),
        ({"ideation": YES, "plan": YES, "means": YES}, RiskLevel.RED),
        ({"plan": YES, "time": YES}, RiskLevel.RED),
        ({"ideation": "no", "plan": YES, "means": YES}, RiskLevel.YELLOW),
        ({"ideation": "no", "plan": YES, "means": YES, "time": YES}, RiskLevel.RED),
        ({"safe": "no"}, RiskLevel.RED),
    ],
)
def test_what_the_facts_speak_for(facts: dict[str, str], level: RiskLevel) -> None:
    assert safety.suggested(facts) is level


def test_an_unsafe_person_cannot_be_chosen_or_taken_off_the_list(desk: Desk) -> None:
    case = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        people.add(work, ticket, desk.lin, Side.SCHOOL, Named("周老师", "班主任", "8123456"), unsafe=False)
        father = people.add(work, ticket, desk.lin, Side.HOME, Named("王某", "父亲"), unsafe=True)

        assert [person.named.name for person in people.people(work, ticket)] == ["王某", "周老师"]
        with pytest.raises(NotAllowed, match="not to be contacted"):
            people.choose(work, ticket, father.id)
        with pytest.raises(NotAllowed):
            people.remove(work, ticket, desk.lin, father.id)
        with pytest.raises(ReasonNeeded):
            people.judge(work, ticket, desk.lin, father.id, unsafe=False, reason=" ")
        people.judge(work, ticket, desk.lin, father.id, unsafe=False, reason="派出所已训诫，孩子同意")
        assert people.choose(work, ticket, father.id).id == father.id


def test_an_item_is_late_until_it_is_done_and_dropping_one_needs_a_reason(desk: Desk) -> None:
    case = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        yesterday = TODAY - timedelta(days=1)
        new = NewItem(HelpList.RELIEF, "money", "临时救助", who="民政所", yuan=800, due_on=yesterday)
        row = items.add(work, ticket, desk.lin, new)
        other = items.add(work, ticket, desk.lin, replace(new, list=HelpList.PLAN, category="school", yuan=None))

        assert [(i.what, i.who, i.yuan, i.late) for i in items.items(work, ticket, HelpList.RELIEF)] == [
            ("临时救助", "民政所", 800, True)
        ]
        items.end(work, ticket, desk.lin, row.id, "已发放")
        with pytest.raises(ReasonNeeded):
            items.end(work, ticket, desk.lin, other.id, "", dropped=True)
        with pytest.raises(NotAllowed):
            items.add(work, ticket, desk.lin, replace(new, yuan=-1))

        assert [(i.late, i.result) for i in items.items(work, ticket, HelpList.RELIEF)] == [(False, "已发放")]


def test_attention_asks_for_visits_and_never_touches_the_level(desk: Desk, held_clock: HeldClock) -> None:
    case = desk.case(RiskLevel.YELLOW)
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        with pytest.raises(ReasonNeeded):
            attention.set_attention(work, ticket, desk.lin, AttentionLevel.RED, "", seen=0)
        attention.set_attention(work, ticket, desk.lin, AttentionLevel.RED, "联村领导张某", seen=0)
        assert visits.next_due(work, ticket) == TODAY + timedelta(days=7)

        visit = visits.plan(work, ticket, desk.lin, VisitKind.HOME, TODAY + timedelta(days=2), "林老师去看看")
        held_clock.forward(timedelta(days=3))
        assert [v.late for v in visits.visits(work, ticket)] == [True]
        visits.report(work, ticket, desk.lin, visit.id, TODAY + timedelta(days=3), FOUND)

        assert [v.late for v in visits.visits(work, ticket)] == [False]
        assert visits.next_due(work, ticket) == TODAY + timedelta(days=10)
        with pytest.raises(Stale):
            attention.set_attention(work, ticket, desk.bai, AttentionLevel.BLUE, "", seen=0)
        with pytest.raises(ReasonNeeded):
            attention.set_attention(work, ticket, desk.bai, AttentionLevel.BLUE, "", seen=1)
        assert ticket.level is RiskLevel.YELLOW
        assert ticket.conversation.level is RiskLevel.YELLOW


def test_a_visit_is_reported_once_and_not_before_its_day(desk: Desk) -> None:
    case = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        visit = visits.plan(work, ticket, desk.lin, VisitKind.SCHOOL, TODAY, "去学校")
        with pytest.raises(NotAllowed):
            visits.report(work, ticket, desk.lin, visit.id, TODAY + timedelta(days=1), FOUND)
        visits.report(work, ticket, desk.lin, visit.id, TODAY, FOUND)
        with pytest.raises(NotAllowed):
            visits.report(work, ticket, desk.lin, visit.id, TODAY, replace(FOUND, findings="另写"))

        assert [v.report for v in visits.visits(work, ticket)] == [FOUND]


def test_files_are_of_their_case_and_a_copy_needs_a_reason(desk: Desk) -> None:
    ours, theirs = desk.case(), desk.case(sender="another")
    with desk.store.session() as work:
        ticket, other = tickets.get(work, ours), tickets.get(work, theirs)
        row = files.add(work, ticket, desk.lin, Upload("伤情.jpg", "image/jpeg", b"\xff\xd8\xff1"), note="右臂")
        assert files.content(work, ticket, row.id)[1] == b"\xff\xd8\xff1"
        with pytest.raises(NotFound):
            files.content(work, other, row.id)
        info = files.files(work, ticket)[0]
        with pytest.raises(ReasonNeeded):
            files.note_copy(work, ticket, desk.lin, info, "")


WRITE: tuple[Callable[[Work, Ticket, Desk], object], ...] = (
    lambda work, ticket, desk: safety.record(work, ticket, desk.lin, {"safe": "no"}, seen=0, asked=None),
    lambda work, ticket, desk: items.add(work, ticket, desk.lin, NewItem(HelpList.PLAN, "mind", "陪伴")),
    lambda work, ticket, desk: visits.plan(work, ticket, desk.lin, VisitKind.HOME, TODAY, "看望"),
    lambda work, ticket, desk: people.add(work, ticket, desk.lin, Side.HOME, Named("奶奶"), unsafe=False),
    lambda work, ticket, desk: attention.set_attention(work, ticket, desk.lin, AttentionLevel.BLUE, "", seen=0),
    lambda work, ticket, desk: files.add(work, ticket, desk.lin, Upload("a.txt", "text/plain", b"a")),
)


def test_an_erasure_takes_all_words_and_what_remains_can_be_read(desk: Desk) -> None:
    case = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        for write in WRITE:
            write(work, ticket, desk)
        lifecycle.claim(work, ticket, desk.lin)
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "已好转")
        request_erasure(work, ticket.conversation)
        work.commit()

    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        assert sheets.latest(work, ticket, SheetKind.SAFETY).fields == {}
        assert [item.what for item in items.items(work, ticket, HelpList.PLAN)] == [""]
        assert [visit.plan for visit in visits.visits(work, ticket)] == [""]
        assert [person.named.name for person in people.people(work, ticket)] == [""]
        assert files.files(work, ticket) == []
        for write in WRITE:
            with pytest.raises(Erased):
                write(work, ticket, desk)
