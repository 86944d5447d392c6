"""Who may do what: one list of permissions and one table of roles; absent means no."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cases.errors import NotAllowed
from cases.tables import Operator
from cases.words import Role
from humiao.vocabulary import Word


class Permission(Word):
    """What a page or an act may need; keep the list alphabetical."""

    AUDIT_READ = "audit:read"
    CASE_ANY_MANAGE = "case:any:manage"
    """Release, close or lower the level of a ticket that somebody else works on."""
    CASE_ASSIGN = "case:assign"
    """Give a case to somebody, take it over, listen in."""
    CASE_BREAK_GLASS = "case:break-glass"
    """Open, for an hour and with a reason, a case that is out of reach (cases/grants.py)."""
    CASE_BREAK_GLASS_REVIEW = "case:break-glass:review"
    """Judge whether somebody else's break-glass was justified."""
    CASE_EXPORT = "case:export"
    """Take the ledger 台账 out, tell a closed case without its child."""
    CASE_HIDE = "case:hide"
    """Put a closed case under seal 封存: out of every list and search."""
    CASE_INTAKE = "case:intake"
    """Take in a call, a visit or a letter by hand; join what belongs to one caller."""
    CASE_NOTES_WRITE = "case:notes:write"
    CASE_READ = "case:read"
    CASE_REFER = "case:refer"
    """Refer to an agency, make the mandatory report 强制报告."""
    CASE_REPLY = "case:reply"
    CASE_WORK = "case:work"
    """Claim tickets and change one's own: level, status, tasks, closing."""
    DUTY_MANAGE = "duty:manage"
    """Write the roster, skills and loads."""
    FIGURES_READ = "figures:read"
    """Reports and counts; no case can be read from them."""
    KNOWLEDGE_READ = "knowledge:read"
    KNOWLEDGE_REVIEW = "knowledge:review"
    """Approve, send back, retire: never a text of one's own (knowledge/desk/workflow.py)."""
    KNOWLEDGE_WRITE = "knowledge:write"
    """Write and submit answers, keep the directory, see masked questions that found no answer."""
    QUALITY_REVIEW = "quality:review"
    """Judge conversations by the rubric, look through the sample for misses."""
    QUEUE_READ = "queue:read"
    SEARCH = "search"
    STAFF_MANAGE = "staff:manage"
    """Make and close accounts, reset passwords and second factors, record the yearly check."""
    STAFF_READ = "staff:read"
    """See whose yearly check 从业查询 is due."""


_WORK = frozenset(
    {
        Permission.CASE_BREAK_GLASS,
        Permission.CASE_INTAKE,
        Permission.CASE_NOTES_WRITE,
        Permission.CASE_READ,
        Permission.CASE_REFER,
        Permission.CASE_REPLY,
        Permission.CASE_WORK,
        Permission.KNOWLEDGE_READ,
        Permission.QUEUE_READ,
        Permission.SEARCH,
    }
)
_LEAD = frozenset(
    {
        Permission.CASE_ANY_MANAGE,
        Permission.CASE_ASSIGN,
        Permission.CASE_EXPORT,
        Permission.CASE_BREAK_GLASS_REVIEW,
        Permission.CASE_HIDE,
        Permission.DUTY_MANAGE,
        Permission.FIGURES_READ,
        Permission.QUALITY_REVIEW,
        Permission.STAFF_READ,
    }
)
_WRITE = frozenset({Permission.KNOWLEDGE_READ, Permission.KNOWLEDGE_WRITE})

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.OPERATOR: _WORK,
        Role.SUPERVISOR: _WORK | _LEAD,
        Role.EDITOR: _WRITE,
        Role.REVIEWER: _WRITE | {Permission.KNOWLEDGE_REVIEW},
        # Whoever checks the trail, or hands out accounts, reads no child's words.
        Role.AUDITOR: frozenset({Permission.AUDIT_READ, Permission.FIGURES_READ}),
        Role.ADMIN: frozenset({Permission.STAFF_MANAGE, Permission.STAFF_READ}),
    }
)


def allows(operator: Operator, permission: Permission) -> bool:
    """Whether this person may; nobody may anything once the account is disabled."""
    return operator.disabled_at is None and permission in GRANTS[operator.role]


def demand(operator: Operator, permission: Permission) -> None:
    """Raises NotAllowed unless this person may."""
    if not allows(operator, permission):
        raise NotAllowed(f"needs {permission}")
