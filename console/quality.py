"""Quality pages: the weekly sample, cases to review by the rubric, and levels that a human changed."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from cases import audit, reach
from cases.access import Permission
from cases.assessments import of_conversation
from cases.errors import Erased, NotAllowed
from cases.hiding import sealed_until
from cases.quality import corrections, reviews, sample
from cases.quality.rubric import MOST, rubric
from cases.store import Work
from cases.tables import Conversation, Ticket
from cases.transcript import messages_after
from console.pages import Pages
from console.sections import Section
from console.visit import Visit
from console.words import TOPICS
from humiao.vocabulary import RiskLevel, Topic
from knowledge.masking import mask

LONGEST = 500
"""Messages of a sampled conversation that are shown; more than an hour of talk."""


def register(pages: Pages) -> None:
    @pages.page("/quality", needs=Permission.QUALITY_REVIEW)
    def overview(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            weeks = sample.weeks(work)
            week = visit.request.query_params.get("week") or (weeks[0][0] if weeks else "")
            values: dict[str, Any] = {
                "weeks": weeks,
                "week": week,
                "items": sample.items(work, week),
                "cases": reviews.waiting(work, visit.operator),
                "lessons": [(lesson, mask(lesson.text)) for lesson in corrections.unsettled(work)],
            }
            audit.append(work, visit.operator.id, "quality:read", "quality", {"lessons": len(values["lessons"])})
            work.commit()
        return visit.page("quality.html", topics=TOPICS, **values)

    @pages.page("/quality/sample/{item}", needs=Permission.QUALITY_REVIEW)
    def read(visit: Visit) -> Response:
        """A conversation of the sample, whole but for what is under seal; that it was read is in the trail."""
        with visit.desk.store.session() as work:
            item = sample.found(work, visit.path("item"))
            conversation = work.db.get_one(Conversation, item.conversation_id)
            audit.append(work, visit.operator.id, "sample:read", f"conversation/{conversation.id}")
            turns = _turns(work, conversation)
            work.commit()
        return visit.page("quality_sample.html", item=item, turns=turns, levels=list(reversed(RiskLevel)))

    @pages.page("/quality/sample/{item}/judge", needs=Permission.QUALITY_REVIEW, method="POST")
    def judge(visit: Visit) -> Response:
        seq = visit.field("seq")
        with visit.desk.store.session() as work:
            item = sample.found(work, visit.path("item"))
            number = int(seq) if seq.isdecimal() and len(seq) < 9 else None
            sample.judge(work, item.id, visit.operator, _level(visit), visit.field("reason"), number)
            work.commit()
        return visit.go(f"/quality?week={item.week}")

    @pages.page("/quality/cases/{number}", needs=Permission.QUALITY_REVIEW)
    def case(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.read(work, visit.path("number"), visit.operator)
            known = reviews.of_ticket(work, ticket)
            work.commit()
        return visit.page("quality_case.html", ticket=ticket, items=rubric(), known=known, most=MOST)

    @pages.page("/quality/cases/{number}/review", needs=Permission.QUALITY_REVIEW, method="POST")
    def review(visit: Visit) -> Response:
        scores = {item.id: visit.field(f"points-{item.id}") for item in rubric()}
        points = {name: int(value) for name, value in scores.items() if value.isdecimal() and len(value) == 1}
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            reviews.add(work, ticket, visit.operator, points, visit.field("remark"))
            work.commit()
        return visit.go("/quality")

    @pages.page("/quality/corrections/{message}", needs=Permission.QUALITY_REVIEW, method="POST")
    def settle(visit: Visit) -> Response:
        taken = visit.field("fate") == "taken"
        text, topic = (visit.field("text"), visit.field("topic")) if taken else ("", "")
        if topic and topic not in set(Topic):
            raise NotAllowed("no such topic")
        with visit.desk.store.session() as work:
            corrections.settle(work, visit.path("message"), visit.operator, text=text, topic=topic)
            work.commit()
        return visit.go("/quality#lessons")


def draw_reviews(visit: Visit, work: Work, ticket: Ticket) -> str:
    """What was said of the work on this case: for whoever may read it, the owner first of all."""
    names = {item.id: item for item in rubric()}
    return visit.html("_reviews.html", known=reviews.of_ticket(work, ticket), names=names, most=MOST)


REVIEWS = Section("quality", "质检", draw_reviews)


def _turns(work: Work, conversation: Conversation) -> list[tuple[Any, RiskLevel | None]]:
    """Each message with the level it was given, those under seal left out; empty once the conversation was erased."""
    judged = of_conversation(work, conversation.id)
    try:
        turns = messages_after(work, conversation, sealed_until(work, conversation.id), LONGEST)
    except Erased:
        return []
    return [(turn, rows[-1].level if (rows := judged.get(turn.message_id)) else None) for turn in turns]


def _level(visit: Visit) -> RiskLevel:
    try:
        return RiskLevel(visit.field("should"))
    except ValueError:
        raise NotAllowed("no such level") from None
