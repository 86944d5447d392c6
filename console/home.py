"""Where each role starts and where it may go: the queue, the answers, the audit trail, the accounts."""

from __future__ import annotations

from collections.abc import Sequence

from cases.access import Permission, allows
from cases.tables import Operator

_HOMES = (
    (Permission.QUEUE_READ, "/"),
    (Permission.KNOWLEDGE_WRITE, "/knowledge"),
    (Permission.AUDIT_READ, "/audit"),
    (Permission.STAFF_MANAGE, "/staff"),
)

LINKS = (
    (Permission.QUEUE_READ, "/", "队列"),
    (Permission.CASE_INTAKE, "/intake", "登记"),
    (Permission.CASE_ASSIGN, "/wall", "大屏"),
    (Permission.CASE_ASSIGN, "/clocks", "时限"),
    (Permission.QUEUE_READ, "/duty", "排班"),
    (Permission.CASE_REFER, "/referrals", "转介"),
    (Permission.QUEUE_READ, "/followups", "回访"),
    (Permission.QUALITY_REVIEW, "/quality", "质检"),
    (Permission.FIGURES_READ, "/figures", "报表"),
    (Permission.KNOWLEDGE_READ, "/knowledge", "答案"),
    (Permission.KNOWLEDGE_WRITE, "/knowledge/gaps", "缺口"),
    (Permission.KNOWLEDGE_WRITE, "/knowledge/directory", "机构与电话"),
    (Permission.CASE_BREAK_GLASS_REVIEW, "/break-glass/reviews", "紧急查阅"),
    (Permission.AUDIT_READ, "/audit", "审计"),
    (Permission.STAFF_MANAGE, "/staff", "账号"),
)


def links_of(operator: Operator) -> list[tuple[str, str]]:
    """Address and name of every page in the bar that this person may open."""
    return [(path, name) for permission, path, name in LINKS if allows(operator, permission)]


def place_of(path: str, links: Sequence[tuple[str, str]]) -> str:
    """The page of the bar that this one belongs to: the nearest one above it; empty when there is none."""
    above = (start for start, _ in links if path == start or (start != "/" and path.startswith(f"{start}/")))
    return max(above, key=len, default="")


def home_of(operator: Operator) -> str:
    """The first page this person may see."""
    return next((path for permission, path in _HOMES if allows(operator, permission)), "/sign-in")
