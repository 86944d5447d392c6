"""What a reviewer does with a submitted text: approve it for a day, send it back, take an answer out of use."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from cases.access import Permission
from cases.errors import ReasonNeeded
from console.entry import entry_page, stored_sheet
from console.entry_save import note, number, who
from console.entry_words import problem
from console.pages import Pages
from console.visit import Visit
from knowledge.desk import workflow
from knowledge.desk.difference import difference
from knowledge.desk.drafts import draft_entry, faults, known_ids
from knowledge.desk.errors import NotNow, OwnWork
from knowledge.desk.marks import fingerprints
from knowledge.desk.overview import line
from knowledge.desk.regression import regression
from knowledge.desk.tables import State
from knowledge.entry import Entry

LONGEST = 400
"""Characters of a reason."""


def register(pages: Pages) -> None:
    for name, act in (("approve", _approve), ("return", _send_back), ("retire", _retire)):
        pages.page(f"/knowledge/e/{{id}}/{name}", needs=Permission.KNOWLEDGE_REVIEW, method="POST")(act)


def _approve(visit: Visit) -> Response:
    """Twice: first it shows which answers would change, then it publishes the revision that was shown."""
    publish_on = _day(visit, "publish_on")
    if publish_on is None or publish_on < visit.desk.today:
        with visit.desk.store.session(reading=True) as work:
            found = stored_sheet(visit, work, visit.path("id"))
        return entry_page(visit, found, status=400, problems=["发布日期要写今天或以后的一天。"])
    return _publish(visit, publish_on) if visit.field("confirmed") else _ask(visit, publish_on)


def _ask(visit: Visit, publish_on: date) -> Response:
    draft, wrong = _judged(visit, publish_on)
    bench = visit.desk.workbench
    # Outside of any transaction: it takes seconds, and on SQLite everybody else would wait.
    found = regression(bench.trials, draft, bench.questions)
    with visit.desk.store.session(reading=True) as work:
        where = line(work.db, draft.id, visit.desk.today)
    changes = difference(where.served.content, where.latest.content) if where and where.served else []
    return visit.page(
        "entry_publish.html",
        draft=draft,
        where=where,
        found=found,
        changes=changes,
        problems=[problem(text) for text in wrong],
        publish_on=publish_on,
        note=visit.field("note"),
        number=visit.field("number"),
    )


def _judged(visit: Visit, publish_on: date) -> tuple[Entry, list[str]]:
    """The submitted text and why it could not be served that day; raises OwnWork, NotNow or Missing."""
    with visit.desk.store.session(reading=True) as work:
        row = workflow.revision(work.db, visit.path("id"), number(visit.field("number")))
        if row.state != State.SUBMITTED:
            raise NotNow(f"{row.state} is not submitted")
        if visit.operator.id in workflow.authors(work.db, row):
            raise OwnWork(row.entry_id)
        draft, known = draft_entry(row.content, row.author_name), known_ids(work.db)
    return draft, faults(draft, visit.desk.kit.statutes, visit.desk.workbench.phrases, known, publish_on)


def _publish(visit: Visit, publish_on: date) -> Response:
    draft, wrong = _judged(visit, publish_on)
    with visit.desk.store.session() as work:
        row = workflow.approve(
            work.db,
            draft.id,
            number(visit.field("number")),
            by=who(visit),
            at=work.clock(),
            publish_on=publish_on,
            cited=fingerprints(draft, visit.desk.kit.statutes, publish_on),
            problems=wrong,
            note=visit.field("note")[:LONGEST],
        )
        note(visit, work, "approved", draft.id, row.number, publish_on=publish_on.isoformat())
        work.commit()
    return visit.go(f"/knowledge/e/{draft.id}?done=approved")


def _send_back(visit: Visit) -> Response:
    entry_id, reason = visit.path("id"), _reason(visit)
    with visit.desk.store.session() as work:
        row = workflow.send_back(
            work.db, entry_id, number(visit.field("number")), by=who(visit), at=work.clock(), note=reason
        )
        note(visit, work, "returned", entry_id, row.number)
        work.commit()
    return visit.go(f"/knowledge/e/{entry_id}?done=returned")


def _retire(visit: Visit) -> Response:
    entry_id, reason = visit.path("id"), _reason(visit)
    on = _day(visit, "retire_on") or visit.desk.today
    with visit.desk.store.session() as work:
        workflow.retire(work.db, entry_id, on=max(on, visit.desk.today), why=reason)
        latest = workflow.history(work.db, entry_id)[0].number
        note(visit, work, "retired", entry_id, latest, retired_on=on.isoformat())
        work.commit()
    return visit.go(f"/knowledge/e/{entry_id}?done=retired")


def _reason(visit: Visit) -> str:
    reason = visit.field("reason")
    if not reason or len(reason) > LONGEST:
        raise ReasonNeeded(f"a reason has 1 to {LONGEST} characters")
    return reason


def _day(visit: Visit, name: str) -> date | None:
    try:
        return date.fromisoformat(visit.field(name))
    except ValueError:
        return None
