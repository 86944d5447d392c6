"""Who is at the desk: noted whenever a page of theirs asks, chosen in the bar, given up when they leave."""

from __future__ import annotations

from starlette.responses import Response

from cases import reach
from cases.access import Permission, allows
from cases.errors import NotAllowed
from cases.roster import looks, notices, people, silence
from cases.roster.words import Presence
from console.pages import Pages
from console.visit import Visit


def register(pages: Pages) -> None:
    @pages.page("/here", needs=Permission.QUEUE_READ)
    def here(visit: Visit) -> Response:
        """Asked twice a minute by pages that do not watch the desk, so that reading an answer is not leaving."""
        note_here(visit)
        return visit.data({"ok": True})

    @pages.page("/presence", needs=Permission.CASE_WORK, method="POST")
    def choose(visit: Visit) -> Response:
        wanted = visit.field("presence")
        if wanted not in (Presence.HERE, Presence.BUSY, Presence.AWAY):
            raise NotAllowed("no such presence")
        with visit.desk.store.session() as work:
            people.choose(work, visit.operator, Presence(wanted))
            work.commit()
        return visit.go("/")

    @pages.page("/notices/{id}/read", needs=Permission.CASE_WORK, method="POST")
    def read(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            notices.read(work, visit.path("id"), visit.operator)
            work.commit()
        return visit.go("/")

    @pages.page("/leaving", needs=Permission.CASE_WORK)
    def leaving(visit: Visit) -> Response:
        """What has to be handed over before signing out."""
        with visit.desk.store.session(reading=True) as work:
            chats = [(t.number, t.level, t.topics) for t in silence.chats_of(work, visit.operator)]
        return visit.page("leaving.html", chats=chats)


def note_here(visit: Visit) -> None:
    """Notes that this person is at the desk; writes only when the last note is getting old."""
    with visit.desk.store.session(reading=True) as work:
        stale = people.is_stale(work, visit.operator.id)
    if stale and allows(visit.operator, Permission.CASE_WORK):
        with visit.desk.store.session() as work:
            people.touch(work, visit.operator)
            work.commit()


def note_look(visit: Visit) -> None:
    """Notes that this person has the case of this page open; writes only when the last note is getting old."""
    typing = visit.request.query_params.get("typing") == "1"
    with visit.desk.store.session(reading=True) as work:
        ticket = reach.reached(work, visit.path("number"), visit.operator)
        due = looks.is_due(work, ticket, visit.operator, typing=typing)
    if due:
        with visit.desk.store.session() as work:
            looks.note_look(work, ticket, visit.operator, typing=typing)
            work.commit()


def may_leave(visit: Visit) -> bool:
    """Notes that a person leaves; False while they are in a chat and do not give it back."""
    if not allows(visit.operator, Permission.CASE_WORK):
        return True
    with visit.desk.store.session() as work:
        if visit.field("release") == "all":
            silence.release_all(work, visit.operator, visit.desk.also_alert)
        if silence.chats_of(work, visit.operator):
            return False
        people.leave(work, visit.operator)
        work.commit()
    return True
