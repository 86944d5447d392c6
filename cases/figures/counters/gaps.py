"""Questions that found no answer, by why and by what they were about."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from cases.figures.common import within
from cases.figures.families import families
from cases.figures.grid import Counted, one_way
from cases.figures.period import Period
from cases.gaps import Gap, GapKind
from cases.store import Work


def count(work: Work, period: Period) -> Counted:
    """Each gap once; one message may be on the list for two reasons."""
    query = select(Gap.kind, Gap.topic, func.count()).where(within(Gap.at, period)).group_by(Gap.kind, Gap.topic)
    kinds, about = Counter[str](), Counter[str]()
    for kind, topic, number in work.db.execute(query):
        kinds[kind] += number
        about[families().family(topic)] += number
    order = tuple(families().names)
    return one_way("gap", kinds, "gaps", order=tuple(map(str, GapKind))) + one_way(
        "gap_family", about, "gaps", order=order
    )
