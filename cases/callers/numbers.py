"""Telephone numbers in one form: 138-0013 8000, ０８６13800138000 and +86 138 0013 8000 are one caller."""

from __future__ import annotations

import unicodedata

SHORTEST = 7
"""Digits of a local number; fewer are an extension or a slip of the hand."""


def digits_of(phone: str) -> str:
    """The digits that are dialled within the country; empty when there are too few to be a number."""
    plain = unicodedata.normalize("NFKC", phone)
    digits = "".join(sign for sign in plain if sign.isascii() and sign.isdigit())
    # Mobile numbers have eleven digits and landlines start with a zero, so 86 before them is the country.
    bare = digits.removeprefix("00")
    if len(bare) > 11 and bare.startswith("86"):
        digits = bare.removeprefix("86")
    return digits if len(digits) >= SHORTEST else ""
