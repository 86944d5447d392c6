"""Safety facts: what was asked, what the child said, and which level that suggests. Nothing here lowers a level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cases.casework import sheets
from cases.casework.sheets import SheetText
from cases.casework.words import SheetKind
from cases.store import Work
from cases.tables import Operator, Ticket
from humiao.vocabulary import RiskLevel

FOUR = ("ideation", "plan", "means", "time")
"""The wish not to live, a plan, the means at hand, a time within 72 hours."""
SAFE = "safe"
"""Whether the child is safe at this moment."""
ANSWERS = ("yes", "no", "unknown")
"""Empty: not asked yet."""


def record(
    work: Work, ticket: Ticket, operator: Operator, posted: Mapping[str, str], *, seen: int, asked: datetime | None
) -> SheetText:
    """Keeps the answers; those that changed were asked at ``asked``, or now. Raises Stale."""
    before = sheets.latest(work, ticket, SheetKind.SAFETY)
    fields: dict[str, str] = {}
    for fact in (*FOUR, SAFE):
        answer = posted.get(fact, "")
        fields[fact] = answer if answer in ANSWERS else ""
        fields[f"{fact}_words"] = posted.get(f"{fact}_words", "").strip()
        changed = any(fields[name] != before[name] for name in (fact, f"{fact}_words"))
        moment = (asked or work.clock()).isoformat(timespec="seconds")
        fields[f"{fact}_asked"] = moment if changed else before[f"{fact}_asked"]
    return sheets.save(work, ticket, operator, SheetKind.SAFETY, fields, seen=seen)


def suggested(facts: Mapping[str, str]) -> RiskLevel:
    """The level that the answers speak for, by the desk's scale: a human decides.

    Red: not safe now, or the wish with two of plan, means and time, or all three of these whatever
    was said about the wish. Yellow: any of the four.
    """
    near = sum(facts.get(fact) == "yes" for fact in ("plan", "means", "time"))
    if facts.get(SAFE) == "no" or near == 3 or (near == 2 and facts.get("ideation") != "no"):
        return RiskLevel.RED
    if near or facts.get("ideation") == "yes":
        return RiskLevel.YELLOW
    return RiskLevel.NONE
