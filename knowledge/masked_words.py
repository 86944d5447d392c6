"""The words that masking knows, and a text cut into words with their kinds."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jieba
import jieba.posseg
import yaml

from humiao.errors import HumiaoError
from humiao.settings import ROOT


@dataclass(frozen=True)
class Words:
    """The lists of data/words/masking.yml; texts of single characters are sets of these."""

    surnames: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    no_names: frozenset[str]
    titles: frozenset[str]
    generic: frozenset[str]
    describing: frozenset[str]
    naming: frozenset[str]
    estates: frozenset[str]
    schools: frozenset[str]
    places: frozenset[str]
    keep_places: frozenset[str]
    hotlines: frozenset[str]
    latin: frozenset[str]


@dataclass(frozen=True)
class Token:
    """A word with jieba's kind of it, and where it stands."""

    word: str
    kind: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.word)


@dataclass(frozen=True)
class Span:
    """A stretch of the text that is replaced by ``label``."""

    start: int
    end: int
    label: str


@cache
def words() -> Words:
    """Reads data/words/masking.yml; raises HM049 when it is broken."""
    path: Path = ROOT / "data" / "words" / "masking.yml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Words(**{name: frozenset(str(one) for one in data[name]) for name in Words.__dataclass_fields__})
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM049", f"{path.name} cannot be used", str(error).split("\n")[0]) from error


def tokens(text: str) -> list[Token]:
    """The words of the text in order."""
    found, start = [], 0
    for word, kind in _tagger().cut(text):
        found.append(Token(word, kind, start))
        start += len(word)
    return found


def ordinary(word: str) -> bool:
    """True for a word of the dictionary that is nobody's name."""
    tagger = _tagger()
    kind = tagger.word_tag_tab.get(word, "")
    return bool(kind) and not kind.startswith("nr") and bool(tagger.tokenizer.FREQ.get(word))


@cache
def _tagger() -> jieba.posseg.POSTokenizer:
    """A tagger of our own: jieba's global one belongs to whoever loads words into it."""
    logging.getLogger("jieba").setLevel(logging.WARNING)
    tagger = jieba.posseg.POSTokenizer(jieba.Tokenizer())
    tagger.initialize()
    return tagger
