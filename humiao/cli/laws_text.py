"""What the `laws` commands print: an article with its dates, why there is none, and what changed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.table import Table

from humiao.errors import HumiaoError
from knowledge.changes import Change
from knowledge.references import PREFIX, Reference
from knowledge.rules import RuleArticle, RuleRecord
from knowledge.standing import Standing
from knowledge.statute_search import ArticleHit
from knowledge.statutes import Article, Statutes

EXCERPT = 60
"""Characters of an article in a line of a list."""
_OWN_PARAGRAPH = re.compile(r"\n(?![（(][一二三四五六七八九十]+[）)])")
"""Where a 款 begins: an item （一） belongs to the one above it."""
_REASONS = {
    Standing.OLDER_TEXT: "{on} 施行的是《{law}》更早的文本，数据库没有它的原文；最早的文本自 {first} 起施行",
    Standing.UNKNOWN: "数据库没有《{law}》在 {on} 的文本；最早的文本自 {first} 起施行，此前有没有别的文本，这里不知道",
    Standing.ENDED: "《{law}》在 {on} 已经失效",
    Standing.END_UNKNOWN: "《{law}》已被标为废止，失效的日子不明，所以不显示原文",
}


def article_text(article: Article, statutes: Statutes, asked: Reference | None) -> str:
    """The article under a heading with its dates; the 款 that was asked for once more below."""
    known = len(statutes.versions(article.law))
    heading = (
        f"《{article.law}》{article.article_no}\n"
        f"{article.version_date} 的文本，自 {article.in_force_from} 起施行；数据库有这部法律的 {known} 个文本"
    )
    return "\n".join([heading, article.text, *_paragraph(article.text, asked.paragraph if asked else None)])


def _paragraph(text: str, number: int | None) -> list[str]:
    if number is None:
        return []
    paragraphs = _OWN_PARAGRAPH.split(text)
    if not 1 <= number <= len(paragraphs):
        return [f"（这一条没有第 {number} 款，共 {len(paragraphs)} 款）"]
    return [f"其中第 {number} 款：{paragraphs[number - 1]}"]


def why_not(query: str, statutes: Statutes, on: date) -> str:
    """Why there is no article to show that day, as far as the database tells."""
    asked = statutes.named(query)
    if asked is None or asked.law is None:
        return f"no article in force is meant by {query!r}"
    versions = statutes.versions(asked.law)
    law = asked.law.removeprefix(PREFIX)
    state = statutes.standing(asked.law, on)
    if state is not Standing.IN_FORCE:
        first = min(version.in_force_from for version in versions)
        return _REASONS[state].format(law=law, on=on, first=first)
    if statutes.outdated(asked.law, asked.article_no, on):
        return f"《{law}》{asked.article_no}在数据库之后又被修改，{on} 的文本这里没有"
    if asked.year is not None and statutes.article(asked.law, asked.article_no, on):
        return f"{on} 施行的《{law}》不是 {asked.year} 年的文本；数据库有的文本见 'humiao laws versions {law}'"
    return f"{on} 施行的《{law}》没有{asked.article_no}"


def asked_rule_text(rule: RuleRecord, article: RuleArticle | None) -> str:
    """The article of a rule that was asked for; all that we have when that article is not among it."""
    return rule_text(rule, article) + ("" if article else "\n（要找的那一条没有记录）")


def rule_text(rule: RuleRecord, article: RuleArticle | None = None) -> str:
    """A rule below statute level: always marked, always said to be our own words."""
    since = f"，自 {rule.in_force_from} 起施行" if rule.in_force_from else ""
    number = f"（{rule.number}）" if rule.number else ""
    heading = f"《{rule.name}》{number}{since}\n【{rule.verified}】以下是自己的概括，不是条文原文。来源：{rule.source}"
    shown = [article] if article else rule.articles
    return "\n".join([heading, *(f"{one.article or '要点'}：{one.gist}" for one in shown)])


def hit_line(hit: ArticleHit) -> str:
    """One article of a search: law, number, date of the text, its beginning."""
    article = hit.article
    law = article.law.removeprefix(PREFIX)
    return (
        f"{hit.score:.2f}  《{law}》{article.article_no}（{article.version_date} 的文本）"
        f"{_excerpt(article.text)}  ← {hit.why}"
    )


def change_table(changes: Sequence[Change]) -> Table:
    """What happened to the citations, for the people who wrote the answers."""
    table = Table("问答", "引用", "情况", "原文", "现在")
    for change in changes:
        old, now = (_excerpt(one.text) if one else "—" for one in (change.old, change.now))
        table.add_row(f"{change.entry}\n{change.title}", str(change.citation), what_happened(change), old, now)
    return table


def what_happened(change: Change) -> str:
    """The kind, with the number or the day that goes with it."""
    said = change.kind.value
    if change.now is not None and (change.now.law, change.now.article_no) != (
        change.citation.law,
        change.citation.article,
    ):
        law = "" if change.now.law == change.citation.law else f"《{change.now.law.removeprefix(PREFIX)}》"
        said += f"：可能是{law}{change.now.article_no}（相似 {change.likeness:.0%}）"
    return said + (f"：{change.starts} 起施行" if change.starts else "")


def write_changes(path: Path, changes: Sequence[Change]) -> None:
    """The same findings for a program; raises HM101 when the file cannot be written."""
    rows = [asdict(change) | {"kind": change.kind.name.lower()} for change in changes]
    try:
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    except OSError as error:
        raise HumiaoError("HM101", f"{path} cannot be written ({error.strerror})", "check the folder") from error


def _excerpt(text: str) -> str:
    plain = "".join(text.split())
    return plain[:EXCERPT] + ("…" if len(plain) > EXCERPT else "")
