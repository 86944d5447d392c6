"""Asking one question outside of any conversation: what a person would read, and what it rests on."""

from __future__ import annotations

from typing import Any

from actions.asker import load_asker
from actions.turn import Kit
from bot.conversation import Understand
from humiao.clock import local, now
from humiao.settings import Settings
from humiao.vocabulary import Topic
from knowledge.answer import NotInForce, render
from knowledge.search import Findings


def answer_row(kit: Kit, settings: Settings, understand: Understand | None, row: dict[str, Any]) -> dict[str, Any]:
    """One output line of ``humiao ask``."""
    text = row["text"]
    adult = load_asker(settings.path("data") / "words" / "asker.yml").adult([text])
    findings = kit.knowledge.find(text, topic=topic_of(understand, text))
    return {"id": row["id"], **described(kit, findings, adult=adult)}


def topic_of(understand: Understand | None, text: str) -> Topic | None:
    """The classifier's topic, when there is a classifier and it named one."""
    understanding = understand(text) if understand else None
    names = {str(topic) for topic in Topic}
    return Topic(understanding.intent) if understanding and understanding.intent in names else None


def described(kit: Kit, findings: Findings, *, adult: bool) -> dict[str, Any]:
    """The answer as data; without one the text is the honest sentence that there is none."""
    others = [hit.entry.id for hit in findings.hits]
    if not findings.answered:
        text = kit.replies.say("no_answer").text
        return {"answered": False, "entry": None, "title": None, "citations": [], "alternatives": others, "text": text}
    entry = findings.hits[0].entry
    today = local(now()).date()
    try:
        text = render(entry, adult=adult, statutes=kit.statutes, directory=kit.directory, area=kit.area, on=today)
    except NotInForce:
        return described(kit, Findings(findings.hits[1:], answered=False), adult=adult)
    cited = [{"law": c.law, "article": c.article} for c in entry.citations]
    return {
        "answered": True,
        "entry": entry.id,
        "title": entry.title,
        "citations": cited,
        "alternatives": others[1:],
        "text": text,
    }
