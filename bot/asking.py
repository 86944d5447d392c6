"""Asking one question outside of any conversation: what a person would read, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.answer import compose
from actions.asker import Asker
from actions.find import find
from actions.turn import Kit
from nlu.batch import Judge

ALTERNATIVES = 3


@dataclass(frozen=True)
class Asking:
    """The conversation's own way to an answer, without a conversation."""

    kit: Kit
    judge: Judge
    asker: Asker
    today: date

    def row(self, row: dict[str, Any]) -> dict[str, Any]:
        """One output line of ``humiao ask``."""
        text = row["text"]
        if self.kit.statutes.asks_for_original(text):
            return {"id": row["id"], **self._original(text)}
        return {"id": row["id"], **self._entry(text, row.get("history") or ())}

    def _entry(self, text: str, history: Sequence[str]) -> dict[str, Any]:
        self.kit.knowledge.read_ahead(text)
        findings = find(self.kit, text, self.judge.assess(text).shares, history)
        others = [hit.entry.id for hit in findings.hits]
        entry = findings.hits[0].entry if findings.answered else None
        said = compose(self.kit, entry, adult=self.asker.adult([text]), on=self.today) if entry else None
        if entry is None or said is None:
            return self._nothing(others[:ALTERNATIVES])
        cited = [{"law": citation.law, "article": citation.article} for citation in entry.citations]
        return _described(entry.id, entry.title, cited, others[1:], said)

    def _original(self, text: str) -> dict[str, Any]:
        article = self.kit.statutes.resolve(text, on=self.today)
        if article is None:
            return {**self._nothing([]), "text": self.kit.replies.say("article_missing").text}
        cited = [{"law": article.law, "article": article.article_no}]
        return _described(None, f"《{article.law}》{article.article_no}", cited, [], article.text)

    def _nothing(self, others: list[str]) -> dict[str, Any]:
        described = _described(None, None, [], others, self.kit.replies.say("no_answer").text)
        return {**described, "answered": False}


def _described(
    entry: str | None, title: str | None, cited: list[dict[str, str]], others: list[str], text: str
) -> dict[str, Any]:
    return {
        "answered": True,
        "entry": entry,
        "title": title,
        "citations": cited,
        "alternatives": others,
        "text": text,
    }
