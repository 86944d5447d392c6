"""What a person reads: the reviewed text, what it rests on and whom to call, checked on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from knowledge.check import proves
from knowledge.directory import Directory
from knowledge.entry import Citation, Entry, Rule
from knowledge.statutes import Statutes

UNCHECKED = "（未核对原文）"


class NotInForce(Exception):
    """An answer rests on an article that is not in force that day, or no longer says what it did.

    The answer must not be shown: say that there is none, and offer a human.
    """

    def __init__(self, entry: str, citation: Citation, on: date) -> None:
        super().__init__(f"{entry}: {citation} on {on}")
        self.entry = entry
        self.citation = citation


def render(entry: Entry, *, adult: bool, statutes: Statutes, directory: Directory, area: str, on: date) -> str:
    """The answer with its steps (for adults), its law and its numbers; raises NotInForce.

    A child's text already says what to do, in words for a child: the steps are written for adults.
    """
    still_stands(entry, statutes, on)
    blocks = [entry.adult, _steps(entry)] if adult else [entry.child]
    blocks += [_basis(entry.citations), _rules(entry.rules, gist=adult), _numbers(entry, directory, area, on)]
    return "\n\n".join(block for block in blocks if block)


def still_stands(entry: Entry, statutes: Statutes, on: date) -> None:
    """Raises NotInForce for the first citation that lapsed or changed since the entry was loaded."""
    for citation in entry.citations:
        article = statutes.article(citation.law, citation.article, on)
        if article is None or not proves(citation, article.text):
            raise NotInForce(entry.id, citation, on)


def _steps(entry: Entry) -> str:
    numbered = (f"{place}. {step}" for place, step in enumerate(entry.steps, start=1))
    return "可以这样做：\n" + "\n".join(numbered)


def _basis(citations: Iterable[Citation]) -> str:
    articles: defaultdict[str, list[str]] = defaultdict(list)
    for citation in citations:
        if citation.article not in articles[citation.short_law]:
            articles[citation.short_law].append(citation.article)
    return "法律依据：" + "；".join(f"《{law}》{'、'.join(numbers)}" for law, numbers in articles.items())


def _rules(rules: Iterable[Rule], *, gist: bool) -> str:
    """Rules below statute level, each marked; what they say is put in lawyers' words, so adults alone read it."""
    lines = [f"{_named(rule)}{'：' + rule.gist if gist and rule.gist else ''}{UNCHECKED}" for rule in rules]
    return "\n".join(["其他规定：", *lines]) if lines else ""


def _named(rule: Rule) -> str:
    number = f"（{rule.number}）" if rule.number else ""
    return f"《{rule.name}》{number}{rule.article}"


def _numbers(entry: Entry, directory: Directory, area: str, on: date) -> str:
    rows = directory.numbers(entry.contacts, area=area, on=on)
    return "\n".join(["可以打：", *(row.line for row in rows)]) if rows else ""
