"""Members of staff: their accounts, and signing in with a lockout."""

from __future__ import annotations

from sqlalchemy import or_, select

from cases import audit
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, NotFound, SignInFailed
from cases.lifecycle import give_back
from cases.moves import is_open, is_quiet
from cases.passwords import hashed, matches, new_password
from cases.roster.silence import tell_left
from cases.sessions import end_all_sessions, end_session, session, start_session
from cases.store import Work
from cases.tables import Operator, Ticket, new_id
from cases.tries import Tries
from cases.words import ENDED, Role

__all__ = [
    "add",
    "authenticate",
    "by_name",
    "disable",
    "end_session",
    "everybody",
    "new_password",
    "session",
    "set_password",
    "start_session",
]

_tries = Tries()


def add(work: Work, name: str, shown_as: str, role: Role, password: str, *, actor: str = "cli") -> Operator:
    """A new account; raises NotAllowed when the name is taken or empty, or the password too short."""
    name, shown_as = _plain(name), _printable(shown_as)
    if not name or not shown_as:
        raise NotAllowed("a name of at most 80 characters is needed")
    if _find(work, name) is not None:
        raise NotAllowed("this name is taken")
    operator = Operator(
        id=new_id(),
        name=name,
        shown_as=shown_as,
        role=role,
        password_hash=hashed(password),
        created_at=work.clock(),
        failures=0,
    )
    work.db.add(operator)
    work.db.flush()
    audit.append(work, actor, "operator:added", f"operator/{operator.id}", {"role": role})
    return operator


def authenticate(work: Work, name: str, password: str, address: str = "") -> Operator:
    """Who signs in; raises SignInFailed alike for a wrong name or password, a lockout, a closed account.

    ``address`` is where the try comes from: five wrong passwords lock the account for that address
    alone. Call it first in its work. It commits a failure by itself, because an error that passes
    through would take the trail back with it. The caller commits a success.
    """
    found = _find(work, _plain(name))
    operator_id, stored = (found.id, found.password_hash) if found else (None, None)
    # argon2 takes its time on purpose, and nobody else's writing waits for it.
    work.db.rollback()
    right = matches(stored, password)
    operator = _locked_row(work, operator_id)
    usable = operator is not None and not operator.disabled_at and operator.password_hash == stored
    if operator is None or not _tries.admits(stored or "", address, right and usable, work.clock()):
        if operator is not None:
            operator.failures += 1
        audit.append(work, "system", "operator:sign-in:failed", f"operator/{operator_id or 'unknown'}")
        work.commit()
        raise SignInFailed
    operator.failures = 0
    work.db.flush()
    return operator


def disable(work: Work, operator: Operator, *, actor: str = "cli") -> None:
    """Closes the account for good: signs out everywhere, and its tickets go back to the queue."""
    theirs = select(Ticket).where(
        or_(Ticket.owner_id == operator.id, Ticket.assignee_id == operator.id), Ticket.status.not_in(ENDED)
    )
    tickets = work.db.scalars(theirs.order_by(Ticket.conversation_id)).all()
    for ticket in tickets:  # all held, in one order, before anything is changed
        lock_conversation(work, ticket.conversation_id)
        work.db.refresh(ticket)
    row = _row(work, operator)
    row.disabled_at = row.disabled_at or work.clock()
    end_all_sessions(work, row)
    for ticket in tickets:
        # An owner who cannot sign in would keep the bot silent, and nobody would answer.
        if row.id in (ticket.owner_id, ticket.assignee_id) and is_open(ticket.status):
            talking = is_quiet(ticket.status)
            give_back(work, ticket, by=actor)
            if talking:
                tell_left(work, ticket)
    audit.append(work, actor, "operator:disabled", f"operator/{row.id}")


def set_password(work: Work, operator: Operator, password: str, *, actor: str = "cli") -> None:
    """A new password: unlocks the account and signs it out everywhere; raises NotAllowed when it is closed."""
    row = _row(work, operator)
    if row.disabled_at:
        raise NotAllowed("the account is closed")
    row.password_hash, row.failures = hashed(password), 0
    end_all_sessions(work, row)
    audit.append(work, actor, "operator:password-set", f"operator/{row.id}")


def by_name(work: Work, name: str) -> Operator:
    """The account with this sign-in name; raises NotFound."""
    found = _find(work, _plain(name))
    if found is None:
        raise NotFound("operator")
    return found


def everybody(work: Work) -> list[Operator]:
    """All accounts by name, closed ones too."""
    return list(work.db.scalars(select(Operator).order_by(Operator.name)))


def _locked_row(work: Work, operator_id: str | None) -> Operator | None:
    # The row is read again and held: of many guesses sent at once, each is counted.
    row = select(Operator).where(Operator.id == (operator_id or "")).with_for_update(key_share=True)
    return work.db.scalar(row.execution_options(populate_existing=True))


def _find(work: Work, name: str) -> Operator | None:
    return work.db.scalar(select(Operator).where(Operator.name == name))


def _row(work: Work, operator: Operator) -> Operator:
    row = _locked_row(work, operator.id)
    if row is None:
        raise NotFound("operator")
    return row


def _plain(name: str) -> str:
    return _printable(name).casefold()


def _printable(name: str) -> str:
    """The name without space around it; empty, which nobody is called, when a database could not store it."""
    name = name.strip()
    return name if name.isprintable() and len(name) <= 80 else ""
