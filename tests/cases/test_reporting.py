"""The mandatory report, the call to 110 and the shares of the work, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import casefile, tickets
from cases.callers.profile import Profile, keep_profile
from cases.callers.words import Gender
from cases.closing import owed
from cases.errors import NotAllowed, NotFound, ReasonNeeded, RuleForbids
from cases.referral import flags, police, reports, subtasks
from cases.referral.reports import Filing
from cases.referral.script import LONGEST_TEXT, compose_script
from cases.referral.sharing import log_of
from cases.referral.words import CallOutcome, FlagKind, Organ, SubTaskState, Told, Way
from cases.store import Work
from cases.tables import Outgoing, Ticket
from cases.words import OutgoingKind, OutgoingState, TaskKind
from humiao.vocabulary import RiskLevel
from tests.cases.conftest import SAID, Desk
from tests.conftest import HeldClock

FILING = Filing("城关派出所", "王警官", "", "约13岁女孩，疑似家庭暴力", "督导赵主任")


def reported(work: Work, desk: Desk, ticket: Ticket) -> str:
    return reports.report(work, ticket, desk.lin, Organ.POLICE, Way.PHONE, ["abused"], FILING).id


def report_task_done(work: Work, ticket: Ticket) -> bool:
    return all(t.done_at for t in casefile.tasks(work, ticket) if t.kind is TaskKind.MANDATORY_REPORT)


def test_an_operator_alone_makes_the_report_and_it_finishes_the_task(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        task = next(t for t in casefile.tasks(work, ticket) if t.kind is TaskKind.MANDATORY_REPORT)
        with pytest.raises(RuleForbids, match="强制报告"):
            casefile.finish_task(work, task.id, desk.lin)

        reported(work, desk, ticket)

        assert report_task_done(work, ticket)
        found = reports.reports_of(work, ticket)[0]
        assert (found.by, found.filing.office, found.row.situations) == ("林老师", "城关派出所", ["abused"])
        assert found.row.content_sealed and "派出所".encode() not in found.row.content_sealed
        assert log_of(work, ticket)[0].to == "城关派出所"


def test_the_case_ends_only_when_the_result_was_told(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        assert any("还没有完成" in sentence for sentence in owed(work, ticket))
        id = reported(work, desk, ticket)
        assert [s for s in owed(work, ticket) if "告知报告的人" in s]

        reports.answered(work, ticket, desk.lin, id, "已立案", receipt="A-77")
        reports.result_told(work, ticket, desk.lin, id, "11月22日在聊天里告诉孩子")

        assert not [s for s in owed(work, ticket) if "报告" in s]
        found = reports.reports_of(work, ticket)[0]
        assert (found.answer, found.filing.receipt, found.filing.office) == ("已立案", "A-77", "城关派出所")


@pytest.mark.parametrize(
    ("chosen", "filing", "ahead", "told", "refusal"),
    [
        ([], FILING, 0, Told.LATER, RuleForbids),
        (["no_such"], FILING, 0, Told.LATER, NotFound),
        (["abused"], Filing("", "", "", " ", ""), 0, Told.LATER, ReasonNeeded),
        (["abused"], FILING, 60, Told.LATER, RuleForbids),
        (["abused"], FILING, 0, Told.NO, RuleForbids),
    ],
)
def test_what_is_no_report_is_refused(
    desk: Desk, chosen: list[str], filing: Filing, ahead: int, told: Told, refusal: type[Exception]
) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work, pytest.raises(refusal):
        at = work.clock() + timedelta(minutes=ahead)
        ticket = tickets.get(work, ticket_id)
        reports.report(work, ticket, desk.lin, Organ.POLICE, Way.PHONE, chosen, filing, at=at, told=told)


@pytest.mark.parametrize("level", [RiskLevel.RED, RiskLevel.BLUE])
def test_who_was_kept_from_reporting_rings_for_a_supervisor_and_stays_until_a_supervisor_saw_it(
    desk: Desk, level: RiskLevel
) -> None:
    ticket_id = desk.case(level)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        flag = flags.raise_flag(work, ticket, desk.lin, FlagKind.PREVENTED, "校长不让报")
        rings = work.db.query(Outgoing).filter_by(ticket_id=ticket.id, operator_id=desk.zhao.id).one()
        assert (rings.kind, rings.clock, rings.state) == (OutgoingKind.ALERT, "prevented", OutgoingState.DUE)
        assert level is not RiskLevel.RED or not report_task_done(work, ticket)
        with pytest.raises(NotAllowed):
            flags.see(work, flag.id, desk.lin)
        assert [f.text for f in flags.unseen(work, desk.zhao)] == ["校长不让报"]

        flags.see(work, flag.id, desk.zhao)

        assert flags.unseen(work, desk.zhao) == []


def test_deciding_not_to_report_needs_a_reason_and_a_supervisor_sees_it(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        with pytest.raises(ReasonNeeded):
            flags.raise_flag(work, ticket, desk.lin, FlagKind.NOT_REPORTED, " ")

        flags.raise_flag(work, ticket, desk.lin, FlagKind.NOT_REPORTED, "核实是演习")

        assert report_task_done(work, ticket)
        assert [f.row.kind for f in flags.unseen(work, desk.zhao)] == [FlagKind.NOT_REPORTED]


def test_the_script_says_what_is_known_and_what_is_not_and_never_the_childs_words(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        bare = compose_script(work, ticket, desk.lin, "本台", "12355")
        known = Profile(age=13, gender=Gender.GIRL, where="城关镇幸福小区3栋", avoid_guardian=True)
        keep_profile(work, ticket.conversation, known, desk.lin)
        full = compose_script(work, ticket, desk.lin, "本台", "12355")

    assert "年龄不明" in bare.call and "地点：不明" in bare.call
    assert all(word in full.call for word in ("13岁", "女孩", "幸福小区", "不要联系家长", "林老师"))
    assert SAID not in full.call + bare.call
    assert len(full.text) <= LONGEST_TEXT


def test_a_second_press_finds_the_running_call_and_every_step_keeps_its_moment(
    desk: Desk, held_clock: HeldClock
) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        call = police.open_call(work, ticket, desk.lin, "您好")
        assert police.open_call(work, ticket, desk.bai, "另一份").id == call.id
        with pytest.raises(RuleForbids):
            police.end_call(work, ticket, desk.lin, call.id, CallOutcome.CONTACT, "见到了")
        police.called(work, ticket, desk.lin, call.id, three_way=True)
        first = call.called_at
        held_clock.forward(timedelta(minutes=2))
        police.called(work, ticket, desk.lin, call.id, three_way=False)
        police.record(work, ticket, desk.lin, call.id, officer="012345", receipt="")
        police.record(work, ticket, desk.bai, call.id, officer="", receipt="J-9")
        police.log_line(work, ticket, desk.lin, call.id, "说五分钟到")
        police.arrived(work, ticket, desk.lin, call.id)
        police.end_call(work, ticket, desk.lin, call.id, CallOutcome.CONTACT, "民警见到孩子，安全")
        work.commit()

    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        [found] = police.calls_of(work, ticket)
        assert (found.officer, found.receipt, found.result) == ("012345", "J-9", "民警见到孩子，安全")
        assert (found.row.called_at, found.row.three_way, found.row.outcome) == (first, True, CallOutcome.CONTACT)
        assert [(who, text) for _, who, text in found.lines] == [("林老师", "说五分钟到")]
        assert [s.to for s in log_of(work, ticket)] == ["110"]
        with pytest.raises(NotAllowed):
            police.log_line(work, ticket, desk.lin, call.id, "还有")
        assert police.open_call(work, ticket, desk.lin, "再报").id != call.id


def test_a_case_is_shared_out_and_each_share_ends_with_words(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        due = work.clock() + timedelta(hours=1)
        school = subtasks.add_subtask(work, ticket, desk.lin, unit="学校", what="制止欺凌", owner=desk.bai, due_at=due)
        held_clock.forward(timedelta(seconds=1))
        subtasks.add_subtask(work, ticket, desk.lin, unit="社工", what="家访", owner=desk.lin)
        with pytest.raises(NotAllowed):
            subtasks.add_subtask(work, ticket, desk.lin, unit="x", what="y", owner=desk.guo)
        held_clock.forward(timedelta(hours=2))
        assert [s.late for s in subtasks.subtasks_of(work, ticket)] == [True, False]
        with pytest.raises(ReasonNeeded):
            subtasks.move_subtask(work, ticket, desk.bai, school.id, SubTaskState.DONE)

        subtasks.move_subtask(work, ticket, desk.bai, school.id, SubTaskState.DONE, "已开会认定")

        shares = subtasks.subtasks_of(work, ticket)
        assert subtasks.progress(shares) == (1, 2)
        assert (shares[0].owner, shares[0].result, shares[0].late) == ("白老师", "已开会认定", False)
        with pytest.raises(NotAllowed):
            subtasks.move_subtask(work, ticket, desk.bai, school.id, SubTaskState.OPEN)
