"""Where each role starts: the queue, the audit trail, or the page about accounts."""

from __future__ import annotations

from cases.access import Permission, allows
from cases.tables import Operator

_HOMES = (
    (Permission.QUEUE_READ, "/"),
    (Permission.KNOWLEDGE_WRITE, "/knowledge"),
    (Permission.AUDIT_READ, "/audit"),
    (Permission.STAFF_MANAGE, "/staff"),
)


def home_of(operator: Operator) -> str:
    """The first page this person may see."""
    return next((path for permission, path in _HOMES if allows(operator, permission)), "/sign-in")
