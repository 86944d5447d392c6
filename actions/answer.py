"""Answer: reviewed text with the articles it rests on, or the original text of an article."""

from __future__ import annotations

from actions.turn import Turn
from humiao.message import Choice, Reply
from knowledge.answer import NotInForce, render
from knowledge.entries import Entry
from knowledge.statutes import Article

_ORIGINALS = 2
"""Buttons for original texts: more push the answer off a phone's screen."""


def answer(turn: Turn, entry: Entry) -> list[Reply]:
    """The entry in the words of who asks, with buttons for the law's own text."""
    kit = turn.kit
    turn.conversation.clarified = 0
    try:
        text = render(
            entry, adult=turn.adult, statutes=kit.statutes, directory=kit.directory, area=kit.area, on=turn.today
        )
    except NotInForce:
        # The law changed since the start of this process: no answer is better than a wrong one.
        return [kit.replies.say("no_answer", numbers=turn.numbers("12348"))]
    turn.remember(entry=entry.id)
    cited = [f"《{c.short_law}》{c.article}" for c in entry.citations[:_ORIGINALS]]
    originals = tuple(Choice(f"看{name}原文", f"看{name}原文") for name in cited)
    choices = (*originals, *kit.replies.choices("ask_human_choice"))
    close = kit.replies.say("answer_close").text
    return [Reply(f"{text}\n\n{close}", choices=choices, numbers=turn.numbers(*entry.contacts))]


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
