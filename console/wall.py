"""The supervisor's wall: who waits, who is here, what ran out; to be read from across the room."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from cases import audit
from cases.access import Permission
from cases.roster.wall import Wall, wall
from console.here import note_here
from console.news import PATIENCE, desk_news, wait_for
from console.pages import Pages
from console.queue import desk_values
from console.visit import Visit
from console.watch import Glance


@dataclass(frozen=True)
class Seen:
    """The wall and the desk at one moment."""

    wall: Wall
    desk: Glance

    @property
    def mark(self) -> str:
        return sha256(repr((self.wall, self.desk.mark)).encode()).hexdigest()[:32]


def register(pages: Pages) -> None:
    @pages.page("/wall", needs=Permission.CASE_ASSIGN)
    def show(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            audit.append(work, visit.operator.id, "wall:read", "queue")
            work.commit()
        seen = _look(visit)
        return visit.page("wall.html", **desk_values(seen.desk), **_values(seen))

    @pages.page("/wall/events", needs=Permission.CASE_ASSIGN)
    async def events(visit: Visit) -> Response:
        old = visit.request.query_params.get("seen")
        await run_in_threadpool(note_here, visit)
        seen = await wait_for(visit, lambda: _look(visit), lambda s: s.mark != old, PATIENCE)
        drawn = visit.html("_wall.html", **_values(seen))
        return visit.data({**desk_news(visit, seen.desk), "mark": seen.mark, "wall": drawn})


def _look(visit: Visit) -> Seen:
    with visit.desk.store.session(reading=True) as work:
        return Seen(wall(work), visit.desk.watch.seen_by(visit.operator))


def _values(seen: Seen) -> dict[str, Any]:
    return {"wall": seen.wall, "waiting": sum(seen.wall.waiting.values())}
