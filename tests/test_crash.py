"""kill -9 at random points while 200 conversations run: nothing missing, nothing double."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.app import App
from bot.worker import one_round
from cases.tables import AssessmentRow, Conversation, Message, Outgoing, Task, Ticket
from cases.transcript import messages_after
from cases.words import Author, OutgoingKind, OutgoingState, TaskKind
from humiao.privacy import create_master_key
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel
from tests.crash_child import CONVERSATIONS, lines_of, make_app

WRITERS = 2
KILLS = 10


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.crash_child", *arguments], cwd=ROOT)


def survive(var: Path, seed: int) -> None:
    """Runs writers and a deliverer, killing one at random again and again, until all is written."""
    chance = random.Random(seed)
    commands = {f"w{n}": ("write", str(var), str(n), str(WRITERS)) for n in range(WRITERS)}
    commands["d"] = ("deliver", str(var), "0")
    running = {name: start(*command) for name, command in commands.items()}
    kills = 0
    while any(running[name].poll() is None or running[name].returncode for name in commands if name != "d"):
        time.sleep(chance.uniform(0.8, 2.5) if kills < KILLS else 0.2)
        victim = chance.choice(sorted(running))
        if kills < KILLS and running[victim].poll() is None:
            running[victim].kill()
            kills += 1
        for name, process in running.items():
            if process.poll() not in (None, 0):
                running[name] = start(*commands[name])
                # Once more than once ahead: claims of the killed deliverer must run out.
                if name == "d":
                    commands["d"] = ("deliver", str(var), str(kills * 2))
    running["d"].kill()
    running["d"].wait()


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> App:
    """The store after the killing, after the worker and the deliverer had their time."""
    var = tmp_path_factory.mktemp("crash")
    create_master_key(var / "master.key")
    app = make_app(var)
    app.store.migrate()
    survive(var, seed=20261121)
    while one_round(app):
        time.sleep(5.1)
    deliverer = start("deliver", str(var), str(KILLS * 2 + 2))
    deadline = time.monotonic() + 60
    while _due(app) and time.monotonic() < deadline:
        time.sleep(0.5)
    deliverer.kill()
    deliverer.wait()
    return app


def _due(app: App) -> int:
    with app.store.session(reading=True) as work:
        return work.db.query(Outgoing).filter(Outgoing.target == "telegram", Outgoing.state != "delivered").count()


@pytest.mark.timeout(300)
def test_no_message_is_missing_or_double_and_each_was_answered_once(after: App) -> None:
    with after.store.session(reading=True) as work:
        said = Counter(
            tuple(turn.text for turn in messages_after(work, conversation, 0, 100) if turn.author is Author.CALLER)
            for conversation in work.db.query(Conversation)
        )
        unanswered = work.db.query(Message).filter(Message.processed_at.is_(None)).count()
        judged = Counter(row.message_id for row in work.db.query(AssessmentRow))

    assert said == Counter(lines_of(number) for number in range(CONVERSATIONS))
    assert unanswered == 0
    assert set(judged.values()) == {1}


def test_every_reply_is_there_once(after: App) -> None:
    """What the bot says depends on the lines alone: equal conversations read alike."""
    with after.store.session(reading=True) as work:
        spoken: dict[tuple[str, ...], set[int]] = {}
        for conversation in work.db.query(Conversation):
            turns = messages_after(work, conversation, 0, 100)
            lines = tuple(turn.text for turn in turns if turn.author is Author.CALLER)
            spoken.setdefault(lines, set()).add(sum(turn.author is Author.BOT for turn in turns))

    assert all(len(counts) == 1 for counts in spoken.values())


def test_every_caller_in_danger_has_one_ticket_with_alert_and_report(after: App) -> None:
    wanted = Counter(len(lines_of(number)) for number in range(CONVERSATIONS))
    with after.store.session(reading=True) as work:
        tickets = work.db.query(Ticket).all()
        alerted = {row.ticket_id for row in work.db.query(Outgoing) if row.kind is OutgoingKind.ALERT}
        reports = Counter(task.ticket_id for task in work.db.query(Task) if task.kind is TaskKind.MANDATORY_REPORT)

    red = [ticket for ticket in tickets if ticket.level is RiskLevel.RED]
    assert len(red) == wanted[4]
    assert len({ticket.conversation_id for ticket in tickets}) == len(tickets)
    assert {ticket.id for ticket in tickets} <= alerted
    assert {reports[ticket.id] for ticket in red} == {1}
    numbers = sorted(int(ticket.number[-4:]) for ticket in tickets)
    assert numbers == list(range(1, len(tickets) + 1))


def test_every_reply_arrived_and_a_repetition_is_marked(after: App) -> None:
    lines = (after.settings.path("var") / "received.jsonl").read_text(encoding="utf-8").splitlines()
    arrivals: dict[str, list[bool]] = {}
    for line in lines:
        row = json.loads(line)
        arrivals.setdefault(row["id"], []).append(row["resend"])
    with after.store.session(reading=True) as work:
        sent = [row for row in work.db.query(Outgoing) if row.target == "telegram"]

    assert {row.state for row in sent} == {OutgoingState.DELIVERED}
    assert {row.id for row in sent} == set(arrivals)
    assert all(all(marks[1:]) for marks in arrivals.values())


def test_the_audit_chain_is_whole(after: App) -> None:
    from cases.audit import verify

    with after.store.session(reading=True) as work:
        assert verify(work).ok
