"""Searching: the index says which cases may hold the words, and each is opened and read before it is shown.

The newest cases come first. A search stops when the page is full, or when it has opened as many cases
as a person should wait for; it then says from where it goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, null, or_, select

from cases import audit, reach
from cases.access import Permission, demand
from cases.errors import CaseError
from cases.search.filters import conditions
from cases.search.forms import SHORTEST, folded, place_of
from cases.search.index import matcher
from cases.search.pieces import Piece, pieces
from cases.search.query import Query
from cases.search.sources import case_words
from cases.search.tables import SearchIndex
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket

PAGE = 20

MOST_OPENED = 200
"""Cases that one search opens and reads: about two seconds when none of them holds the words together."""


class TooShort(CaseError):
    """A phrase of fewer than two characters, letters or digits."""


@dataclass(frozen=True)
class Excerpt:
    """A text in which something was found, in pieces that are a hit or stand around one; ``seq`` is the message's."""

    label: str
    at: datetime | None
    seq: int | None
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Hit:
    """A case that was found, with an excerpt of each text that holds a phrase first."""

    ticket: Ticket
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True)
class Cursor:
    """The last case that was looked at; a search goes on behind it."""

    opened_at: datetime
    ticket_id: str


@dataclass(frozen=True)
class Found:
    """``after`` is None when every case was looked at; ``tired``: it stopped before the page was full."""

    hits: Sequence[Hit]
    after: Cursor | None
    tired: bool


def find(work: Work, query: Query, operator: Operator, after: Cursor | None = None, limit: int = PAGE) -> Found:
    """One page of the cases that this person may open and that fit, the newest first.

    Raises TooShort, NotAllowed. The caller notes it in the audit chain with ``note_search`` before showing it.
    """
    demand(operator, Permission.SEARCH)
    if any(len(folded(phrase)) < SHORTEST for phrase in (*query.phrases, *query.without)):
        raise TooShort("a phrase needs two characters")
    hits: list[Hit] = []
    opened, last = 0, after
    for candidate in _candidates(work, query, operator, after):
        if len(hits) == limit or opened == MOST_OPENED:
            return Found(hits, last, tired=len(hits) < limit)
        ticket = work.db.get_one(Ticket, candidate.cursor.ticket_id)
        hit = _read(work, ticket, query, candidate.unwanted, operator)
        opened, last = opened + 1, candidate.cursor
        if hit:
            hits.append(hit)
    return Found(hits, None, tired=False)


def note_search(work: Work, found: Found, query: Query, operator: Operator) -> None:
    """The search in the audit chain, with counts and never the words; cases whose words are shown count as read."""
    audit.append(work, operator.id, "search", "search", {"found": len(found.hits), "words": query.has_words})
    for hit in found.hits:
        if hit.excerpts:
            audit.append(work, operator.id, "ticket:excerpt:read", f"ticket/{hit.ticket.id}")


Stored = Select[str, datetime, str, bytes | None]
"""Ticket, when it was opened, its conversation and the prints of that."""


@dataclass(frozen=True)
class _Candidate:
    """A case that may fit; ``unwanted`` are the phrases it must not hold and, for all the index knows, may."""

    cursor: Cursor
    unwanted: Sequence[str]


def _candidates(work: Work, query: Query, operator: Operator, after: Cursor | None) -> Iterator[_Candidate]:
    needed = [matcher(work.ring, phrase) for phrase in query.phrases]
    unwanted = [(phrase, matcher(work.ring, phrase)) for phrase in query.without]
    # Streamed: a hundred thousand rows of the index would be a hundred megabytes.
    at_once = 500 if query.has_words else 2 * PAGE
    rows = _rows(work, query, operator, after).execution_options(yield_per=at_once)
    with work.db.execute(rows) as result:
        for ticket_id, opened_at, conversation_id, stored in result:
            if all(may_stand(conversation_id, stored or b"") for may_stand in needed):
                doubtful = [phrase for phrase, may_stand in unwanted if may_stand(conversation_id, stored or b"")]
                yield _Candidate(Cursor(opened_at, ticket_id), doubtful)


def _rows(work: Work, query: Query, operator: Operator, after: Cursor | None) -> Stored:
    stored = SearchIndex.grams_sealed if query.has_words else null()
    rows = (
        select(Ticket.id, Ticket.opened_at, Ticket.conversation_id, stored)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(reach.visible(work, operator), *conditions(query, operator))
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    )
    if query.has_words:
        # Without a row: erased, or not indexed yet (cases/search/rebuild.py says how many those are).
        rows = rows.join(SearchIndex, SearchIndex.conversation_id == Ticket.conversation_id)
    if after is None:
        return rows
    same = and_(Ticket.opened_at == after.opened_at, Ticket.id < after.ticket_id)
    return rows.where(or_(Ticket.opened_at < after.opened_at, same))


def _read(work: Work, ticket: Ticket, query: Query, unwanted: Sequence[str], operator: Operator) -> Hit | None:
    """The case with its excerpts; None when the words stand in it only in pieces."""
    missing, excerpts = list(query.phrases), []
    if not missing and not unwanted:
        return Hit(ticket, ())
    for spoken in case_words(work, ticket, operator):
        if any(place_of(spoken.text, phrase) for phrase in unwanted):
            return None
        places = {phrase: place for phrase in missing if (place := place_of(spoken.text, phrase))}
        if places:
            missing = [phrase for phrase in missing if phrase not in places]
            excerpts.append(Excerpt(spoken.label, spoken.at, spoken.seq, pieces(spoken.text, places.values())))
        if not missing and not unwanted:
            break
    return None if missing else Hit(ticket, excerpts)
