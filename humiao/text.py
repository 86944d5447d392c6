"""Chinese text as people type it, brought to one form without losing the way back to the original.

Both environments import this module, so it stays Python 3.10 compatible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

Replacement = Callable[[re.Match[str]], str]

# Letters of other scripts that look like Latin ones, and rare characters that only ever stand for another.
_LOOK_ALIKES = str.maketrans(
    "асеорхукнмтвіјѕԁɡαοερνιτκһԛԝυωղսցοհɑɩʟʀɴɪʜօ亖囸莪迉氿",
    "aceopxykhmtbijsdgaoepvitkhqwuwnuqohailrniho死日我死酒",
)
# One character taken apart, the whole one last. Either the first part is written alone by nobody, or the pair is:
# 女干 is missing, for 妇女干部 is a word (强女干 is a word of the safety rules).
_APART = {
    parts[:-1]: parts[-1]
    for parts in (
        "弓虽强 歹匕死 月兑脱 礻果裸 衤果裸 衤库裤 衤皮被 扌丁打 扌莫摸 扌臽掐 扌甬捅 扌奏揍 扌由抽 "
        "扌白拍 扌另拐 扌困捆 扌包抱 扌仓抢 扌爪抓 扌八扒 扌隹推 扌安按 扌斗抖 扌欣掀 扌奂换 扌妾接 "
        "氵弱溺 氵酉酒 氵舌活 氵㐬流 氵可河 氵工江 氵每海 氵先洗 忄白怕 忄艮恨 忄生性 忄不怀 犭畏猥 "
        "犭巳犯 犭㔾犯 纟邦绑 纟吉结 钅戋钱 钅十针 钅垂锤 饣我饿 饣反饭 冫令冷 冫东冻 亻也他 亻尔你 "
        "亻本体 害刂割 戈刂划 艹约药 辶兆逃 辶自追 疒冬疼 疒甬痛 疒巴疤 疒丙病 ⻊兆跳 足兆跳 木娄楼 "
        "石匝砸 石欠砍 火尧烧 火乍炸 月匈胸 孝攵教 求攵救 吅马骂 身朵躲 足危跪 马扁骗 酉卒醉 舌乚乱 "
        "乂木杀 㐅木杀 㐅朩杀 乂朩杀"
    ).split()
}
_APART_FORMS = re.compile("|".join(sorted(_APART, key=len, reverse=True)).replace("月兑", "月兑(?![换现付奖])"))
# Signs put between characters to get a word past a filter. Sentence punctuation is not among them.
_INSERTED = "*_.·•・‧∙⋅~-–—/\\|+^=`'\"#@&%$丶丿灬○●◆■□▪→←•×§¤※☆★♡♥❤◇△▲▽▼◎⊙√♪♫¦‖〃々"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
_BETWEEN = re.compile(f"(?<=[{_HAN}])[{re.escape(_INSERTED)}\\s]+(?=[{_HAN}])")
_SINGLE = re.compile(f"[{_HAN}]")


@dataclass(frozen=True)
class Normalised:
    """``text`` in one form; ``origin[i]`` is the index in the original of its character ``i``."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original characters from which ``text[start:end]`` came; ``end`` must be after ``start``."""
        return self.origin[start], self.origin[end - 1] + 1


def normalise(text: str) -> Normalised:
    """One form for width, case, 繁/简, look-alikes and hidden or inserted separators; emoji stay."""
    plain = text.translate(_PLAIN)  # one pass in C; the table fills itself
    if _PLAIN.uneven.isdisjoint(text):
        origin = list(range(len(text)))
    else:
        origin = [place for place, original in enumerate(text) for _ in _PLAIN[ord(original)]]
    plain, origin = _replaced(plain, origin, _BETWEEN, _hides)
    plain, origin = _replaced(plain, origin, _APART_FORMS, lambda found: _APART[found[0]])
    return Normalised(plain, tuple(origin))


def plain(text: str) -> str:
    """One form for width, case, 繁/简 and look-alikes, each character by itself; hidden marks go.

    So the form of a part is always a part of the form, which ``normalise`` cannot promise.
    """
    return text.translate(_PLAIN)


def is_han(char: str) -> bool:
    """Whether the character is a Chinese one (without the rare planes 3 and above)."""
    return _SINGLE.fullmatch(char) is not None


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


class _Plain(dict[int, str]):
    """What each original character becomes, found when it is first met; ``uneven`` are those not of length one."""

    def __init__(self) -> None:
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        original = chr(code)
        plain = _plain(original)
        if len(self) < 50_000:  # a flood of rare characters must not fill the memory
            self[code] = plain
        if len(plain) != 1:
            self.uneven.add(original)
        return plain


_PLAIN = _Plain()


def _plain(original: str) -> str:
    """What one original character becomes; nothing for marks that cannot be seen."""
    if original in "\n\r":
        return "\n"
    kept = [char for char in unicodedata.normalize("NFKC", original).lower() if not _is_hidden(char)]
    plain = "".join(kept).translate(_LOOK_ALIKES)
    # Character by character: a conversion of whole words would change the length and lose the way back.
    return "".join(str(_converter().convert(char)) if is_han(char) else char for char in plain)


def _is_hidden(char: str) -> bool:
    # Cf: zero-width and direction marks; Mn and Me: variation selectors, keycaps, stacked accents; Co: private use.
    return unicodedata.category(char) in {"Cf", "Mn", "Me", "Cc", "Co", "Cs"} or char in "\u115f\u1160\u3164"


def _hides(found: re.Match[str]) -> str:
    """Nothing for signs that stand inside a word and hide it, else the signs as they are."""
    signs, text = found[0], found.string
    if "\n" in signs:
        return signs
    if not signs.isspace():
        return ""
    # A blank is also how people write a comma: it hides a word only where single characters stand alone.
    alone_before = found.start() == 1 or not is_han(text[found.start() - 2])
    alone_after = found.end() + 1 == len(text) or not is_han(text[found.end() + 1])
    return "" if alone_before or alone_after else signs


def _replaced(text: str, origin: list[int], form: re.Pattern[str], to: Replacement) -> tuple[str, list[int]]:
    """``text`` with each match replaced; the new characters come from where the match began."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for found in form.finditer(text):
        new = to(found)
        if new != found[0]:
            pieces += text[done : found.start()], new
            places += origin[done : found.start()] + [origin[found.start()]] * len(new)
            done = found.end()
    if not done:
        return text, origin
    return "".join(pieces) + text[done:], places + origin[done:]
