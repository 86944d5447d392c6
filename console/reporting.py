"""The tab 强制报告 of a case: the nine situations, the report, what came back, and what keeps one from it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from cases import reach
from cases.access import Permission, allows
from cases.casefile import tasks
from cases.referral import flags, reports
from cases.referral.reports import Filing
from cases.referral.situations import situations
from cases.referral.words import FlagKind, Organ, Told, Way
from cases.store import Work
from cases.tables import Ticket
from cases.words import TaskKind
from console import handing_words
from console.agency_rows import agencies_for, area_of
from console.handing_on import chosen, moment
from console.pages import Pages
from console.sections import Section
from console.visit import Visit

TAB = "?tab=reporting"


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    """The tab; it never asks for anybody's approval."""
    area = area_of(visit, work, ticket)
    checklist = situations()
    owed = [t for t in tasks(work, ticket) if t.kind is TaskKind.MANDATORY_REPORT and t.done_at is None]
    return visit.html(
        "_reporting.html",
        w=handing_words,
        number=ticket.number,
        checklist=checklist,
        organs=[(o, row, agencies_for(visit, row.duty, row.numbers, area)) for o, row in checklist.organs.items()],
        owed=owed,
        reports=reports.reports_of(work, ticket),
        flags=flags.flags_of(work, ticket),
        leads=allows(visit.operator, Permission.CASE_ANY_MANAGE),
        erased=ticket.conversation.key_wrapped is None,
    )


SECTION = Section("reporting", "强制报告", draw, Permission.CASE_REFER)


def register(pages: Pages) -> None:
    situations()  # broken, the checklist stops the start and not the first report
    for name, needs, act in ACTS:
        pages.page(f"/cases/{{number}}/{name}", needs=needs, method="POST")(_posted(act))


def _posted(act: Callable[[Visit, Work, Ticket], None]) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            act(visit, work, ticket)
            work.commit()
        return visit.go(f"/cases/{ticket.number}{TAB}")

    return handle


def report(visit: Visit, work: Work, ticket: Ticket) -> None:
    ticked = [id for id in situations().situations if visit.field(f"is_{id}") == "1"]
    filing = Filing(*(visit.field(name) for name in ("office", "receiver", "receipt", "content", "informed")))
    reports.report(
        work,
        ticket,
        visit.operator,
        chosen(Organ, visit.field("organ")),
        chosen(Way, visit.field("way")),
        ticked,
        filing,
        at=moment(visit, "at"),
        told=chosen(Told, visit.field("told")),
        told_words=visit.field("told_words"),
    )


def answered(visit: Visit, work: Work, ticket: Ticket) -> None:
    answer, receipt = visit.field("answer"), visit.field("receipt")
    reports.answered(work, ticket, visit.operator, visit.field("report"), answer, receipt=receipt)


def told(visit: Visit, work: Work, ticket: Ticket) -> None:
    reports.result_told(work, ticket, visit.operator, visit.field("report"), visit.field("how"))


def flag(visit: Visit, work: Work, ticket: Ticket) -> None:
    kind = chosen(FlagKind, visit.field("kind"))
    flags.raise_flag(work, ticket, visit.operator, kind, visit.field("text"), also_alert=visit.desk.also_alert)


def seen(visit: Visit, work: Work, ticket: Ticket) -> None:
    """Only a flag of this very case."""
    if visit.field("flag") in {one.row.id for one in flags.flags_of(work, ticket)}:
        flags.see(work, visit.field("flag"), visit.operator)


ACTS: tuple[tuple[str, Permission, Callable[[Visit, Work, Ticket], None]], ...] = (
    ("report", Permission.CASE_REFER, report),
    ("report-answer", Permission.CASE_REFER, answered),
    ("report-told", Permission.CASE_REFER, told),
    ("report-flag", Permission.CASE_REFER, flag),
    ("report-seen", Permission.CASE_ANY_MANAGE, seen),
)
