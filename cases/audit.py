"""The audit chain: every read and change of a case, each link signed over the one before it.

A link that was changed, removed or moved breaks the chain at that place. Links cut off at the end
leave a shorter chain that is whole in itself: that shows only against a head kept elsewhere.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text

from cases.store import Work
from cases.tables import AuditEvent
from humiao.errors import HumiaoError

Fact = str | int | bool | None

_START = "0" * 64
_FACT = re.compile(r"[ -~]{0,80}")
_LEDGER = 0x48554D01
"""The advisory lock of the chain and of ticket numbers; any number nothing else on the server locks."""


@dataclass(frozen=True)
class Head:
    """The last link: kept elsewhere, it later proves that nothing was cut off."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"

    @classmethod
    def parse(cls, written: str) -> Head:
        """The head again from its printed form; raises HM050."""
        found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", written.strip())
        if found is None:
            raise HumiaoError("HM050", "this is not the head of an audit chain", "it looks like 128:4fe0… (64 digits)")
        return cls(int(found[1]), found[2])


@dataclass(frozen=True)
class VerifyResult:
    """``checked`` links from the start are good; ``head`` is the last of them.

    ``first_bad`` is the number of the first link that is wrong or missing, None when all is well.
    """

    ok: bool
    checked: int
    first_bad: int | None
    head: Head


_e = AuditEvent
_LINKS = (
    select(_e.seq, _e.at, _e.actor, _e.action, _e.subject, _e.detail, _e.previous, _e.digest)
    .order_by(_e.seq)
    .execution_options(yield_per=200)
)


def append(work: Work, actor: str, action: str, subject: str, detail: Mapping[str, Fact] | None = None) -> None:
    """Adds a link in the caller's transaction; ``actor`` is an operator's id, bot, caller, system or cli.

    The details take ids, numbers and words of the vocabulary. Anything but short plain ASCII raises
    ValueError: whoever reads the trail may not read cases, so a person's words must not come in.
    It holds the ledger until the transaction ends, so it is best done last.
    """
    facts = _harmless(detail or {})
    hold_ledger(work)
    last = head(work)
    event = AuditEvent(seq=last.seq + 1, at=work.clock(), actor=actor, action=action, subject=subject)
    event.detail, event.previous = facts, last.digest
    event.digest = _digest(work, event.seq, event.at, actor, action, subject, facts, last.digest)
    work.db.add(event)
    work.db.flush()


def head(work: Work) -> Head:
    """The last link as it stands; number 0 when there is none yet."""
    row = work.db.execute(
        select(AuditEvent.seq, AuditEvent.digest).order_by(AuditEvent.seq.desc()).limit(1)
    ).one_or_none()
    return Head(row.seq, row.digest) if row else Head(0, _START)


def verify(work: Work, expect: Head | None = None) -> VerifyResult:
    """Walks the chain from its start, a few rows in memory at a time, up to the first fault.

    ``expect`` is a head noted down earlier: the chain must still contain that very link.
    """
    last = Head(0, _START)
    try:
        # Closed whatever comes: PostgreSQL keeps the rest of the rows for us otherwise.
        with work.db.execute(_LINKS) as rows:
            for row in rows:
                link = Head(row.seq, row.digest)
                if link.seq != last.seq + 1 or not _signed(work, row, last) or not _expected(link, expect):
                    return VerifyResult(False, last.seq, last.seq + 1, last)
                last = link
    except ValueError:  # not even a date or JSON any more
        return VerifyResult(False, last.seq, last.seq + 1, last)
    whole = expect is None or expect.seq <= last.seq
    return VerifyResult(whole, last.seq, None if whole else last.seq + 1, last)


def recent(work: Work, limit: int = 50, *, before: int | None = None, subject: str | None = None) -> list[AuditEvent]:
    """The latest links first; ``before`` a number turns the page, ``subject`` picks one record."""
    rows = select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(limit)
    if before is not None:
        rows = rows.where(AuditEvent.seq < before)
    if subject is not None:
        rows = rows.where(AuditEvent.subject == subject)
    return list(work.db.scalars(rows))


def hold_ledger(work: Work) -> None:
    """Waits until no other transaction numbers anything; SQLite has one writer at a time anyway."""
    if work.db.get_bind().dialect.name == "postgresql":
        work.db.execute(text("SELECT pg_advisory_xact_lock(:ledger)"), {"ledger": _LEDGER})


def _signed(work: Work, row: Row[Any], last: Head) -> bool:
    signed = _digest(work, row.seq, row.at, row.actor, row.action, row.subject, row.detail, row.previous)
    return bool(row.previous == last.digest) and hmac.compare_digest(signed, row.digest)


def _expected(link: Head, expect: Head | None) -> bool:
    return expect is None or link.seq != expect.seq or link.digest == expect.digest


def _digest(work: Work, seq: int, at: datetime, *rest: Any) -> str:
    canonical = json.dumps([seq, at.isoformat(), *rest], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return work.ring.pseudonym("audit", canonical)


def _harmless(detail: Mapping[str, Fact]) -> dict[str, Fact]:
    facts = {name: str(fact) if isinstance(fact, str) else fact for name, fact in detail.items()}
    for name, fact in facts.items():
        if not isinstance(fact, str | int | None) or not _FACT.fullmatch(f"{name}{fact}"):
            raise ValueError(f"the audit trail takes no {type(fact).__name__} under this name")
    return facts
