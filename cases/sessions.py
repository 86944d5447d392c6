"""Sessions of staff: the cookie holds a token, the table only its keyed hash."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cases import audit
from cases.store import Work
from cases.tables import Operator, StaffSession

CODE, ENROLMENT = "code", "enrolment"
"""What a session may still wait for after the password: a code, or the setting up of one."""

HALFWAY = timedelta(minutes=10)
"""Time for the second step: enough to find the phone and read a page."""


def start_session(work: Work, operator: Operator, hours: int, *, waits_for: str | None = None) -> tuple[str, str]:
    """The token for the cookie and the CSRF token; the table keeps only a keyed hash of the first.

    With ``waits_for`` it is no sign-in yet: it opens the page of that second step, for ten minutes.
    """
    token, csrf, now = secrets.token_urlsafe(32), secrets.token_urlsafe(32), work.clock()
    work.db.add(
        StaffSession(
            token_hash=_token_hash(work, token),
            operator_id=operator.id,
            csrf=csrf,
            created_at=now,
            expires_at=now + (HALFWAY if waits_for else timedelta(hours=hours)),
            waits_for=waits_for,
        )
    )
    work.db.flush()
    done = "operator:password-right" if waits_for else "operator:signed-in"
    audit.append(work, operator.id, done, f"operator/{operator.id}")
    return token, csrf


def session(work: Work, token: str) -> StaffSession | None:
    """The session of this token with its operator; None when ended, run out or the account closed."""
    if not token.isascii():
        return None
    found = work.db.scalar(
        select(StaffSession)
        .where(StaffSession.token_hash == _token_hash(work, token))
        .options(joinedload(StaffSession.operator))
    )
    if found is None or found.ended_at or found.expires_at <= work.clock() or found.operator.disabled_at:
        return None
    return found


def complete(work: Work, half: StaffSession, hours: int) -> tuple[str, str]:
    """The second step was taken: a fresh session instead of the one that waited, whose token is worth nothing now."""
    waited = work.db.get_one(StaffSession, half.token_hash)
    waited.ended_at = work.clock()
    return start_session(work, half.operator, hours)


def end_session(work: Work, token: str) -> None:
    """Signs out; an unknown or ended token does no harm."""
    found = session(work, token)
    if found is not None:
        found.ended_at = work.clock()
        audit.append(work, found.operator_id, "operator:signed-out", f"operator/{found.operator_id}")


def end_all_sessions(work: Work, operator: Operator) -> None:
    """Signs the operator out everywhere."""
    running = select(StaffSession).where(StaffSession.operator_id == operator.id, StaffSession.ended_at.is_(None))
    for one in work.db.scalars(running):
        one.ended_at = work.clock()
    work.db.flush()


def _token_hash(work: Work, token: str) -> str:
    return work.ring.pseudonym("staff session", token)
