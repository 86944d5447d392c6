"""Answer: reviewed text with the articles it rests on, or the original text of an article."""

from __future__ import annotations

from actions.turn import Turn
from humiao.message import Choice, Reply
from knowledge.answer import render
from knowledge.entries import Entry
from knowledge.statutes import Article

_ORIGINALS = 2
"""Buttons for original texts: more push the answer off a phone's screen."""


def answer(turn: Turn, entry: Entry) -> list[Reply]:
    """The entry in the words of who asks, with buttons for the law's own text."""
    turn.conversation.clarified = 0
    turn.remember(entry=entry.id)
    text = render(
        entry, adult=turn.adult, statutes=turn.kit.statutes, directory=turn.kit.directory,
        area=turn.kit.area, on=turn.today,
    )  # fmt: skip
    cited = [f"《{c.short_law}》{c.article}" for c in entry.citations[:_ORIGINALS]]
    originals = tuple(Choice(f"看{name}原文", f"看{name}原文") for name in cited)
    close = turn.kit.replies.say("answer_close").text
    return [Reply(f"{text}\n\n{close}", choices=(*originals, Choice("转人工", "转人工")), numbers=entry.contacts)]


def original(turn: Turn, article: Article | None) -> list[Reply]:
    """The article in force today, word for word."""
    turn.conversation.clarified = 0
    if article is None:
        return [turn.kit.replies.say("article_missing")]
    return [
        turn.kit.replies.say(
            "article",
            title=f"《{article.law}》{article.article_no}",
            version=f"{article.version_date:%Y-%m-%d}版本",
            text=article.text,
        )
    ]
