"""Numbers of articles: 236, ２３６ and 二百三十六 are the same article."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
NUMBER = r"[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,9}"
"""What may stand between 第 and 条, as a pattern."""


def to_chinese(number: int) -> str:
    """The spelling that statutes use, for 1 to 9999: 110 is 一百一十, 101 is 一百零一, 17 is 十七."""
    if not 1 <= number <= 9999:
        raise ValueError(f"no article has the number {number}")
    digits = str(number)
    spelled = "".join(
        DIGITS[int(digit)] + (UNITS[len(digits) - place - 1] if digit != "0" else "")
        for place, digit in enumerate(digits)
    )
    spelled = re.sub("零+", "零", spelled).rstrip("零")
    return spelled.removeprefix("一") if spelled.startswith("一十") else spelled


def to_int(text: str) -> int | None:
    """The number that ``text`` spells, or None when it is not a number that anybody would mean.

    A spelling with two readings (一百一 is 110 to some and 101 to others) is refused: showing the
    wrong article is worse than asking again.
    """
    if text.isascii() and text.isdigit():
        return int(text) or None
    text = text.replace("〇", "零").replace("两", "二")
    if not text or set(text) - set(DIGITS) - set(UNITS):
        return None
    if not set(text) & set(UNITS[1:]):
        return int("".join(str(DIGITS.index(digit)) for digit in text)) or None
    number = _by_units(text)
    spellings = {to_chinese(number), "一" + to_chinese(number)} if 1 <= number <= 9999 else set()
    return number if text in spellings or re.sub("百十", "百一十", text) in spellings else None


def _by_units(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS.index(character)
        else:
            total += (digit or 1) * 10 ** UNITS.index(character)
            digit = 0
    return total + digit


def article_number(number: int, sub: int | None = None) -> str:
    """第二百三十六条, or 第二百三十六条之一 with ``sub`` 1: the key of an article in its law."""
    return f"第{to_chinese(number)}条" + (f"之{to_chinese(sub)}" if sub else "")
