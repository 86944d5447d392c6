"""New cases: how urgent, about what, from where, by whom, through which channel."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Select, func, select

from cases.callers.tables import CallerProfile
from cases.callers.words import AgeBand, Gender
from cases.figures.common import LEVELS, area, counts_once, first_topic, within
from cases.figures.families import UNKNOWN, families
from cases.figures.grid import Counted, nested, one_way, two_way
from cases.figures.period import Period
from cases.store import Work
from cases.tables import Conversation, Ticket
from humiao.vocabulary import Sender

_ONE_WAY = ("channel", "relation", "age", "gender", "asked")
_ORDERS = {
    "relation": (*map(str, Sender), UNKNOWN),
    "age": (*map(str, AgeBand), UNKNOWN),
    "gender": (*map(str, Gender), UNKNOWN),
    "asked": ("yes", "no"),
}


def count(work: Work, period: Period) -> Counted:
    """Tickets opened in the period, each by its level now and by its first topic."""
    seen: Counter[tuple[str, str, str]] = Counter()
    each: dict[str, Counter[str]] = {name: Counter() for name in _ONE_WAY}
    for row in work.db.execute(_rows(period)):
        number = row.number
        seen[str(row.level), row.topic or UNKNOWN, row.area or UNKNOWN] += number
        each["channel"][str(row.channel)] += number
        each["relation"][str(row.relation or UNKNOWN)] += number
        each["age"][str(row.age_band or UNKNOWN)] += number
        each["gender"][str(row.gender or UNKNOWN)] += number
        each["asked"]["yes" if row.asked_for_human else "no"] += number
    found = _levels(seen)
    for name, counts in each.items():
        found += one_way(name, counts, "opened", order=_ORDERS.get(name, ()))
    return found


def _levels(seen: Counter[tuple[str, str, str]]) -> Counted:
    of = families()
    levels, topics, family, places = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    by_family, by_place = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for (level, topic, place), number in seen.items():
        levels[level] += number
        topics[topic] += number
        family[of.family(topic)] += number
        places[place] += number
        by_family[of.family(topic), level] += number
        by_place[place, level] += number
    level_table = one_way("level", levels, "opened", order=LEVELS.rows)
    family_table = one_way("family", family, "opened", order=(*of.names, UNKNOWN))
    place_table = one_way("area", places, "opened")
    parents = {topic: of.family(topic) for topic in topics}
    # A case without a topic is a row of its family already.
    known = {topic: number for topic, number in topics.items() if topic != UNKNOWN}
    return (
        level_table
        + family_table
        + two_way("family_level", by_family, family_table.grids[0], LEVELS)
        + nested("topic", known, parents, family_table.grids[0])
        + place_table
        + two_way("area_level", by_place, place_table.grids[0], LEVELS)
    )


def _rows(period: Period) -> Select[Any]:
    facts = (
        select(
            Ticket.level,
            first_topic().label("topic"),
            Conversation.channel,
            Ticket.asked_for_human,
            area().label("area"),
            CallerProfile.age_band,
            CallerProfile.gender,
            CallerProfile.relation,
        )
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .outerjoin(CallerProfile, CallerProfile.conversation_id == Ticket.conversation_id)
        .where(within(Ticket.opened_at, period), counts_once())
        .subquery()
    )
    return select(facts, func.count().label("number")).group_by(*facts.c)
