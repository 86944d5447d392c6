"""The life of a case is data: every pair of states for every role, and a faulty table is named at the start."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cases import lifecycle, operators, tickets
from cases.errors import AlreadyClaimed, NotAllowed, ReasonNeeded, StillOwed
from cases.life_rules import Move, Need, State, Who, faults, read_life
from cases.moves import life, may
from cases.tables import Operator, Ticket
from cases.words import ENDED, Outcome, Role, TicketStatus
from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

S = TicketStatus
FILE = ROOT / "data" / "desk" / "lifecycle.yml"
WAYS = {
    (S.RECEIVED, S.GRADED): "osO",
    (S.RECEIVED, S.ASSIGNED): "s",
    (S.RECEIVED, S.CLAIMED): "osO",
    (S.GRADED, S.RECEIVED): "s",
    (S.GRADED, S.ASSIGNED): "s",
    (S.GRADED, S.CLAIMED): "osO",
    (S.ASSIGNED, S.CLAIMED): "sN",
    (S.ASSIGNED, S.RECEIVED): "sN",
    **{(s, S.RECEIVED): "sO" for s in (S.CLAIMED, S.WAITING, S.FEEDBACK, S.FOLLOW_UP)},
    **{(s, S.ASSIGNED): "s" for s in (S.CLAIMED, S.WAITING, S.FEEDBACK, S.FOLLOW_UP)},
    **{(s, S.CLOSED): "sO" for s in (S.CLAIMED, S.WAITING, S.FEEDBACK, S.FOLLOW_UP)},
    **{(s, S.CLAIMED): "sO" for s in (S.WAITING, S.FEEDBACK, S.FOLLOW_UP)},
    **{(s, S.WAITING): "sO" for s in (S.CLAIMED, S.FEEDBACK, S.FOLLOW_UP)},
    **{(s, S.FEEDBACK): "sO" for s in (S.CLAIMED, S.WAITING, S.FOLLOW_UP)},
    **{(s, S.FOLLOW_UP): "sO" for s in (S.CLAIMED, S.WAITING, S.FEEDBACK)},
    (S.CLOSED, S.RECEIVED): "osO",
    (S.CLOSED, S.CHECKED): "s",
    (S.CHECKED, S.RECEIVED): "s",
}
"""Every way there is, and for whom: o an operator, s a supervisor, O the owner, N the person named."""


def person(role: Role, id: str = "somebody") -> Operator:
    return Operator(id=id, name=id, shown_as=id, role=role, disabled_at=None)


PEOPLE = {
    "o": person(Role.OPERATOR),
    "s": person(Role.SUPERVISOR),
    "O": person(Role.OPERATOR, "owner"),
    "N": person(Role.OPERATOR, "named"),
    "e": person(Role.EDITOR),
    "r": person(Role.REVIEWER),
    "a": person(Role.AUDITOR),
    "A": person(Role.ADMIN),
}


@pytest.mark.parametrize(("before", "after"), [*product(TicketStatus, repeat=2)], ids=str)
def test_every_pair_of_states_is_a_way_for_exactly_these_people(before: S, after: S) -> None:
    ticket = Ticket(status=before, owner_id=None, assignee_id=None, level=RiskLevel.YELLOW)
    if life().states[before].owned:
        ticket.owner_id = "owner"
    if before is S.ASSIGNED:
        ticket.assignee_id = "named"
    move = life().move(before, after)

    allowed = {key for key, who in PEOPLE.items() if move and may(ticket, who, move)}

    wanted = set(WAYS.get((before, after), ""))
    # Whoever may as an operator may so as an owner or a person named too.
    assert allowed == wanted | ({"O", "N"} if "o" in wanted else set())


def test_a_red_case_that_its_person_has_not_signed_is_for_anybody_on_duty() -> None:
    ticket = Ticket(status=S.ASSIGNED, owner_id=None, assignee_id="named", level=RiskLevel.RED)
    move = life().move(S.ASSIGNED, S.CLAIMED)

    assert move and may(ticket, PEOPLE["o"], move) and not may(ticket, PEOPLE["a"], move)


def test_the_table_of_this_desk_has_no_fault_and_all_nine_steps() -> None:
    assert faults(life()) == []
    assert life().steps == ("受理", "分级", "派单", "签收", "处置", "反馈", "回访", "结案", "抽查")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"moves": lambda m: m.before is not S.WAITING}, "waiting is a dead end"),
        ({"moves": lambda m: m.after is not S.FEEDBACK}, "feedback is never reached"),
        ({"moves": lambda m: m.after is not S.CLOSED}, "claimed never ends"),
        ({"states": lambda s: s is not S.CHECKED}, "checked has no row"),
        ({"add": Move(S.WAITING, S.WAITING, "bleiben", (Who.OWNER,))}, "waiting leads to itself"),
        ({"add": Move(S.RECEIVED, S.CLAIMED, "again", (Who.DUTY,))}, "received to claimed is there twice"),
        ({"add": Move(S.RECEIVED, S.WAITING, "x", (Who.OWNER,))}, "received to waiting wants an owner"),
        ({"add": Move(S.RECEIVED, S.WAITING, "x", (Who.NAMED,))}, "is for the person named, and nobody is"),
        ({"add": Move(S.RECEIVED, S.WAITING, "x", (Who.DUTY,), (Need.OUTCOME,))}, "needs outcome"),
        ({"add": Move(S.RECEIVED, S.WAITING, "x", ())}, "nobody may go from received to waiting"),
    ],
)
def test_a_faulty_table_is_named(change: dict[str, Any], fault: str) -> None:
    broken = life()
    if keep := change.get("moves"):
        broken = replace(broken, moves=tuple(filter(keep, broken.moves)))
    if keep := change.get("states"):
        broken = replace(broken, states={s: state for s, state in broken.states.items() if keep(s)})
    if added := change.get("add"):
        broken = replace(broken, moves=(*broken.moves, added))

    assert any(fault in found for found in faults(broken))


def test_a_state_outside_of_the_steps_and_other_ends_are_named() -> None:
    lost = replace(life(), states={**life().states, S.CLAIMED: State("处理中", "没有这一步")}, ends=(S.CLOSED,))

    assert {"claimed belongs to no step", "the ends are closed, checked"} <= set(faults(lost))


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("to: graded", "to: grated"),
        ("who: [lead]", "who: [boss]"),
        ("needs: [reason]", "needs: [luck]"),
        ("moves:", "m:"),
    ],
)
def test_a_broken_file_stops_the_start_with_its_name(tmp_path: Path, find: str, put: str) -> None:
    file = tmp_path / "lifecycle.yml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(find, put), encoding="utf-8")

    with pytest.raises(HumiaoError) as refused:
        read_life(file)
    assert refused.value.id == "HM120"


def do(desk: Desk, act: Any, ticket_id: str, *more: Any, **named: Any) -> Ticket:
    with desk.store.session() as work:
        ticket: Ticket = act(work, tickets.get(work, ticket_id), *more, **named)
        work.commit()
        assert ticket.conversation
    return ticket


def test_a_case_goes_through_all_nine_steps_with_who_when_and_why(desk: Desk) -> None:
    ticket_id = desk.case()
    do(desk, lifecycle.grade, ticket_id, desk.bai)
    do(desk, lifecycle.assign, ticket_id, desk.lin, desk.zhao, "会方言")
    assert do(desk, lifecycle.claim, ticket_id, desk.lin).conversation.operator_id == desk.lin.id
    for status in (S.WAITING, S.FEEDBACK, S.FOLLOW_UP):
        assert do(desk, lifecycle.set_status, ticket_id, desk.lin, status, "下一步").conversation.operator_id is None
    do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "已落实")
    checked = do(desk, lifecycle.check, ticket_id, desk.zhao, "记录完整")

    assert (checked.status, checked.graded_by) == (S.CHECKED, desk.bai.id)
    with desk.store.session(reading=True) as work:
        done = [(c.who, c.change, c.after, c.reason) for c in lifecycle.history(work, tickets.get(work, ticket_id))]
    assert done == [
        (None, "opened", "yellow", None),
        ("白老师", "graded", "yellow", None),
        ("赵主任", "assigned", desk.lin.id, "会方言"),
        ("林老师", "owner", desk.lin.id, None),
        ("林老师", "status", "waiting", "下一步"),
        ("林老师", "status", "feedback", "下一步"),
        ("林老师", "status", "follow_up", "下一步"),
        ("林老师", "closed", "helped", "已落实"),
        ("赵主任", "status", "checked", "记录完整"),
    ]


def test_who_was_named_signs_and_nobody_else_but_a_supervisor(desk: Desk) -> None:
    ticket_id = desk.case()
    given = do(desk, lifecycle.assign, ticket_id, desk.lin, desk.zhao)
    assert (given.status, given.owner_id, given.conversation.operator_id) == (S.ASSIGNED, None, None)

    with pytest.raises(AlreadyClaimed) as refused:
        do(desk, lifecycle.claim, ticket_id, desk.bai)
    assert refused.value.owner == "林老师"
    signed = do(desk, lifecycle.claim, ticket_id, desk.lin)
    assert (signed.owner_id, signed.assignee_id) == (desk.lin.id, None)


def test_who_does_not_sign_gives_it_back_with_an_alert(desk: Desk) -> None:
    ticket_id = desk.case()
    do(desk, lifecycle.assign, ticket_id, desk.lin, desk.zhao)

    back = do(desk, lifecycle.release, ticket_id, desk.lin, reason="在忙另一个孩子")

    assert (back.status, back.assignee_id) == (S.RECEIVED, None)
    with pytest.raises(NotAllowed):
        do(desk, lifecycle.assign, ticket_id, desk.bai, desk.lin)


def test_a_level_that_the_assistant_raises_is_to_be_confirmed_again(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.YELLOW)
    assert do(desk, lifecycle.grade, ticket_id, desk.lin).status is S.GRADED

    desk.case(RiskLevel.RED)

    with desk.store.session(reading=True) as work:
        ticket = tickets.get(work, ticket_id)
        assert (ticket.level, ticket.status, ticket.graded_by) == (RiskLevel.RED, S.RECEIVED, None)


def test_a_red_case_ends_only_when_the_result_was_told_or_why_not(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    with pytest.raises(StillOwed) as refused:
        do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "已安全")
    assert "强制报告" in refused.value.sentences[0]
    with pytest.raises(ReasonNeeded):
        do(desk, lifecycle.close, ticket_id, desk.lin, None, "已安全", "已告知")
    assert do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "已安全", "已电话告知").status is S.CLOSED


def test_nobody_checks_a_case_of_their_own_and_a_closed_one_is_not_released(desk: Desk) -> None:
    ticket_id = desk.case()
    do(desk, lifecycle.claim, ticket_id, desk.zhao)
    do(desk, lifecycle.close, ticket_id, desk.zhao, Outcome.HELPED, "已落实")

    for act in (lifecycle.check, lifecycle.release):
        with pytest.raises(NotAllowed):
            do(desk, act, ticket_id, desk.zhao)
    assert set(ENDED) == {S.CLOSED, S.CHECKED}


def test_a_closed_account_leaves_no_case_waiting_for_its_signature(desk: Desk) -> None:
    ticket_id = desk.case()
    do(desk, lifecycle.assign, ticket_id, desk.lin, desk.zhao)
    with desk.store.session() as work:
        operators.disable(work, operators.by_name(work, "lin"))
        work.commit()

    with desk.store.session(reading=True) as work:
        assert tickets.get(work, ticket_id).status is S.RECEIVED
