"""An entry as it will be read: by a child on a phone, by an adult, and the articles it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from console.workbench import Workbench
from knowledge.answer import render
from knowledge.check import proves
from knowledge.entry import Citation, Entry
from knowledge.statutes import Article, Statutes


@dataclass(frozen=True)
class Shown:
    """Both texts as they would be sent."""

    child: str
    adult: str


@dataclass(frozen=True)
class Card:
    """An article beside its citation: its text cut where the quoted words begin and end."""

    article: Article | None
    state: str
    good: bool
    parts: tuple[str, str, str] = ("", "", "")


def shown(bench: Workbench, entry: Entry, on: date) -> Shown:
    """Citations that do not stand are left out here: the findings name them, and nothing is served with them."""
    standing = tuple(cited for cited in entry.citations if _stands(bench.kit.statutes, cited, on))
    kit, whole = bench.kit, replace(entry, citations=standing)
    child, adult = (
        render(whole, adult=adult, statutes=kit.statutes, directory=kit.directory, area=kit.area, on=on)
        for adult in (False, True)
    )
    return Shown(child, adult)


def card(statutes: Statutes, row: Mapping[str, Any], on: date) -> Card:
    """The cited article as it stands that day, or why there is none."""
    law, number, anchor = (str(row.get(key, "")) for key in ("law", "article", "anchor"))
    article = statutes.article(law, number, on)
    if article is None:
        return Card(statutes.ever(law, number), why_not(statutes, law, number, on), good=False)
    found = _find(anchor, article.text)
    state = f"{article.version_date} 通过的文本，{article.in_force_from} 起有效"
    if found is None:
        return Card(article, state, good=not anchor, parts=(article.text, "", ""))
    start, end = found
    return Card(article, state, good=True, parts=(article.text[:start], article.text[start:end], article.text[end:]))


def why_not(statutes: Statutes, law: str, number: str, on: date) -> str:
    """Why an article cannot be cited that day."""
    if statutes.ever(law, number) is None:
        return "没有这一条，请核对法律名称和条号"
    starts = [version.in_force_from for version in statutes.versions(law) if version.in_force_from > on]
    if coming := [day for day in sorted(starts) if statutes.article(law, number, day)]:
        return f"还没有施行，{coming[0]} 起有效"
    return "已经失效，或这一条已被修改而资料里没有新条文"


def _stands(statutes: Statutes, cited: Citation, on: date) -> bool:
    article = statutes.article(cited.law, cited.article, on)
    return article is not None and proves(cited, article.text)


def _find(anchor: str, text: str) -> tuple[int, int] | None:
    """Where the quoted words stand, whatever blanks and line ends lie between them."""
    characters = [re.escape(character) for character in anchor if not character.isspace()]
    found = re.search(r"\s*".join(characters), text) if characters else None
    return found.span() if found else None
