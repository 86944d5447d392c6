"""What a child is told is so, and a message is answered and rings, whatever became of the case before."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.worker import one_round
from cases import lifecycle, tickets
from cases.alerts import acknowledge, desk_alerts
from cases.callers.merging import merge
from cases.operators import add as hire
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import Outcome, Role, TicketStatus
from tests.caller import Caller

DANGER = "他拿刀架在我脖子上"


def lin(work: Work) -> Operator:
    return hire(work, "lin", "林老师", Role.SUPERVISOR, "correct horse battery")


def test_whose_case_was_merged_is_not_told_that_there_is_none(app: App, caller: Caller) -> None:
    other = Caller(app)
    for one in (caller, other):
        one.writes(DANGER)
    goes_on, gone = other.ticket(), caller.ticket()
    assert goes_on is not None
    assert gone is not None
    with app.store.session() as work:
        who = lin(work)
        merge(work, work.db.get_one(Ticket, goes_on.id), work.db.get_one(Ticket, gone.id), who)
        work.commit()

    said = caller.writes("进度")
    assert gone.number in said[0]
    assert said == [app.replies.say("progress_merged", number=gone.number).text]
    assert goes_on.number not in said[0]
    assert "110" in caller.writes(DANGER)[0]
    assert caller.ticket() is not None


STATES = ("assigned", "waiting", "feedback", "follow_up", "closed", "checked")


@pytest.mark.parametrize("state", STATES)
def test_danger_rings_and_is_answered_in_every_state_of_a_case(app: App, caller: Caller, state: str) -> None:
    caller.writes(DANGER)
    known = caller.ticket()
    assert known is not None
    with app.store.session() as work:
        who, ticket = lin(work), work.db.get_one(Ticket, known.id)
        second = hire(work, "zhao", "赵主任", Role.SUPERVISOR, "correct horse battery")
        if state == "assigned":
            lifecycle.assign(work, ticket, second, who)
        else:
            lifecycle.claim(work, ticket, who)
            if state in ("closed", "checked"):
                lifecycle.close(work, ticket, who, Outcome.HELPED, "平安", "已告知")
            else:
                lifecycle.set_status(work, ticket, who, TicketStatus(state))
            if state == "checked":
                lifecycle.check(work, ticket, second)
        acknowledge(work, ticket.id, who, everybodys=True)
        work.commit()

    said = caller.writes("今天他又拿刀架在我脖子上")

    here = caller.ticket()
    assert here is not None
    with app.store.session(reading=True) as work:
        assert [alert.ticket_number for alert in desk_alerts(work)] == [here.number]
        assert tickets.get(work, here.id).level.needs_a_human
    assert here.number in said[0]
    assert "110" in said[0]


def test_a_disk_that_fails_stops_neither_answers_nor_duties(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(store: object) -> int:
        raise OSError("read-only file system")

    done: list[str] = []
    monkeypatch.setattr(app.spool, "replay", fails)
    monkeypatch.setattr("bot.duties.DUTIES", (("probe", lambda app: done.append("probe") or 1),))
    assert one_round(app) == 1
    assert done == ["probe"]
