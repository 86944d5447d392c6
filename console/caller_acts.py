"""What an operator does about a caller: more words of a call, the profile, flags, merging and its undoing."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from starlette.responses import Response

from cases import fields, reach
from cases.access import Permission, demand
from cases.callers import flags, keep_profile, merging
from cases.callers.by_hand import add_words
from cases.callers.linked import merge_of
from cases.callers.marks import remember
from cases.callers.words import FlagKind
from cases.changes import note_change
from cases.errors import NotAllowed, NotFound, ReasonNeeded, RuleForbids
from cases.store import Work
from cases.tables import Ticket
from cases.transcript import earlier_texts
from console.intake_form import LONGEST, BadForm, read_profile
from console.pages import Pages
from console.visit import Visit

HISTORY = 10
"""Earlier words that are read with the new ones, as in the chat."""

Act = Callable[[Visit, Work, Ticket], None]


def register(pages: Pages) -> None:
    pages.page("/cases/{number}/heard", needs=Permission.CASE_INTAKE, method="POST")(heard)
    for name, act in ACTS:
        pages.page(f"/cases/{{number}}/{name}", needs=Permission.CASE_INTAKE, method="POST")(_posted(act))


def _posted(act: Act) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            act(visit, work, ticket)
            work.commit()
        return visit.go(f"/cases/{ticket.number}?tab=caller")

    return handle


def heard(visit: Visit) -> Response:
    """More that the caller said by mouth or letter, judged before anything is locked."""
    words, number = visit.field("text"), visit.path("number")
    if not words or len(words) > LONGEST:
        raise ReasonNeeded(f"words have 1 to {LONGEST} characters")
    with visit.desk.store.session(reading=True) as work:
        ticket = reach.reached(work, number, visit.operator)
        earlier = ticket.conversation.level
        history = earlier_texts(work, ticket.conversation, HISTORY)
    found = visit.desk.listener.judge(words, earlier=earlier, history=history)
    # The same words sent again from the same page are one message; other words are another.
    key = sha256(f"{visit.field('seen_seq')}/{visit.operator.id}/{words}".encode()).hexdigest()
    with visit.desk.store.session() as work:
        ticket = reach.reached(work, number, visit.operator)
        later = add_words(work, ticket, words, key, found, visit.operator, also_alert=visit.desk.also_alert)
        work.commit()
    return visit.go(f"/cases/{later.number}")


def keep(visit: Visit, work: Work, ticket: Ticket) -> None:
    """The profile as the form shows it."""
    demand(visit.operator, Permission.CASE_WORK)
    if not fields.sees_all(work, visit.operator, ticket):
        raise NotAllowed("claim the ticket first")
    try:
        known = read_profile(visit.form)
    except BadForm as error:
        raise RuleForbids("".join(error.problems)) from None
    if keep_profile(work, ticket.conversation, known, visit.operator):
        note_change(work, ticket, "profile", by=visit.operator)
        remember(work, ticket)


def merge(visit: Visit, work: Work, ticket: Ticket) -> None:
    """Joins this ticket with the one named; ``into`` says which of the two goes on."""
    other = reach.reached(work, visit.field("other"), visit.operator)
    goes_on, goes_in = (other, ticket) if visit.field("into") == "other" else (ticket, other)
    merging.merge(work, goes_on, goes_in, visit.operator, visit.field("reason"), also_alert=visit.desk.also_alert)


def unmerge(visit: Visit, work: Work, ticket: Ticket) -> None:
    """Undoes a merge of this very ticket, whichever side it was on."""
    gone = reach.reached(work, visit.field("other"), visit.operator)
    row = merge_of(work, gone.id)
    if row is None or ticket.id not in (row.ticket_id, row.merged_ticket_id):
        raise NotFound("merge")
    merging.undo(work, row.id, visit.operator, visit.field("reason"), also_alert=visit.desk.also_alert)


def flag(visit: Visit, work: Work, ticket: Ticket) -> None:
    kind = next((kind for kind in FlagKind if kind == visit.field("kind")), None)
    days = visit.field("days")
    if kind is None or not (days.isascii() and days.isdecimal() and len(days) < 4):
        raise NotAllowed("no such flag")
    flags.put(work, ticket, visit.operator, kind, int(days), visit.field("reason"))


def unflag(visit: Visit, work: Work, ticket: Ticket) -> None:
    flags.lift(work, ticket, visit.field("flag"), visit.operator)


ACTS: tuple[tuple[str, Act], ...] = (
    ("flag", flag),
    ("merge", merge),
    ("profile", keep),
    ("unflag", unflag),
    ("unmerge", unmerge),
)
