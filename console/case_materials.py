"""The tab 材料: files looked at in the page; a copy leaves the desk only with a reason."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from cases import reach
from cases.access import Permission
from cases.casework import files
from cases.errors import NotAllowed, NotFound
from cases.fields import Field, Show, demand_field, field
from cases.store import Work
from cases.tables import Ticket
from console.casework import common
from console.pages import Pages
from console.sections import Section
from console.viewer import Unshowable, acceptable, raw, shown
from console.visit import Visit
from humiao.file_kinds import tells_where, upload
from humiao.message import Upload

TAB = "files"


def register(pages: Pages) -> None:
    pages.page(
        "/cases/{number}/file-add", needs=Permission.CASE_WORK, method="POST", takes_file=True, megabytes="upload_mb"
    )(add)
    pages.page("/cases/{number}/files/{file}", needs=Permission.CASE_READ)(view)
    pages.page("/cases/{number}/files/{file}/raw", needs=Permission.CASE_READ)(look)
    pages.page("/cases/{number}/files/{file}/copy", needs=Permission.CASE_WORK, method="POST")(copy)


def add(visit: Visit) -> Response:
    media_type = acceptable(visit.file) if visit.file else None
    if media_type is None:
        raise NotAllowed("no such kind of file")
    _, named = upload(visit.field("file_name"), visit.file)
    kept = Upload(named.name, media_type, named.content)
    with visit.desk.store.session() as work:
        ticket = reach.reached(work, visit.path("number"), visit.operator)
        files.add(work, ticket, visit.operator, kept, note=visit.field("note"), traces=tells_where(kept.content))
        work.commit()
    return visit.go(f"/cases/{ticket.number}?tab={TAB}")


def view(visit: Visit) -> Response:
    """The file in a page of the desk, with the form for a copy."""
    ticket, info, content = _opened(visit)
    how = shown(content)
    traces = info.traces or (how.kind == "picture" and tells_where(content))
    return visit.page("material.html", number=ticket.number, info=info, how=how, traces=traces)


def look(visit: Visit) -> Response:
    """The bytes behind a picture, a sound or one page of a PDF; nothing else, whatever the file says it is."""
    _, _, content = _opened(visit)
    page = visit.request.query_params.get("page", "1")
    try:
        return raw(content, int(page) if page.isdecimal() and len(page) < 5 else 1)
    except Unshowable:
        raise NotFound("file") from None


def copy(visit: Visit) -> Response:
    """A copy to be saved: with a reason, in the history of the case and in the audit chain."""
    with visit.desk.store.session() as work:
        ticket = reach.reached(work, visit.path("number"), visit.operator)
        demand_field(work, visit.operator, ticket, Field.ATTACHMENTS)
        info, content = files.content(work, ticket, visit.path("file"))
        files.note_copy(work, ticket, visit.operator, info, visit.field("reason"))
        work.commit()
    name = f"attachment; filename*=UTF-8''{quote(info.name or 'file', safe='')}"
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": name})


def _opened(visit: Visit) -> tuple[Ticket, files.FileInfo, bytes]:
    with visit.desk.store.session() as work:
        ticket = reach.reached(work, visit.path("number"), visit.operator)
        demand_field(work, visit.operator, ticket, Field.ATTACHMENTS)
        info, content = files.content(work, ticket, visit.path("file"))
        files.note_view(work, ticket, visit.operator, info.id)
        work.commit()
    return ticket, info, content


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    seen = field(work, visit.operator, ticket, Field.ATTACHMENTS) is Show.SHOW
    return visit.html(
        "_materials.html",
        files=files.files(work, ticket) if seen else [],
        hidden=not seen,
        megabytes=visit.desk.settings["upload_mb"],
        **common(visit, ticket),
    )


SECTION = Section(TAB, "材料", draw)
