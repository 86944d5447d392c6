"""A desk of two weeks to try and to show: 300 conversations through the real conversation, clocks and staff."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from rich.console import Console
from rich.progress import Progress

from bot.app import App, build
from bot.duties import DUTIES
from cases.callers.by_hand import Call, take_in
from cases.callers.profile import keep_profile
from cases.contacts import lock_conversation
from cases.errors import CaseError
from cases.operators import by_name
from cases.outbox import seen
from cases.store import Store
from cases.tables import Ticket
from cases.tickets import open_ticket_of
from console.canned import load_canned
from humiao.cli.demo_callers import DAYS, Caller, callers
from humiao.cli.demo_staff import WORKERS, Deed, Staff, carry_out, hire, roster
from humiao.cli.first_run import prepare
from humiao.clock import local, now
from humiao.message import BY_HAND, Inbound
from humiao.privacy import master_key
from humiao.settings import ROOT, Settings
from nlu.sentences import read_examples
from nlu.serve import serving
from nlu.triage import assess

PASSWORD = "humiao-demo-2026"  # noqa: S105 - printed, and only for a desk without a real caller
PATROL = timedelta(hours=1)
PATROLS = frozenset(
    {"clocks", "caller_marks", "follow_ups", "quality_sample", "reports", "referral_reminders", "search_index"}
)
"""Duties done while two weeks pass; nobody sits before a page, so those about who is there would find nobody."""


class PastClock:
    """A clock that is set to moments of the past."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


Event = Deed | tuple[Caller, int] | None
"""Something the staff do, a line of a caller, or None: the worker makes its round."""


@dataclass
class Days:
    """What is still to happen, by its moment."""

    order: count[int] = field(default_factory=count)
    heap: list[tuple[datetime, int, Event, str]] = field(default_factory=list)

    def add(self, at: datetime, what: Event, ticket_id: str = "") -> None:
        heapq.heappush(self.heap, (at, next(self.order), what, ticket_id))


def fill(settings: Settings, many: int) -> None:
    """Fills the new store of ``settings`` with two weeks up to now; raises HM032, StoreDown."""
    furnish(settings)
    prepare(settings, Console(quiet=True)).close()
    until = now().replace(microsecond=0)
    clock = PastClock(until - timedelta(days=DAYS, hours=1))
    store = Store(settings.database_url, master_key(settings), clock=clock)
    hire(store, PASSWORD)
    roster(store, local(clock.at).replace(hour=8, minute=0, second=0), DAYS + 7)
    with serving(settings.number("nlu_port")) as client:
        understand = client.parse if client else lambda text: None
        _live(build(settings, store=store, understand=understand), clock, until, many)
    store.close()


def furnish(settings: Settings) -> None:
    """The vectors of the answers are the same everywhere: made once."""
    source, target = ROOT / "var" / "vectors", settings.path("var") / "vectors"
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() and not target.exists():
        target.symlink_to(source, target_is_directory=True)


def _live(app: App, clock: PastClock, until: datetime, many: int) -> None:
    rnd = Random(12355)  # noqa: S311 - the same demonstration every time, no secret
    days = Days()
    for caller in callers(read_examples(ROOT / "data" / "nlu"), many, until, rnd):
        for line in range(len(caller.lines)):
            days.add(caller.lines[line][0], (caller, line))
    moment = clock.at
    while moment < until:
        days.add(moment, None)
        moment += PATROL
    canned = [reply.said for reply in load_canned(ROOT / "data" / "desk" / "canned_replies.yml")]
    staff, known = Staff(app.store, rnd, canned), set[str]()
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("two weeks", total=DAYS * 24 * 60)
        while days.heap and days.heap[0][0] <= until:
            at, _, what, ticket_id = heapq.heappop(days.heap)
            clock.at = max(clock.at, at)
            for ticket in _happens(app, what, ticket_id, staff):
                if ticket.id not in known:
                    known.add(ticket.id)
                    for deed in staff.deeds(ticket, clock.at):
                        days.add(deed.at, deed, ticket.id)
            progress.update(bar, completed=DAYS * 24 * 60 - (until - clock.at).total_seconds() / 60)


def _happens(app: App, what: Event, ticket_id: str, staff: Staff) -> list[Ticket]:
    """The tickets that it led to."""
    if what is None:
        _patrol(app)
    elif isinstance(what, Deed):
        carry_out(app.store, what, ticket_id)
    else:
        caller, line = what
        return _heard(app, caller, line, staff)
    return []


def _patrol(app: App) -> None:
    for name, duty in DUTIES:
        if name in PATROLS:
            duty(app)


def _heard(app: App, caller: Caller, line: int, staff: Staff) -> list[Ticket]:
    """One line of a caller, by itself or written down by somebody; the open ticket it led to, if any."""
    at, text = caller.lines[line]
    if caller.channel in BY_HAND:
        return _called(app, caller, line, text, staff)
    taken = app.intake.receive(Inbound(caller.channel, caller.id, f"{caller.id}-{line}", at, text))
    if taken.conversation_id is None:
        return []
    with app.store.session() as work:
        conversation = lock_conversation(work, taken.conversation_id)
        seen(work, conversation, conversation.last_seq)
        ticket = open_ticket_of(work, conversation.id)
        if ticket is not None:
            keep_profile(work, conversation, caller.profile, None)
        work.commit()
    return [ticket] if ticket else []


def _called(app: App, caller: Caller, line: int, text: str, staff: Staff) -> list[Ticket]:
    if line:
        return []  # a call is written down once
    found = assess(text, rules=app.conversations.rules, understanding=app.conversations.understand(text))
    try:
        with app.store.session() as work:
            operator = by_name(work, staff.rnd.choice(WORKERS))
            ticket = take_in(work, Call(caller.id, caller.channel, text, caller.profile), found, operator)
            work.commit()
    except CaseError:
        return []
    return [ticket]
