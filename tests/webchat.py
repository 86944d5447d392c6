"""A desk with its web chat on a real port, for tests: the true intake, store and spool, and a parrot that answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import httpx
import uvicorn

from actions.replies import load_replies
from bot.intake import Intake
from bot.web import build_chat
from cases.intake import next_unanswered
from cases.spool import Spool
from cases.store import Store
from cases.tables import Conversation
from cases.transcript import Turn, messages_after, say, text_of
from cases.words import Author
from humiao.message import Reply
from humiao.privacy import MasterKey
from humiao.settings import ROOT, read_settings


class Parrot:
    """Says what it was taught, once for each message, in the place of the conversation."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.taught: dict[str, list[Reply]] = {}

    def answer_all(self, conversation_id: str) -> int:
        answered = 0
        with self.store.session() as work:
            while (message := next_unanswered(work, conversation_id)) is not None:
                text = text_of(work, message)
                for reply in self.taught.get(text, [Reply(f"听到了：{text}")]):
                    say(work, message.conversation, reply, Author.BOT)
                message.processed_at = work.clock()
                work.db.flush()
                answered += 1
            work.commit()
        return answered


class Desk:
    """What the tests look at behind the page."""

    def __init__(self, folder: Path, migrated: Path, master: MasterKey) -> None:
        shutil.copy(migrated, folder / "humiao.db")
        self.folder = folder
        self.settings = read_settings({"HUMIAO_VAR": str(folder), "HUMIAO_UPLOAD_MB": "1"})
        self.store = Store(self.settings.database_url, master)
        self.spool = Spool(folder / "spool", master)
        self.parrot = Parrot(self.store)
        self.replies = load_replies(ROOT / "data" / "replies" / "replies.yml")
        intake = Intake(self.store, self.spool, self.parrot, self.replies)  # type: ignore[arg-type]
        self.chat = build_chat(intake, self.store, self.settings, self.replies)
        self.url = ""

    def break_store(self) -> None:
        """The file moved away and a folder put in its place: every access fails."""
        self.store.close()
        for part in self.folder.glob("humiao.db*"):
            part.rename(part.with_name("away-" + part.name))
        (self.folder / "humiao.db").mkdir()

    def mend_store(self) -> None:
        self.store.close()
        (self.folder / "humiao.db").rmdir()
        for part in self.folder.glob("away-*"):
            part.rename(part.with_name(part.name.removeprefix("away-")))

    def browser(self) -> httpx.Client:
        """Speaks as the page's scripts do, and keeps cookies as a browser does."""
        return httpx.Client(base_url=self.url, headers={"X-Chat": "1", "Sec-Fetch-Site": "same-origin"}, timeout=40)

    def conversations(self) -> list[Conversation]:
        with self.store.session(reading=True) as work:
            return list(work.db.query(Conversation).order_by(Conversation.opened_at))

    def turns(self) -> list[Turn]:
        """Everything said in every conversation that is not erased."""
        with self.store.session(reading=True) as work:
            places = work.db.query(Conversation).filter(Conversation.erased_at.is_(None)).all()
            return [turn for place in places for turn in messages_after(work, place, 0, 500)]

    def heard(self) -> list[str]:
        """What callers wrote, in order."""
        return [turn.text for turn in self.turns() if turn.author is Author.CALLER]


@contextmanager
def open_desk(folder: Path, migrated: Path, master: MasterKey) -> Iterator[Desk]:
    """The desk while its server runs."""
    desk = Desk(folder, migrated, master)
    config = uvicorn.Config(
        desk.chat, port=0, log_level="warning", log_config=None, ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    until = monotonic() + 20
    while not server.started and monotonic() < until:
        sleep(0.01)
    desk.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield desk
    server.should_exit = True
    thread.join(10)
    desk.store.close()
