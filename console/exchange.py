"""Answers as a workbook, out and in: what comes in is drafts, and with any problem nothing comes in."""

from __future__ import annotations

from starlette.responses import Response

from cases import audit
from cases.access import Permission
from cases.store import Work
from console.entry_save import who
from console.entry_words import problem
from console.files import workbook
from console.pages import Pages
from console.visit import Visit
from knowledge.desk.exchange import carry_out, outgoing, plan
from knowledge.desk.exchange_excel import as_workbook, read_workbook
from knowledge.desk.exchange_sheets import Trouble, Unreadable
from knowledge.desk.tables import RevisionRow


def register(pages: Pages) -> None:
    @pages.page("/knowledge/import", needs=Permission.KNOWLEDGE_WRITE)
    def form(visit: Visit) -> Response:
        return visit.page("exchange.html", troubles=None, drafts=None, same=())

    @pages.page("/knowledge/import", needs=Permission.KNOWLEDGE_WRITE, method="POST", takes_file=True)
    def take_in(visit: Visit) -> Response:
        try:
            coming, troubles = read_workbook(visit.file, "工作簿")
        except Unreadable as error:
            return visit.page("exchange.html", 400, troubles=[("文件", str(error))], drafts=None, same=())
        desk = visit.desk
        with desk.store.session() as work:
            planned = plan(work.db, coming, desk.kit.statutes, desk.workbench.phrases, desk.today)
            found = [*troubles, *planned.troubles]
            if found:
                return visit.page("exchange.html", 400, troubles=[_said(one) for one in found], drafts=None, same=())
            by = who(visit)
            drafts = carry_out(work.db, planned, by=by, at=work.clock())
            note(work, by.id, drafts)
            work.commit()
        return visit.page("exchange.html", troubles=None, drafts=drafts, same=planned.same)

    @pages.page("/knowledge/export.xlsx", needs=Permission.KNOWLEDGE_WRITE)
    def give_out(visit: Visit) -> Response:
        newest = visit.request.query_params.get("newest") == "1"
        with visit.desk.store.session() as work:
            contents = outgoing(work.db, visit.desk.today, newest=newest)
            audit.append(work, visit.operator.id, "knowledge:exported", "knowledge", {"entries": len(contents)})
            work.commit()
        return workbook(as_workbook(contents), "answers.xlsx")


def note(work: Work, actor: str, drafts: list[RevisionRow]) -> None:
    """One line of the trail for each draft that came in."""
    for draft in drafts:
        audit.append(work, actor, "knowledge:imported", f"entry/{draft.entry_id}", {"revision": draft.number})


def _said(trouble: Trouble) -> tuple[str, str]:
    return trouble.where, problem(trouble.what)
