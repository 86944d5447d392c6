"""The console on a real port over a real store: lin and bai work cases, zhao supervises, guo audits, children write.

mei and luo edit the answers and xu reviews them; the fixture ``editing`` has a few real answers in its store.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
import uvicorn
import yaml
from fastapi import FastAPI

from actions.replies import load_replies
from actions.senses import Senses
from actions.turn import Kit
from bot.shelf import open_shelf
from cases import operators, tickets
from cases.assessments import record
from cases.intake import receive
from cases.store import Store
from cases.tables import AuditEvent, Ticket
from cases.transcript import Turn, messages_after
from cases.words import Role
from console import watch
from console.agency_side import MOUNT, build_agency_side
from console.app import build_console
from humiao.assessment import Assessment, Reason, Source
from humiao.message import Channel, Inbound, Upload
from humiao.settings import ROOT, read_settings
from humiao.vocabulary import RiskLevel, Topic
from knowledge.desk.stock import stock
from knowledge.directory import Directory
from knowledge.entries import load_entries
from knowledge.search import Answers, KnowledgeSearch
from knowledge.statutes import Statutes
from tests.conftest import MASTER, HeldClock

PASSWORD = "correct horse battery"
SAID = "我爸喝了酒在砸门，他手里有刀"
STAFF = (
    ("lin", "林老师", Role.OPERATOR),
    ("bai", "白老师", Role.OPERATOR),
    ("zhao", "赵主任", Role.SUPERVISOR),
    ("guo", "郭审计", Role.AUDITOR),
    ("he", "何管理", Role.ADMIN),
    ("mei", "梅编辑", Role.EDITOR),
    ("luo", "罗编辑", Role.EDITOR),
    ("xu", "许审稿", Role.REVIEWER),
)
ANSWERS = ("bullying_dorm", "dog_bite", "dv_witness", "food_poisoning", "self_defence", "unpaid_wage")
"""A few real answers: enough for search to choose among."""
TODAY = HeldClock().now.date()


class Nlu:
    """Says whether the NLU server answers."""

    up = True

    def alive(self) -> bool:
        return self.up


class Seat:
    """One person's browser, signed in."""

    def __init__(self, url: str, token: str, csrf: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/console", cookies={"desk": token}, timeout=30)
        self.csrf = csrf

    def get(self, path: str, **query: str | int) -> httpx.Response:
        return self.http.get(path, params=query)

    def post(self, path: str, **fields: str) -> httpx.Response:
        """As a page's script posts: a JSON answer."""
        return self.http.post(path, data={"csrf": self.csrf, **fields}, headers={"X-Console": "1"})


def settled(seat: Seat, path: str) -> dict[str, Any]:
    """The news of a page once nothing changes by the mere asking: that somebody is there, that an alarm was shown."""
    news: dict[str, Any] = {"mark": ""}
    for _ in range(5):
        last, news = news, seat.get(path).json()
        if news["mark"] == last["mark"]:
            return news
    raise AssertionError(f"{path} never comes to rest")


class Console:
    """What the tests look at behind the pages."""

    def __init__(self, store: Store, folder: Path, kit: Kit) -> None:
        self.store = store
        self.kit = kit
        self.nlu = Nlu()
        self.url = ""
        self._keys = count(1)
        self._seats: list[Seat] = []
        self.settings = settings = read_settings({"HUMIAO_VAR": str(folder), "HUMIAO_TOTP": "off"})
        self.app = FastAPI()
        self.app.mount(MOUNT, build_agency_side(store))
        self.app.mount("/console", build_console(store, settings, kit, nlu_alive=self.nlu.alive))

    def seat(self, name: str) -> Seat:
        with self.store.session() as work:
            token, csrf = operators.start_session(work, operators.by_name(work, name), 12)
            work.commit()
        self._seats.append(Seat(self.url, token, csrf))
        return self._seats[-1]

    def close(self) -> None:
        for seat in self._seats:
            seat.http.close()

    def case(
        self,
        text: str = SAID,
        level: RiskLevel = RiskLevel.RED,
        sender: str = "child",
        *,
        replaces: str | None = None,
        upload: Upload | None = None,
        degraded: bool = False,
    ) -> str:
        """A child writes and is assessed; the number of the ticket."""
        key = f"k{next(self._keys)}"
        with self.store.session() as work:
            inbound = Inbound(Channel.WEB, sender, key, work.clock(), text, upload=upload, replaces=replaces)
            received = receive(work, inbound)
            assessment = judged(text, level, degraded=degraded)
            record(work, received.message, assessment)
            ticket = tickets.open_ticket(work, received.conversation, assessment)
            received.message.processed_at = work.clock()
            work.commit()
        return ticket.number

    def ticket(self, number: str) -> Ticket:
        with self.store.session(reading=True) as work:
            ticket = tickets.by_number(work, number)
            assert ticket.conversation.channel
        return ticket

    def turns(self, number: str) -> list[Turn]:
        with self.store.session(reading=True) as work:
            return messages_after(work, tickets.by_number(work, number).conversation, 0, 100)

    def operator_id(self, name: str) -> str:
        with self.store.session(reading=True) as work:
            return operators.by_name(work, name).id

    def trail(self, name: str) -> list[tuple[str, str]]:
        """Action and subject of everything this person did, oldest first."""
        mine = self.operator_id(name)
        with self.store.session(reading=True) as work:
            rows = work.db.query(AuditEvent).filter_by(actor=mine).order_by(AuditEvent.seq)
            return [(row.action, row.subject) for row in rows]


def judged(text: str, level: RiskLevel, *, degraded: bool = False) -> Assessment:
    start = text.find("手里有刀")
    span = (start, start + 4) if start >= 0 else (None, None)
    reasons = (
        Reason(Source.RULE, "weapon_now", level, Topic.VIOLENCE_IN_PROGRESS, *span),
        Reason(Source.CLASSIFIER, "risk", level, confidence=0.97),
    )
    return Assessment(
        level,
        (Topic.VIOLENCE_IN_PROGRESS,),
        confidence=0.97,
        reasons=reasons,
        degraded=degraded,
        rules_version="rules-3f9a",
        model_version="model-7c11",
    )


def token_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    return found[1] if found else ""


@pytest.fixture(scope="session")
def statutes() -> Statutes:
    return Statutes.open()


@pytest.fixture(scope="session")
def answers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few of the real answers."""
    data = tmp_path_factory.mktemp("answers")
    shutil.copy(ROOT / "data" / "forbidden_phrases.yml", data)
    (data / "knowledge").mkdir()
    for name in ANSWERS:
        fields = yaml.safe_load((ROOT / "data" / "knowledge" / f"{name}.yml").read_text(encoding="utf-8"))
        written = yaml.safe_dump({**fields, "related": []}, allow_unicode=True)
        (data / "knowledge" / f"{name}.yml").write_text(written, encoding="utf-8")
    return data / "knowledge"


@pytest.fixture(scope="session")
def answers(answers_folder: Path, statutes: Statutes) -> Answers:
    return KnowledgeSearch(load_entries(answers_folder, statutes, TODAY), None, statutes)


def build_kit(answers: Answers, statutes: Statutes) -> Kit:
    data = ROOT / "data"
    return Kit(load_replies(data / "replies" / "replies.yml"), answers, statutes, Directory.load(data / "contacts.yml"))


@contextmanager
def open_console(store: Store, folder: Path, kit: Kit) -> Iterator[Console]:
    """The console while its server runs."""
    console = Console(store, folder, kit)
    config = uvicorn.Config(console.app, port=0, log_level="error", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    until = monotonic() + 20
    while not server.started and monotonic() < until:
        sleep(0.01)
    console.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield console
    console.close()
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def staffed_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its staff; made once, for hashing a password takes its time."""
    file = tmp_path_factory.mktemp("staffed") / "humiao.db"
    shutil.copy(migrated_sqlite, file)
    store = Store(f"sqlite:///{file}", MASTER, clock=HeldClock())
    with store.session() as work:
        for name, shown_as, role in STAFF:
            operators.add(work, name, shown_as, role, PASSWORD)
        work.commit()
    store.close()  # the last connection brings everything into the one file
    return file


@pytest.fixture
def console(
    tmp_path: Path,
    staffed_sqlite: Path,
    held_clock: Callable[[], datetime],
    monkeypatch: pytest.MonkeyPatch,
    answers: Answers,
    statutes: Statutes,
) -> Iterator[Console]:
    monkeypatch.setattr(watch, "FRESH", 0.0)
    monkeypatch.setattr(watch, "PULSE", 0.0)
    shutil.copy(staffed_sqlite, tmp_path / "humiao.db")
    store = Store(f"sqlite:///{tmp_path / 'humiao.db'}", MASTER, clock=held_clock)
    with open_console(store, tmp_path, build_kit(answers, statutes)) as opened:
        yield opened
    store.close()


@pytest.fixture
def editing(
    tmp_path: Path,
    staffed_sqlite: Path,
    held_clock: Callable[[], datetime],
    answers_folder: Path,
    statutes: Statutes,
) -> Iterator[Console]:
    """The console over a store that has answers, which are served by a shelf that follows it."""
    shutil.copy(staffed_sqlite, tmp_path / "humiao.db")
    store = Store(f"sqlite:///{tmp_path / 'humiao.db'}", MASTER, clock=held_clock)
    with store.session() as work:
        stock(work.db, answers_folder, statutes, at=work.clock(), on=TODAY)
        work.commit()
    stop, shelf = Event(), open_shelf(read_settings({}), store, statutes, Senses(None, None))
    shelf.follow(stop)
    with open_console(store, tmp_path, build_kit(shelf, statutes)) as opened:
        yield opened
    stop.set()
    store.close()


@pytest.fixture
def lin(console: Console) -> Seat:
    return console.seat("lin")
