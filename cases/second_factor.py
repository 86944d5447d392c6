"""The second factor at sign-in: a code from an app (TOTP, RFC 6238), or one of ten codes on paper.

How it fails, in words: closed. Five wrong codes in a row hold the account's second step for fifteen
minutes, wherever they come from: whoever types them knows the password already, so a stranger cannot
lock anybody out. A clock of the server that is wrong by more than half a minute keeps everybody out
who has no paper codes.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

import pyotp
from sqlalchemy import delete, select

from cases import audit
from cases.errors import NotFound, SignInFailed
from cases.reach_tables import RecoveryCode, SecondFactor
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, new_id

STEP = 30
"""Seconds for which a code holds (RFC 6238, 4.1)."""
SKEW = 1
"""Steps before and after the present one that count too: a phone's clock may be off by half a minute."""
FAILURES = 5
LOCKED = timedelta(minutes=15)
CODES = 10
"""Codes on paper."""
ISSUER = "护苗值班台"

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def enrolled(work: Work, operator: Operator) -> bool:
    """Whether this account asks for a code."""
    found = work.db.get(SecondFactor, operator.id)
    return found is not None and found.confirmed_at is not None


def begin(work: Work, operator: Operator) -> tuple[str, str]:
    """The secret to type (Base32) and its ``otpauth:`` address, the same until it is confirmed."""
    found = _row(work, operator)
    if found is None:
        wrapped = work.ring.master.wrapping.seal(pyotp.random_base32().encode(), _place(operator.id))
        found = SecondFactor(operator_id=operator.id, secret_wrapped=wrapped, created_at=work.clock())
        work.db.add(found)
        work.db.flush()
    if found.confirmed_at is not None:
        raise NotFound("a secret to show")
    code = _totp(work, found)
    return code.secret, code.provisioning_uri(name=operator.name, issuer_name=ISSUER)


def confirm(work: Work, operator: Operator, code: str) -> list[str]:
    """The app works: from now on the account asks for a code. Returns the codes for the paper, shown only now.

    Raises SignInFailed, after committing that it did, when the code does not fit.
    """
    found = _row(work, operator)
    if found is None or found.confirmed_at is not None or not _fits(work, found, code):
        raise _refused(work, operator, found)
    found.confirmed_at = work.clock()
    codes = renew_codes(work, operator)
    audit.append(work, operator.id, "operator:second-factor:on", f"operator/{operator.id}")
    return codes


def check(work: Work, operator: Operator, code: str) -> None:
    """A code of the app, or one from paper, typed at sign-in; each counts once.

    Raises SignInFailed, after committing that it did: a code that is wrong, used or typed during a lockout.
    """
    found = _row(work, operator)
    fits = found is not None and found.confirmed_at is not None and not _locked(work, found)
    if found is None or not fits or not (_fits(work, found, code) or _on_paper(work, operator, code)):
        raise _refused(work, operator, found)
    found.failures = 0


def reset(work: Work, operator: Operator, *, actor: str) -> None:
    """Forgets the secret and the paper: the next sign-in sets up both anew."""
    work.db.execute(delete(RecoveryCode).where(RecoveryCode.operator_id == operator.id))
    work.db.execute(delete(SecondFactor).where(SecondFactor.operator_id == operator.id))
    audit.append(work, actor, "operator:second-factor:reset", f"operator/{operator.id}")


def renew_codes(work: Work, operator: Operator) -> list[str]:
    """Ten fresh codes such as ``kx7m-9fqa-h2tn`` (59 bits each); the earlier ones are void."""
    work.db.execute(delete(RecoveryCode).where(RecoveryCode.operator_id == operator.id))
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]
    work.db.add_all(
        RecoveryCode(id=new_id(), operator_id=operator.id, code_hash=_hash(work, operator, code)) for code in codes
    )
    work.db.flush()
    return codes


def codes_left(work: Work, operator: Operator) -> int:
    """Codes on paper that were not used yet."""
    mine = select(RecoveryCode.id).where(RecoveryCode.operator_id == operator.id, RecoveryCode.used_at.is_(None))
    return len(work.db.scalars(mine).all())


def _fits(work: Work, found: SecondFactor, code: str) -> bool:
    code, now = code.strip().replace(" ", ""), int(work.clock().timestamp()) // STEP
    totp = _totp(work, found)
    for step in range(now - SKEW, now + SKEW + 1):
        # A code seen over a shoulder is worth nothing once it was used (RFC 6238, 5.2).
        if step > found.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found.last_step = step
            return True
    return False


def _on_paper(work: Work, operator: Operator, code: str) -> bool:
    wanted = _hash(work, operator, code)
    row = work.db.scalar(
        select(RecoveryCode).where(
            RecoveryCode.operator_id == operator.id, RecoveryCode.code_hash == wanted, RecoveryCode.used_at.is_(None)
        )
    )
    if row is None:
        return False
    row.used_at = work.clock()
    audit.append(work, operator.id, "operator:recovery-code:used", f"operator/{operator.id}")
    return True


def _refused(work: Work, operator: Operator, found: SecondFactor | None) -> SignInFailed:
    if found is not None and not _locked(work, found):
        found.failures = found.failures % FAILURES + 1
        found.failed_at = work.clock()
    audit.append(work, "system", "operator:sign-in:code-failed", f"operator/{operator.id}")
    work.commit()
    return SignInFailed()


def _locked(work: Work, found: SecondFactor) -> bool:
    lately = found.failed_at is not None and work.clock() < found.failed_at + LOCKED
    return found.failures >= FAILURES and lately


def _row(work: Work, operator: Operator) -> SecondFactor | None:
    # Held, so that of many guesses sent at once each is counted and each code counts once.
    row = select(SecondFactor).where(SecondFactor.operator_id == operator.id).with_for_update()
    return work.db.scalar(row.execution_options(populate_existing=True))


def _totp(work: Work, found: SecondFactor) -> pyotp.TOTP:
    key = work.ring.master.wrapping.open(found.secret_wrapped, _place(found.operator_id))
    return pyotp.TOTP(key.decode(), interval=STEP)


def _place(operator_id: str) -> str:
    return place("second_factors.secret_wrapped", operator_id)


def _hash(work: Work, operator: Operator, code: str) -> str:
    plain = "".join(code.split()).replace("-", "").casefold()
    return work.ring.pseudonym("recovery code", operator.id, plain)
