"""Searches that are kept: the last ones of each person for a day, and those that got a name.

What somebody typed may be the name of a child, so it is sealed with the master key and never stands
in an address: the page of the results is known by a random id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from cases.access import Permission, demand
from cases.errors import NotAllowed, NotFound
from cases.sealing import place
from cases.search.query import Query
from cases.search.tables import Search
from cases.store import Work
from cases.tables import Operator, new_id

KEPT = timedelta(days=1)
"""How long a search without a name can be gone back to."""

MOST_NAMED = 50
"""Named searches of one person: more than anybody looks through."""

LONGEST_NAME = 40


@dataclass(frozen=True)
class Filter:
    """A search with a name, as the list shows it."""

    id: str
    name: str
    shared: bool
    mine: bool


def begin(work: Work, query: Query, operator: Operator) -> str:
    """Keeps the query for a day; its id."""
    demand(operator, Permission.SEARCH)
    old = (Search.operator_id == operator.id, Search.name.is_(None), Search.made_at < work.clock() - KEPT)
    work.db.execute(delete(Search).where(*old))
    row = Search(id=new_id(), operator_id=operator.id, made_at=work.clock(), shared=False)
    row.query_wrapped = work.ring.master.wrapping.seal(query.as_text().encode(), _place(row.id))
    work.db.add(row)
    return row.id


def query_of(work: Work, search_id: str, operator: Operator) -> Query:
    """The query with this id, if it is one's own or shared; raises NotFound."""
    row = work.db.scalar(select(Search).where(Search.id == search_id, _theirs(operator)))
    if row is None:
        raise NotFound("search")
    return Query.from_text(work.ring.master.wrapping.open(row.query_wrapped, _place(row.id)).decode())


def keep(work: Work, search_id: str, operator: Operator, name: str, *, shared: bool = False) -> None:
    """Gives one's own search a name; raises NotFound, NotAllowed.

    Sharing is for supervisors, and never with words: they would show a child's name to the whole desk.
    """
    name = name.strip()
    row = _own(work, search_id, operator)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NotAllowed("a filter needs a name of at most 40 characters")
    if len(filters(work, operator)) >= MOST_NAMED:
        raise NotAllowed("too many filters")
    if shared:
        demand(operator, Permission.CASE_ASSIGN)
        if query_of(work, search_id, operator).has_words:
            raise NotAllowed("a shared filter has no words")
    row.name, row.shared = name, shared


def forget(work: Work, search_id: str, operator: Operator) -> None:
    """Deletes one's own search; raises NotFound."""
    work.db.delete(_own(work, search_id, operator))


def filters(work: Work, operator: Operator) -> Sequence[Filter]:
    """One's own named searches and those shared with the desk, by name."""
    rows = work.db.scalars(select(Search).where(Search.name.is_not(None), _theirs(operator)).order_by(Search.name))
    return [Filter(row.id, row.name or "", row.shared, row.operator_id == operator.id) for row in rows]


def _own(work: Work, search_id: str, operator: Operator) -> Search:
    row = work.db.scalar(select(Search).where(Search.id == search_id, Search.operator_id == operator.id))
    if row is None:
        raise NotFound("search")
    return row


def _theirs(operator: Operator) -> ColumnElement[bool]:
    return or_(Search.operator_id == operator.id, Search.shared)


def _place(search_id: str) -> str:
    return place("searches.query_wrapped", search_id)
