"""The gap list: what people asked and found no answer to, masked; one click makes a draft of a group."""

from __future__ import annotations

from starlette.responses import Response

from cases import audit
from cases.access import Permission
from cases.errors import NotFound, ReasonNeeded
from cases.gap_counts import weekly
from cases.gaps import OpenQuestion, Settled, settle
from cases.store import Work
from console.entry_save import who
from console.gap_groups import KINDS, NEWEST, Grouper, read_keys, recent, usual_topic
from console.pages import Pages
from console.visit import Visit
from humiao.vocabulary import Word
from knowledge.desk.gap_drafts import draft_for


class Reason(Word):
    """Why questions leave the list without a draft; a word, for the audit trail takes no sentences."""

    FOREIGN = "foreign"
    ANSWERED = "answered"
    UNCLEAR = "unclear"
    NONSENSE = "nonsense"


REASONS = {
    Reason.FOREIGN: "和本台无关",
    Reason.ANSWERED: "已经有答案",
    Reason.UNCLEAR: "看不出问什么",
    Reason.NONSENSE: "不是提问",
}
STEPS = 20
"""Heights of a bar that the style sheet knows."""


def register(pages: Pages) -> None:
    made: list[Grouper] = []

    def grouper(visit: Visit) -> Grouper:
        if not made:
            made.append(Grouper(visit.desk.kit.knowledge))
        return made[0]

    @pages.page("/knowledge/gaps", needs=Permission.KNOWLEDGE_WRITE)
    def gaps(visit: Visit) -> Response:
        with visit.desk.store.session(reading=True) as work:
            found, weeks = recent(work), weekly(work)
        _note(visit, "gaps:read", "gaps", questions=len(found))
        highest = max((week.total for week in weeks), default=0) or 1
        return visit.page(
            "gaps.html",
            groups=grouper(visit).groups(found),
            titles=grouper(visit).titles,
            more=len(found) == NEWEST,
            weeks=[(week, -(-week.total * STEPS // highest)) for week in weeks],
            kinds=KINDS,
            reasons=REASONS,
        )

    @pages.page("/knowledge/gaps/draft", needs=Permission.KNOWLEDGE_WRITE, method="POST")
    def draft(visit: Visit) -> Response:
        by = who(visit)
        with visit.desk.store.session() as work:
            found = _chosen(visit, work)
            made = draft_for(
                work.db,
                len(found),
                topic=usual_topic([one.gap for one in found]),
                by=by,
                at=work.clock(),
                on=visit.desk.today,
            )
            settle(work, _keys(found), Settled.DRAFTED, made.entry_id)
            subject = f"entry/{made.entry_id}"
            audit.append(work, by.id, "knowledge:drafted", subject, {"questions": len(found), "revision": made.number})
            work.commit()
        return visit.go(f"/knowledge/e/{made.entry_id}")

    @pages.page("/knowledge/gaps/dismiss", needs=Permission.KNOWLEDGE_WRITE, method="POST")
    def dismiss(visit: Visit) -> Response:
        reason = visit.field("reason")
        if reason not in {str(known) for known in Reason}:
            raise ReasonNeeded("why the questions leave the list")
        with visit.desk.store.session() as work:
            count = settle(work, _keys(_chosen(visit, work)), Settled.DISMISSED)
            facts: dict[str, audit.Fact] = {"questions": count, "reason": reason}
            audit.append(work, visit.operator.id, "gaps:dismissed", "gaps", facts)
            work.commit()
        return visit.go("/knowledge/gaps")


def _chosen(visit: Visit, work: Work) -> list[OpenQuestion]:
    """Of the keys in the form those that are still open; raises NotFound when there are none."""
    wanted = set(read_keys(visit.field("keys")))
    found = [one for one in recent(work) if (one.gap.message_id, one.gap.kind) in wanted]
    if not found:
        raise NotFound("gap")
    return found


def _keys(found: list[OpenQuestion]) -> list[tuple[str, str]]:
    return [(one.gap.message_id, one.gap.kind) for one in found]


def _note(visit: Visit, action: str, subject: str, **facts: int) -> None:
    with visit.desk.store.session() as work:
        audit.append(work, visit.operator.id, action, subject, facts)
        work.commit()
