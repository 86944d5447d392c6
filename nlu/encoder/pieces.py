"""The vocabulary, cut to what messages in Chinese need, and the tokenizer over it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from opencc import OpenCC
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from humiao.text import is_han
from nlu.encoder.weights import Weights

MARK = "▁"
"""How the vocabulary writes the blank before a word."""
_OWN = ("<s>", "<pad>", "</s>", "<unk>")
_UNKNOWN = 3
_INITIALS = ("", *"b p m f d t n l g k h j q x zh ch sh r z c s y w".split())
_FINALS = (
    *"a o e ai ei ao ou an en ang eng ong er i ia ie iao iu ian in iang ing iong".split(),
    *"u ua uo uai ui uan un uang v ve ue".split(),
)
_SYLLABLES = frozenset(initial + final for initial in _INITIALS for final in _FINALS)
_ENGLISH = frozenset("app the you help sos vip ktv emo call over game cos kill love bro".split())


def kept(weights: Weights) -> list[int]:
    """The numbers of the pieces that stay, in order: Chinese in simplified characters, pinyin, signs, emoji."""
    simple = OpenCC("t2s")
    return [
        number
        for number, piece in enumerate(weights.pieces)
        if number <= _UNKNOWN or _needed(piece.removeprefix(MARK), piece, simple)
    ]


def tokenizer(weights: Weights, numbers: list[int]) -> Tokenizer:
    """A tokenizer that counts pieces by their place in ``numbers``."""
    entries = [(name, weights.scores[number]) for name, number in _named(weights, numbers)]
    made = Tokenizer(Unigram(entries, unk_id=_UNKNOWN, byte_fallback=False))
    made.pre_tokenizer = Metaspace(prepend_scheme="always", split=False)
    return made


def _named(weights: Weights, numbers: list[int]) -> Iterator[tuple[str, int]]:
    for number in numbers:
        yield (_OWN[number] if number <= _UNKNOWN else weights.pieces[number]), number


def _needed(bare: str, piece: str, simple: OpenCC) -> bool:
    if not bare:
        return piece == MARK
    if bare != bare.lower():  # messages are read in lower case
        return False
    if all(map(is_han, bare)):
        return bool(simple.convert(bare) == bare)
    if bare.isascii() and bare.isalnum():
        return len(bare) <= 2 or bare in _SYLLABLES or bare in _ENGLISH
    return len(bare) == 1 and (not bare.isalnum() or unicodedata.category(bare) in {"So", "Sk"})
