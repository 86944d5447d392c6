"""The link by which an agency answers without an account, and the code that opens the child's data.

Token (256 bits) and code (six digits) follow from a random seed and the master key, so the same
letter can be printed again; the table holds only a keyed hash of the token. How it fails, in words:
closed. A link that ran out, was taken back, met five wrong codes, or whose case is under seal 封存
opens nothing more.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from cases.contacts import lock_conversation
from cases.errors import CaseError
from cases.referral.events import note_opening
from cases.referral.tables import Referral, ReferralLink
from cases.store import Work
from cases.tables import Ticket, new_id
from cases.words import ENDED

LASTS = timedelta(days=30)
"""As long as the longest wait for a result (data/desk/agencies.yml); a new link can be made any day."""
TRIES = 5
"""Wrong codes until the link is taken back: a guess hits once in 200,000 links."""


class LinkDead(CaseError):
    """There is no such link, or it opens nothing any more: nobody is told which."""


class WrongCode(CaseError):
    """``left`` is how many tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__("the code is wrong")
        self.left = left


@dataclass(frozen=True)
class Link:
    """What staff need to pass on: the token for the letter, the code for the telephone."""

    token: str
    code: str
    row: ReferralLink


def new_link(work: Work, referral: Referral) -> Link:
    """A fresh link; earlier ones open nothing any more. The caller holds the conversation."""
    revoke_links(work, referral)
    seed, now = secrets.token_hex(32), work.clock()
    row = ReferralLink(id=new_id(), referral_id=referral.id, seed=seed, created_at=now, expires_at=now + LASTS)
    row.token_hash, row.wrong_codes = _hash(work, _token(work, seed)), 0
    work.db.add(row)
    work.db.flush()
    return Link(_token(work, seed), _code(work, seed), row)


def link_of(work: Work, referral: Referral) -> Link | None:
    """The link that works now; None when there is none."""
    rows = select(ReferralLink).where(ReferralLink.referral_id == referral.id, ReferralLink.revoked_at.is_(None))
    row = work.db.scalar(rows.order_by(ReferralLink.created_at.desc()).limit(1))
    if row is None or row.expires_at <= work.clock():
        return None
    return Link(_token(work, row.seed), _code(work, row.seed), row)


def revoke_links(work: Work, referral: Referral) -> None:
    """No link of the referral opens anything any more."""
    rows = select(ReferralLink).where(ReferralLink.referral_id == referral.id, ReferralLink.revoked_at.is_(None))
    for row in work.db.scalars(rows):
        row.revoked_at = work.clock()


def opened(work: Work, token: str, origin: str, *, note: bool = True) -> tuple[Referral, ReferralLink]:
    """The referral behind a token, its conversation locked and the opening noted; raises LinkDead."""
    found = _row(work, token)
    referral = work.db.get(Referral, found.referral_id) if found else None
    if found is None or referral is None:
        raise LinkDead("no such link")
    ticket = work.db.get_one(Ticket, referral.ticket_id)
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.refresh(found)
    work.db.refresh(referral)
    over = found.revoked_at or found.expires_at <= work.clock() or conversation.key_wrapped is None
    if over or (ticket.hidden_at is not None and ticket.status in ENDED):
        raise LinkDead("the link is over")
    if note:
        note_opening(work, referral, "opened", origin)
    return referral, found


def check_code(work: Work, referral: Referral, row: ReferralLink, code: str, origin: str) -> None:
    """Raises WrongCode, or LinkDead with the last try. The caller commits either way, or guessing would be free."""
    if hmac.compare_digest(_code(work, row.seed).encode(), code.strip().encode("utf-8", "replace")):
        note_opening(work, referral, "code_right", origin)
        return
    row.wrong_codes += 1
    note_opening(work, referral, "code_wrong", origin)
    if row.wrong_codes >= TRIES:
        row.revoked_at = work.clock()
        note_opening(work, referral, "link_locked", origin)
        raise LinkDead("too many wrong codes")
    raise WrongCode(TRIES - row.wrong_codes)


def _row(work: Work, token: str) -> ReferralLink | None:
    if len(token) != 43 or not token.isascii():
        return None
    return work.db.scalar(select(ReferralLink).where(ReferralLink.token_hash == _hash(work, token)))


def _token(work: Work, seed: str) -> str:
    return urlsafe_b64encode(bytes.fromhex(work.ring.pseudonym("referral link", seed))).decode().rstrip("=")


def _code(work: Work, seed: str) -> str:
    return f"{int(work.ring.pseudonym('referral code', seed)[:16], 16) % 1_000_000:06d}"


def _hash(work: Work, token: str) -> str:
    return work.ring.pseudonym("referral token", token)
