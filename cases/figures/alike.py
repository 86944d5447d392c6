"""How many cases are like this one: what a published case may say of it, so that it could be any of several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from cases.callers.tables import CallerProfile
from cases.callers.words import AgeBand
from cases.figures.common import area, counts_once, first_topic
from cases.figures.families import families
from cases.figures.hiding import FEWEST
from cases.figures.period import Period, Span
from cases.store import Work
from cases.tables import Ticket
from humiao.clock import local
from humiao.vocabulary import Word

ENOUGH = FEWEST
"""A case is told only as one of so many (k-anonymity)."""


class Detail(Word):
    """How exactly a fact is told."""

    EXACT = "exact"
    ROUGH = "rough"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Facts:
    """What is known of the case; empty and None where nobody knows."""

    age: AgeBand | None
    county: str
    topic: str
    opened_at: datetime


@dataclass(frozen=True)
class Told:
    """How exactly each fact is told. Exact: age band, county, topic, month; rough: a minor, province, family, year."""

    age: Detail
    place: Detail
    topic: Detail
    time: Detail


def facts_of(work: Work, ticket: Ticket) -> Facts:
    """The four facts by which a case could be known again."""
    row = work.db.execute(
        select(CallerProfile.age_band, area())
        .select_from(Ticket)
        .outerjoin(CallerProfile, CallerProfile.conversation_id == Ticket.conversation_id)
        .where(Ticket.id == ticket.id)
    ).one()
    return Facts(row[0], row[1], ticket.topics[0] if ticket.topics else "", ticket.opened_at)


def alike(work: Work, facts: Facts, told: Told) -> int:
    """Cases of this desk, this one among them, of which the same would be told."""
    query = (
        select(func.count())
        .select_from(Ticket)
        .outerjoin(CallerProfile, CallerProfile.conversation_id == Ticket.conversation_id)
        .where(counts_once())
    )
    if told.time is not Detail.NOTHING:
        month = Period.of(local(facts.opened_at).date(), Span.MONTH)
        year = (month.first.replace(month=1), month.first.replace(month=12))
        periods = [month] if told.time is Detail.EXACT else [Period(day, Span.MONTH) for day in year]
        query = query.where(Ticket.opened_at >= periods[0].bounds[0], Ticket.opened_at < periods[-1].bounds[1])
    if told.place is not Detail.NOTHING and facts.county:
        digits = len(facts.county) if told.place is Detail.EXACT else 2
        query = query.where(func.substr(area(), 1, digits) == facts.county[:digits])
    if told.age is Detail.EXACT and facts.age:
        query = query.where(CallerProfile.age_band == facts.age)
    if told.age is Detail.ROUGH and facts.age:
        # A minor, or not: whose age nobody knows is not counted as one.
        grown = CallerProfile.age_band == AgeBand.ADULT
        query = query.where(grown if facts.age is AgeBand.ADULT else CallerProfile.age_band != AgeBand.ADULT)
    if told.topic is not Detail.NOTHING and facts.topic:
        family = families().family(facts.topic)
        same = [topic for topic, of in families().of.items() if of == family]
        query = query.where(first_topic().in_([facts.topic] if told.topic is Detail.EXACT else same))
    return work.db.scalar(query) or 0
