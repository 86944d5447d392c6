"""What is done for the child: items of the service plan 成长守护方案 and of the relief list 多元救助."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cases.casework.begin import begin, words
from cases.casework.tables import HelpItem
from cases.casework.words import HelpList
from cases.changes import note_change
from cases.errors import NotAllowed, NotFound
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id
from humiao.clock import local

MOST_YUAN = 10_000_000


@dataclass(frozen=True)
class ItemText:
    """An item as staff read it; empty words were erased. ``late``: its day is over and it is not done."""

    id: str
    list: HelpList
    category: str
    what: str
    who: str
    yuan: int | None
    due_on: date | None
    ended_at: datetime | None
    dropped: bool
    result: str
    late: bool


@dataclass(frozen=True)
class NewItem:
    """What the form says about an item."""

    list: HelpList
    category: str
    what: str
    who: str = ""
    yuan: int | None = None
    due_on: date | None = None


def add(work: Work, ticket: Ticket, operator: Operator, item: NewItem) -> HelpItem:
    """A new item; raises ReasonNeeded without words, NotAllowed for an amount that cannot be."""
    conversation = begin(work, ticket, operator)
    if item.yuan is not None and not 0 <= item.yuan <= MOST_YUAN:
        raise NotAllowed("no such amount")
    what, who = words(item.what, needed=True), words(item.who)
    row = HelpItem(
        id=new_id(),
        ticket_id=ticket.id,
        list=item.list,
        category=item.category,
        yuan=item.yuan,
        due_on=item.due_on,
        created_at=work.clock(),
        created_by=operator.id,
        dropped=False,
    )
    row.what_sealed = work.ring.seal_text(conversation, what, place("help_items.what_sealed", row.id))
    row.who_sealed = work.ring.seal_text(conversation, who, place("help_items.who_sealed", row.id))
    work.db.add(row)
    work.db.flush()
    note_change(work, ticket, "help_item", after=item.category, by=operator)
    return row


def end(work: Work, ticket: Ticket, operator: Operator, item_id: str, result: str, *, dropped: bool = False) -> None:
    """Done, or dropped with a reason; ending twice keeps the first. Raises NotFound, ReasonNeeded."""
    conversation = begin(work, ticket, operator)
    row = work.db.scalar(
        select(HelpItem)
        .where(HelpItem.id == item_id, HelpItem.ticket_id == ticket.id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("item")
    if row.ended_at is not None:
        return
    text = words(result, needed=dropped)
    row.ended_at, row.ended_by, row.dropped = work.clock(), operator.id, dropped
    row.result_sealed = work.ring.seal_text(conversation, text, place("help_items.result_sealed", row.id))
    note_change(work, ticket, "help_dropped" if dropped else "help_done", after=row.category, by=operator)


def items(work: Work, ticket: Ticket, wanted: HelpList) -> list[ItemText]:
    """The items of one list in the order they were written."""
    rows = work.db.scalars(
        select(HelpItem)
        .where(HelpItem.ticket_id == ticket.id, HelpItem.list == wanted)
        .order_by(HelpItem.created_at, HelpItem.id)
    )
    today = local(work.clock()).date()
    return [_text(work, ticket, row, today) for row in rows]


def _text(work: Work, ticket: Ticket, row: HelpItem, today: date) -> ItemText:
    def read(sealed: bytes | None, column: str) -> str:
        return work.ring.open_text(ticket.conversation, sealed, place(column, row.id)) if sealed else ""

    return ItemText(
        id=row.id,
        list=row.list,
        category=row.category,
        what=read(row.what_sealed, "help_items.what_sealed"),
        who=read(row.who_sealed, "help_items.who_sealed"),
        yuan=row.yuan,
        due_on=row.due_on,
        ended_at=row.ended_at,
        dropped=row.dropped,
        result=read(row.result_sealed, "help_items.result_sealed"),
        late=row.ended_at is None and row.due_on is not None and row.due_on < today,
    )
