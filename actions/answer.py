"""Answer: reviewed text with the articles it rests on, or the original text of an article."""

from __future__ import annotations

from datetime import date

from actions.turn import Kit, Turn
from humiao.message import Choice, Reply
from knowledge.answer import NotInForce, render
from knowledge.entries import Entry
from knowledge.statutes import Article

_ORIGINALS = 2
"""Buttons for original texts: more push the answer off a phone's screen."""


def answer(turn: Turn, entry: Entry) -> list[Reply]:
    """The entry in the words of who asks, with buttons for the law's own text."""
    turn.conversation.clarified = 0
    kit = turn.kit
    text = compose(kit, entry, adult=turn.adult, on=turn.today)
    if text is None:
        return [kit.replies.say("no_answer", numbers=turn.numbers("12348"))]
    cited = [f"《{c.short_law}》{c.article}" for c in entry.citations[:_ORIGINALS]]
    originals = tuple(Choice(f"看{name}原文", f"看{name}原文") for name in cited)
    choices = (*originals, *kit.replies.choices("ask_human_choice"))
    return [Reply(text, choices=choices, numbers=turn.numbers(*entry.contacts))]


def compose(kit: Kit, entry: Entry, *, adult: bool, on: date) -> str | None:
    """What a person reads; None when a cited article has lapsed: no answer is better than a wrong one."""
    try:
        text = render(entry, adult=adult, statutes=kit.statutes, directory=kit.directory, area=kit.area, on=on)
    except NotInForce:
        return None
    return f"{text}\n\n{kit.replies.say('answer_close').text}"


def offered(turn: Turn) -> list[Reply]:
    """The answer whose title we offered as a button and whose title this text is; else nothing."""
    ids = turn.recall("offered") or ()
    turn.remember(offered=None)
    chosen = [entry for entry in turn.kit.knowledge.entries if entry.id in ids and entry.title == turn.text.strip()]
    return answer(turn, chosen[0]) if chosen else []


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
