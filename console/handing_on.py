"""The tab 转介 of a case: the call to 110, referrals, shares of the work, and the log of what was shared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from starlette.responses import Response

from cases import operators, reach
from cases.access import Permission, allows
from cases.errors import NotAllowed, ReasonNeeded
from cases.moves import is_open
from cases.referral import police, sharing, subtasks
from cases.referral.agencies import agencies
from cases.referral.content import content_of
from cases.referral.letter import letterhead
from cases.referral.moves import WAITING
from cases.referral.script import compose_script
from cases.referral.sending import kind_of, referrals_of
from cases.referral.words import CallOutcome, SubTaskState
from cases.store import Work
from cases.tables import Operator, Ticket
from console import handing_words
from console.agency_rows import area_of, numbers
from console.pages import Pages
from console.sections import Section
from console.visit import Visit
from humiao.clock import LOCAL
from humiao.vocabulary import Word

W = TypeVar("W", bound=Word)

POLICE = ("110", "12110", "120")


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    """The tab; everything in it is of this case."""
    head, now = letterhead(), work.clock()
    shares = subtasks.subtasks_of(work, ticket)
    calls = police.calls_of(work, ticket)
    return visit.html(
        "_handing_on.html",
        w=handing_words,
        number=ticket.number,
        calls=calls,
        script=compose_script(work, ticket, visit.operator, head.office, head.contact),
        lines=numbers(visit, POLICE, area_of(visit, work, ticket)),
        referrals=[
            (r, kind_of(r.kind).name, content_of(work, r), r.due_at is not None and r.due_at < now)
            for r in referrals_of(work, ticket)
        ],
        waiting=WAITING,
        shares=shares,
        progress=subtasks.progress(shares),
        ended=subtasks.ENDED,
        colleagues=_colleagues(work),
        shared=sharing.log_of(work, ticket),
        open=is_open(ticket.status) and ticket.conversation.key_wrapped is not None,
    )


SECTION = Section("handing-on", "转介", draw, Permission.CASE_REFER)
TAB = "?tab=handing-on"


def register(pages: Pages) -> None:
    agencies()  # broken, the desk's rules stop the start and not the first referral
    for name, act in ACTS.items():
        pages.page(f"/cases/{{number}}/{name}", needs=Permission.CASE_REFER, method="POST")(_posted(act))


def _posted(act: Callable[[Visit, Work, Ticket], None]) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            act(visit, work, ticket)
            work.commit()
        return visit.go(f"/cases/{ticket.number}{TAB}")

    return handle


def open_police(visit: Visit, work: Work, ticket: Ticket) -> None:
    """One key: the panel stands, filled from the case; a second press finds the same one."""
    head = letterhead()
    script = compose_script(work, ticket, visit.operator, head.office, head.contact)
    police.open_call(work, ticket, visit.operator, script.call)


def police_script(visit: Visit, work: Work, ticket: Ticket) -> None:
    police.change_script(work, ticket, visit.operator, visit.field("call"), visit.field("script"))


def police_called(visit: Visit, work: Work, ticket: Ticket) -> None:
    three_way = visit.field("three_way") == "1"
    police.called(work, ticket, visit.operator, visit.field("call"), three_way=three_way)


def police_line(visit: Visit, work: Work, ticket: Ticket) -> None:
    police.log_line(work, ticket, visit.operator, visit.field("call"), visit.field("text"))


def police_record(visit: Visit, work: Work, ticket: Ticket) -> None:
    call, officer, receipt = (visit.field(name) for name in ("call", "officer", "receipt"))
    police.record(work, ticket, visit.operator, call, officer=officer, receipt=receipt)


def police_arrived(visit: Visit, work: Work, ticket: Ticket) -> None:
    police.arrived(work, ticket, visit.operator, visit.field("call"))


def police_end(visit: Visit, work: Work, ticket: Ticket) -> None:
    outcome = chosen(CallOutcome, visit.field("outcome"))
    police.end_call(work, ticket, visit.operator, visit.field("call"), outcome, visit.field("result"))


def add_share(visit: Visit, work: Work, ticket: Ticket) -> None:
    owner = work.db.get(Operator, visit.field("owner")) or visit.operator
    unit, what = visit.field("unit"), visit.field("what")
    subtasks.add_subtask(work, ticket, visit.operator, unit=unit, what=what, owner=owner, due_at=moment(visit, "due"))


def move_share(visit: Visit, work: Work, ticket: Ticket) -> None:
    state = chosen(SubTaskState, visit.field("state"))
    subtasks.move_subtask(work, ticket, visit.operator, visit.field("share"), state, visit.field("result"))


def child_told(visit: Visit, work: Work, ticket: Ticket) -> None:
    sharing.tell_child(work, ticket, visit.operator, visit.field("shared"))


ACTS: dict[str, Callable[[Visit, Work, Ticket], None]] = {
    "police": open_police,
    "police-script": police_script,
    "police-called": police_called,
    "police-line": police_line,
    "police-record": police_record,
    "police-arrived": police_arrived,
    "police-end": police_end,
    "share": add_share,
    "share-state": move_share,
    "child-told": child_told,
}


def chosen(words: type[W], value: str) -> W:
    """The posted word; one that is not on the form raises NotAllowed."""
    try:
        return words(value)
    except ValueError:
        raise NotAllowed(f"no such {words.__name__}") from None


def moment(visit: Visit, name: str) -> datetime | None:
    """A posted moment by the wall clock; None when the field is empty. Raises ReasonNeeded when it is none."""
    text = visit.field(name)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    except ValueError:
        raise ReasonNeeded("that is no moment") from None


def _colleagues(work: Work) -> list[Operator]:
    return [one for one in operators.everybody(work) if allows(one, Permission.CASE_WORK)]
