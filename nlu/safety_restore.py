"""Danger words that were disguised, put back before the rules look: homophones, pinyin, emoji, stutters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import ahocorasick

from nlu.safety_reading import Reading

# A character three times in a row hides a word (救救救命), unless people write it so (哈哈哈, 妈妈妈妈说).
_REPEATED = (
    "哈呵嘿嘻啊呜哦嗯唉诶呀哎喂哇噢嗷咚砰滴叮爸妈爷奶哥姐弟妹叔伯舅姑姨婆宝娃天数看谢对等中好年样快慢想说走试问聊轻静"
)
_STUTTER = re.compile(f"((?![{_REPEATED}])[\u4e00-\u9fff])\\1{{2,}}")


@dataclass(frozen=True)
class Edit:
    """``text`` stands for what was written from ``start`` to ``end``."""

    start: int
    end: int
    text: str


class Restorer:
    """All disguises in one automaton; ``variants`` gives the ways each word is written."""

    def __init__(self, variants: Mapping[str, list[str]], initials: Mapping[str, Mapping[str, str]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word, forms in variants.items():
            for form in forms:
                self._automaton.add_word(form, (len(form), word))
        for before, meanings in initials.items():
            for short, word in meanings.items():
                self._automaton.add_word(before + short, (len(before + short), before + word))
        if self._automaton:
            self._automaton.make_automaton()

    def restore(self, reading: Reading) -> Reading:
        """The reading with disguised words in plain form; spans still lead to what was written."""
        stutters = (Edit(found.start(), found.end(), found[1]) for found in _STUTTER.finditer(reading.text))
        plain = _edited(reading, list(stutters))
        return _edited(plain, list(_apart(self._found(plain))))

    def _found(self, reading: Reading) -> list[Edit]:
        if not self._automaton:
            return []
        return [
            Edit(last + 1 - length, last + 1, word)
            for last, (length, word) in self._automaton.iter(reading.text)
            if reading.is_whole(last + 1 - length, last + 1)
        ]


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    """Of edits that overlap the first, and of those the longest."""
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= done:
            done = edit.end
            yield edit


def _edited(reading: Reading, edits: list[Edit]) -> Reading:
    if not edits:
        return reading
    pieces: list[str] = []
    kept: list[int] = []  # for each new character the old one that it stands for
    opened: set[int] = set()
    done = 0
    for edit in edits:
        pieces += reading.text[done : edit.start], edit.text
        kept += range(done, edit.start)
        opened.update(range(len(kept) + 1, len(kept) + len(edit.text)))
        first, last = edit.start, edit.end - 1
        kept += [min(first + step, last) for step in range(len(edit.text) - 1)]
        kept.append(last if edit.text[1:] else first)
        done = edit.end
    pieces.append(reading.text[done:])
    kept += range(done, len(reading.text))
    return replace(
        reading,
        text="".join(pieces),
        places=tuple(reading.places[place] for place in kept),
        break_before=tuple(0 if new in opened else reading.break_before[old] for new, old in enumerate(kept)),
        clause=tuple(reading.clause[place] for place in kept),
        sentence=tuple(reading.sentence[place] for place in kept),
        torn=tuple(reading.torn[place] for place in kept),
    )
