"""The duty that compares callers: every new ticket once, whoever works."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from bot.app import App
from bot.caller_marks import mark_callers
from bot.duties import DUTIES
from cases.callers.tables import CallerMark
from cases.intake import receive
from cases.store import Store
from cases.tickets import open_ticket
from humiao.assessment import Assessment
from humiao.message import Channel, Inbound
from humiao.vocabulary import RiskLevel


def test_a_new_ticket_is_looked_at_once(store: Store) -> None:
    app = cast(App, SimpleNamespace(store=store))
    with store.session() as work:
        conversation = receive(work, Inbound(Channel.WEB, "child", "k1", work.clock(), "爸爸又打我了")).conversation
        open_ticket(work, conversation, Assessment(RiskLevel.YELLOW))
        work.commit()

    assert [mark_callers(app), mark_callers(app)] == [1, 0]
    with store.session(reading=True) as work:
        assert work.db.query(CallerMark).count() >= 1
    assert mark_callers in dict(DUTIES).values()
