"""The demonstration: whole days through the real conversation, and never into a store that is in use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from cases import audit
from cases.referral.tables import MandatoryReport
from cases.store import Store
from cases.tables import Conversation, Message, Ticket
from cases.words import ENDED, Author, TicketStatus
from humiao.cli import app, demo_callers, demo_days
from humiao.privacy import master_key
from humiao.settings import read_settings
from humiao.vocabulary import RiskLevel

MANY = 24


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    into = tmp_path_factory.mktemp("demo")
    settings = read_settings({"HUMIAO_VAR": str(into)})

    @contextmanager
    def nobody(port: int) -> Iterator[None]:
        yield None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_days, "serving", nobody)  # the rules alone: another test talks to the real server
        for module in (demo_days, demo_callers):
            patch.setattr(module, "DAYS", 2)
        patch.setattr(demo_days, "PATROL", timedelta(hours=4))
        demo_days.fill(settings, MANY)
    store = Store(settings.database_url, master_key(settings))
    yield store
    store.close()


def test_everybody_was_heard_and_the_trail_is_whole(filled: Store) -> None:
    with filled.session(reading=True) as work:
        assert work.db.scalar(select(func.count()).select_from(Conversation)) == MANY
        assert audit.verify(work).ok
        unanswered = select(Message.id).where(Message.author == Author.CALLER, Message.processed_at.is_(None))
        assert work.db.scalars(unanswered).all() == []


def test_cases_were_worked_to_their_end_and_one_red_has_just_come_in(filled: Store) -> None:
    with filled.session(reading=True) as work:
        there = work.db.scalars(select(Ticket)).all()
        reported = set(work.db.scalars(select(MandatoryReport.ticket_id)))
    ended = [ticket for ticket in there if ticket.status in ENDED]
    assert ended
    assert all(ticket.outcome for ticket in ended)
    assert {ticket.id for ticket in ended if ticket.level is RiskLevel.RED} <= reported
    last = max(there, key=lambda ticket: ticket.opened_at)
    assert (last.level, last.status, last.owner_id) == (RiskLevel.RED, TicketStatus.RECEIVED, None)


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "humiao.db").write_text("real cases")
    done = CliRunner().invoke(app, ["demo", "--into", str(tmp_path)])
    assert done.exit_code == 1
    assert (tmp_path / "humiao.db").read_text() == "real cases"
