"""No reviewed answer, but articles that may bear on it: for adults, and said to be unreviewed.

A child gets no list of articles: titles to choose from and a human help more.
"""

from __future__ import annotations

from actions.turn import Turn
from humiao.message import Choice, Reply
from knowledge.references import PREFIX
from knowledge.search import Findings
from knowledge.statute_search import ArticleHit

MOST = 2
"""Articles shown: the third place is seldom right."""
TITLES = 2
EXCERPT = 60
"""Characters of each article: enough to see whether it is about the matter at all."""


def offered(turn: Turn, near: Findings) -> list[Reply]:
    """The surest articles with their date; nothing for a child, or when none is sure."""
    if not turn.adult:
        return []
    hits = [hit for hit in turn.kit.articles(turn.text, turn.today) if hit.sure][:MOST]
    if not hits:
        return []
    entries = [hit.entry for hit in near.hits[:TITLES]]
    turn.remember(offered=[entry.id for entry in entries] or None)
    choices = (
        *(Choice(entry.title, entry.title) for entry in entries),
        *(Choice(f"看{_name(hit)}原文", f"看{_name(hit)}原文") for hit in hits),
        *turn.kit.replies.choices("ask_human_choice"),
    )
    listed = "\n".join(map(_line, hits))
    return [turn.kit.replies.say("articles_near", choices=choices, numbers=turn.numbers("12348"), articles=listed)]


def _name(hit: ArticleHit) -> str:
    return f"《{hit.article.law.removeprefix(PREFIX)}》{hit.article.article_no}"


def _line(hit: ArticleHit) -> str:
    text = "".join(hit.article.text.split())
    cut = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}……"
    return f"{_name(hit)}（{hit.article.version_date:%Y-%m-%d}版本）：{cut}"
