"""The directory: agencies and numbers by area, what has to be verified first, and every change of a row."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from starlette.responses import Response

from cases import audit
from cases.access import Permission
from cases.store import Work
from console.areas import area_name
from console.files import workbook
from console.pages import Pages
from console.visit import Visit
from knowledge.desk import numbers
from knowledge.desk.errors import Refused
from knowledge.desk.exchange_sheets import Unreadable
from knowledge.desk.numbers_excel import COLUMNS, as_sheet, bring_in, read_day
from knowledge.desk.tables import NumberRow
from knowledge.directory import Duty, Number

PATH = "/knowledge/directory"
HOTLINE = "-"
"""In the filter: rows without a duty."""


def register(pages: Pages) -> None:
    @pages.page(PATH, needs=Permission.KNOWLEDGE_WRITE)
    def directory(visit: Visit) -> Response:
        chosen = visit.request.query_params.get("edit", "")
        with visit.desk.store.session(reading=True) as work:
            row = numbers.one(work.db, int(chosen)) if _id(chosen) else None
        return _page(visit, typed=_typed(row) if row else None, id=row.id if row else None)

    @pages.page(f"{PATH}/save", needs=Permission.KNOWLEDGE_WRITE, method="POST")
    def save(visit: Visit) -> Response:
        """A new row, or another text for the one whose id is in the form."""
        id = visit.field("id")
        try:
            with visit.desk.store.session() as work:
                number = _number(visit)
                row = numbers.edit(work.db, int(id), number) if _id(id) else numbers.add(work.db, number)
                return _done(visit, work, "directory:changed" if id else "directory:added", row)
        except Refused as error:
            return _page(visit, 400, problems=error.problems, typed=visit.form, id=int(id) if _id(id) else None)

    @pages.page(f"{PATH}/verify", needs=Permission.KNOWLEDGE_WRITE, method="POST")
    def verify(visit: Visit) -> Response:
        on = visit.desk.today
        try:
            until, wrong = read_day(visit.field("expires_at"))
            if wrong:
                raise Refused([f"有效至{wrong}"])
            with visit.desk.store.session() as work:
                row = numbers.verify(
                    work.db,
                    int(visit.field("id")) if _id(visit.field("id")) else 0,
                    on=on,
                    until=until or on + numbers.FRESH,
                    verified_from=visit.field("verified_from"),
                )
                return _done(visit, work, "directory:verified", row)
        except Refused as error:
            return _page(visit, 400, problems=error.problems)

    @pages.page(f"{PATH}/remove", needs=Permission.KNOWLEDGE_WRITE, method="POST")
    def remove(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            row = numbers.one(work.db, int(visit.field("id")) if _id(visit.field("id")) else 0)
            numbers.remove(work.db, row.id)
            return _done(visit, work, "directory:removed", row)

    @pages.page(f"{PATH}/import", needs=Permission.KNOWLEDGE_WRITE, method="POST", takes_file=True)
    def take_in(visit: Visit) -> Response:
        try:
            with visit.desk.store.session() as work:
                brought = bring_in(work.db, visit.file)
                if brought.troubles:
                    return _page(visit, 400, problems=[str(one) for one in brought.troubles])
                facts = {"added": brought.added, "changed": brought.changed}
                audit.append(work, visit.operator.id, "directory:imported", "directory", facts)
                work.commit()
        except Unreadable as error:
            return _page(visit, 400, problems=[str(error)])
        said = f"新增 {brought.added} 行，更新 {brought.changed} 行，{brought.same} 行没有变化。"
        return _page(visit, said=said)

    @pages.page("/knowledge/directory.xlsx", needs=Permission.KNOWLEDGE_WRITE)
    def give_out(visit: Visit) -> Response:
        with visit.desk.store.session(reading=True) as work:
            content = as_sheet(numbers.listed(work.db))
        return workbook(content, "directory.xlsx")


def _page(
    visit: Visit,
    status: int = 200,
    *,
    problems: list[str] | None = None,
    typed: Mapping[str, str] | None = None,
    id: int | None = None,
    said: str = "",
) -> Response:
    query, on = visit.request.query_params, visit.desk.today
    with visit.desk.store.session(reading=True) as work:
        rows = numbers.listed(work.db)
    shown = [row for row in rows if _fits(row, query.get("area", ""), query.get("duty", ""), query.get("q", ""))]
    return visit.page(
        "directory.html",
        status,
        areas=[(area_name(area), list(some)) for area, some in groupby(shown, key=lambda row: row.area)],
        due=numbers.due(rows, on),
        counts=(len(shown), len(rows)),
        on=on,
        until=on + numbers.FRESH,
        duties=[str(duty) for duty in Duty],
        columns=COLUMNS,
        query={name: query.get(name, "") for name in ("area", "duty", "q")},
        hotline=HOTLINE,
        problems=problems or [],
        typed={field: (typed or {}).get(field, "") for field in COLUMNS},
        id=id,
        said=said,
        area_name=area_name,
    )


def _done(visit: Visit, work: Work, action: str, row: NumberRow) -> Response:
    audit.append(work, visit.operator.id, action, f"number/{row.id}", {"area": row.area})
    work.commit()
    return visit.go(PATH)


def _number(visit: Visit) -> Number:
    """The row in the form; raises Refused when a day is none."""
    texts = {field: visit.field(field) for field in COLUMNS if field not in ("verified_at", "expires_at")}
    verified_at, wrong = read_day(visit.field("verified_at"))
    expires_at, also_wrong = read_day(visit.field("expires_at"))
    problems = [f"{COLUMNS[name]}{text}" for name, text in (("verified_at", wrong), ("expires_at", also_wrong)) if text]
    if problems:
        raise Refused(problems)
    since = verified_at or visit.desk.today
    return Number(**texts, verified_at=since, expires_at=expires_at or since + numbers.FRESH)


def _typed(row: NumberRow) -> dict[str, str]:
    return {field: str(getattr(row, field)) for field in COLUMNS}


def _fits(row: NumberRow, area: str, duty: str, text: str) -> bool:
    if duty and row.duty != ("" if duty == HOTLINE else duty):
        return False
    number = numbers.as_number(row)
    # A county's filter shows what is valid there and what lies in it.
    if area and not (number.serves(area) or row.area.startswith(area)):
        return False
    return all(word in f"{row.number} {row.name} {row.role}" for word in text.split())


def _id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
