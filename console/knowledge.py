"""The list of all answers: what is due, what waits for whom, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from starlette.responses import Response

from cases.access import Permission, allows
from cases.store import Work
from console.pages import Pages
from console.visit import Visit
from knowledge.desk import workflow
from knowledge.desk.overview import Line, Stage, overview
from knowledge.desk.shipped import newer_shipped

MINE = "mine"
"""The filter "waiting for me": submitted, and nobody's own work."""


@dataclass(frozen=True)
class Wanted:
    """What the filters above the list say."""

    text: str
    topic: str
    stage: str

    def fits(self, line: Line, mine: set[str]) -> bool:
        if self.stage == MINE and line.id not in mine:
            return False
        if self.stage not in ("", MINE, line.stage):
            return False
        return (not self.topic or line.topic == self.topic) and all(
            word in _searched(line) for word in self.text.lower().split()
        )


def register(pages: Pages) -> None:
    @pages.page("/knowledge", needs=Permission.KNOWLEDGE_READ)
    def entries(visit: Visit) -> Response:
        query = visit.request.query_params
        wanted = Wanted(query.get("q", "").strip()[:80], query.get("topic", ""), query.get("stage", ""))
        with visit.desk.store.session(reading=True) as work:
            lines = overview(work.db, visit.desk.today, newer_shipped(work.db, visit.desk.workbench.shipped))
            mine = _mine(visit, work, lines)
        due = sorted((line for line in lines if line.wants_work), key=lambda line: (not line.marks, line.review_by))
        return visit.page(
            "knowledge.html",
            lines=[line for line in lines if wanted.fits(line, mine)],
            due=due,
            counts={stage: sum(line.stage == stage for line in lines) for stage in Stage},
            topics=sorted({line.topic for line in lines}),
            wanted=wanted,
            mine=mine,
            may_write=allows(visit.operator, Permission.KNOWLEDGE_WRITE),
            may_review=allows(visit.operator, Permission.KNOWLEDGE_REVIEW),
        )


def _mine(visit: Visit, work: Work, lines: list[Line]) -> set[str]:
    """Submitted texts that this person may judge."""
    if not allows(visit.operator, Permission.KNOWLEDGE_REVIEW):
        return set()
    submitted = [line for line in lines if line.stage == Stage.SUBMITTED]
    return {line.id for line in submitted if visit.operator.id not in workflow.authors(work.db, line.latest)}


def _searched(line: Line) -> str:
    content = line.latest.content
    texts = (content.get("title"), content.get("child"), content.get("adult"))
    return " ".join(filter(None, chain([line.id], texts, content.get("questions", ())))).lower()
