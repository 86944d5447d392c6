"""Passwords of staff: argon2 hashes, and fresh ones that can be read out over a desk."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cases.errors import NotAllowed

SHORTEST = 8
"""Characters (NIST SP 800-63B asks for at least eight; the lockout bounds guessing)."""

LONGEST = 1000
"""Characters that are looked at: hashing a novel would keep the processor busy for a stranger."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which are mistaken for each other on paper."""

# The least OWASP asks of argon2id (19 MiB, two passes): a flood of sign-ins must not take the two
# processors and the memory away from the children writing meanwhile.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """The hash to store; raises NotAllowed when the password is too short or far too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise NotAllowed(f"a password has at least {SHORTEST} characters")
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; ``None`` (nobody) costs the same time and never matches."""
    try:
        _hasher.verify(stored or _NOBODY, password[:LONGEST].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(password) <= LONGEST


def new_password() -> str:
    """A fresh password such as ``kx7m-9fqa-h2tn-wuc4``: 79 bits by chance."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
