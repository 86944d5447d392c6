"""A process that is killed on purpose: writes or delivers its share, again from the start each time.

``python -m tests.crash_child write VAR SHARE OF`` sends every message of its share of the conversations;
``python -m tests.crash_child deliver VAR`` delivers what is due to a file, as a channel would.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from actions.replies import load_replies
from actions.turn import Kit
from bot.app import App, build
from cases.outbox import claim_due, delivered
from humiao.message import Channel, Inbound
from humiao.settings import ROOT, read_settings
from knowledge.directory import Directory
from knowledge.search import KnowledgeSearch
from knowledge.statutes import Statutes
from tests.fakes import FakeNlu

CONVERSATIONS = 200
LINES = ("你好", "转人工", "我站在天台上，不想活了", "谢谢")
START = datetime(2026, 11, 21, tzinfo=timezone.utc)


def make_app(var: Path) -> App:
    """The caller's side without entries: what is tried here is keeping, not answering."""
    settings = read_settings({"HUMIAO_VAR": str(var)})
    statutes = Statutes.open()
    kit = Kit(
        replies=load_replies(ROOT / "data" / "replies" / "replies.yml"),
        knowledge=KnowledgeSearch((), None, statutes),
        statutes=statutes,
        directory=Directory.load(ROOT / "data" / "contacts.yml"),
    )
    return build(settings, kit=kit, understand=FakeNlu().parse)


def lines_of(number: int) -> tuple[str, ...]:
    """Every third caller is in danger, the others ask for a human or just greet."""
    return (LINES, LINES[:2], (LINES[0], LINES[3]))[number % 3]


def write(app: App, share: int, of: int) -> None:
    """Sends the share's messages in order, each until it was kept: what a channel's retry does."""
    for number in range(share, CONVERSATIONS, of):
        for position, text in enumerate(lines_of(number)):
            inbound = Inbound(Channel.TELEGRAM, f"caller {number}", str(position), START, text)
            while not app.intake.receive(inbound).kept:
                time.sleep(0.05)


def deliver(app: App, received: Path) -> None:
    """Claims, hands over (the file is the phone), confirms; never ends by itself."""
    while True:
        with app.store.session() as work:
            found = claim_due(work, "telegram", 20, "crash")
            work.commit()
        for delivery in found:
            with received.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"id": delivery.id, "resend": delivery.resend}) + "\n")
                file.flush()
                os.fsync(file.fileno())
            with app.store.session() as work:
                delivered(work, delivery.id)
                work.commit()
        if not found:
            time.sleep(0.1)


def main(arguments: list[str]) -> None:
    what, var = arguments[0], Path(arguments[1])
    app = make_app(var)
    if what == "write":
        write(app, int(arguments[2]), int(arguments[3]))
    else:
        # A claim left by a killed process runs out after a minute; the test has no minute to wait.
        ahead = timedelta(minutes=float(arguments[2]))
        app.store.clock = lambda: datetime.now(timezone.utc) + ahead
        deliver(app, var / "received.jsonl")


if __name__ == "__main__":
    main(sys.argv[1:])
