"""A short mark of an article's text: two marks differ when the words do."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

from knowledge.statutes import Article


def fingerprint(article: Article) -> str:
    """The same for any spacing, line breaks and width of the same words.

    Not ``spelling.fold``: that learns new disguises of words from time to time, and a stored mark
    must not change when the law did not.
    """
    return sha256(words(article.text).encode()).hexdigest()


def words(text: str) -> str:
    """The text without spaces and differences of width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
