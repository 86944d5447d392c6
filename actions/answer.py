"""Answer: reviewed text with the articles it rests on, or the original text of an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from actions.turn import Kit, Turn
from actions.unsettled import note_answered
from cases.gaps import GapKind
from humiao.message import Choice, Reply
from humiao.vocabulary import RiskLevel
from knowledge.answer import NotInForce, render
from knowledge.entries import Entry
from knowledge.statutes import Article

_ORIGINALS = 2
"""Buttons for original texts: more push the answer off a phone's screen."""
_OTHERS = 2
"""Buttons for answers that were nearly as close: with the one given, a choice of three."""

FLOOR_CHOICES: Mapping[RiskLevel, str] = {RiskLevel.RED: "danger_choice", RiskLevel.YELLOW: "happening_choice"}
"""By an answer's floor: the button for whom it is no question but what happens. What pressing it
sends is a sentence of the safety rules, so a human comes also when the classifier is down."""


def answer(turn: Turn, entry: Entry, close: Sequence[Entry] = ()) -> list[Reply]:
    """The entry in the words of who asks, with buttons: what else may be meant, the law's own text, a human."""
    turn.conversation.clarified = 0
    kit = turn.kit
    text = compose(kit, entry, adult=turn.adult, on=turn.today)
    if text is None:
        return [kit.replies.say("no_answer", numbers=turn.numbers("12348"))]
    others = [other for other in close if other.id != entry.id][:_OTHERS]
    turn.remember(about=entry.id, about_message=turn.message.id, offered=[other.id for other in others] or None)
    choices = (
        *_happening(turn, entry),
        *(Choice(other.title, other.title) for other in others),
        *_originals(entry, _ORIGINALS - bool(others)),
        *kit.replies.choices("unhelpful_choice"),
        *kit.replies.choices("ask_human_choice"),
    )
    return [Reply(text, choices=choices, numbers=turn.numbers(*entry.contacts))]


def _happening(turn: Turn, entry: Entry) -> tuple[Choice, ...]:
    """A question about grave harm is often asked by whom it happens to: one press brings a human."""
    if turn.own_level.needs_a_human or entry.floor not in FLOOR_CHOICES:
        return ()
    return turn.kit.replies.choices(FLOOR_CHOICES[entry.floor])


def _originals(entry: Entry, most: int) -> Iterator[Choice]:
    for cited in entry.citations[:most]:
        words = f"看{cited}原文"
        yield Choice(words, words)


def unhelpful(turn: Turn) -> list[Reply]:
    """The answer missed what was asked: the editors learn of it, and a human is one press away."""
    note_answered(turn, GapKind.UNHELPFUL)
    return [turn.kit.replies.say("unhelpful", choices=turn.kit.replies.choices("ask_human_choice"))]


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
