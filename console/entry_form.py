"""The form of an entry: what was posted as fields of the entry, and the fields as the form shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from console.entry_words import FIELDS
from humiao.vocabulary import RiskLevel, Topic
from knowledge.desk.drafts import blank
from knowledge.directory import KNOWN
from knowledge.statutes import Statutes

LONGEST = {"title": 80, "why": 400}
LINES = ("questions", "steps", "never")
RULE = ("name", "number", "article", "gist")
_ROW = re.compile(r"([a-z_]+)\.(\d{1,3})")


def read_content(
    form: Mapping[str, str], entry_id: str, old: Mapping[str, Any], statutes: Statutes, on: date
) -> tuple[dict[str, Any], list[str]]:
    """The fields that were posted, and complaints about those that cannot be read: these stay as they were.

    What the desk keeps beside the fields is taken from ``old``, unless the form says to drop it.
    """
    complaints: list[str] = []
    before = {**blank(on), **old}
    content = {
        **before,
        "id": entry_id,
        **{name: _text(form, name) for name in ("title", "child", "adult")},
        **{name: _lines(form.get(name, "")) for name in LINES},
        "related": [line.split()[0] for line in _lines(form.get("related", ""))],
        "contacts": _contacts(form, before["contacts"]),
        "citations": [_citation(row, statutes) for row in _rows(form, "law", "article", "anchor")],
        "rules": _rules(form),
    }
    for name, words in (("topic", Topic), ("floor", RiskLevel)):
        if (value := _text(form, name)) in set(words):
            content[name] = value
        else:
            complaints.append(f"“{FIELDS[name]}”没有选好。")
    try:
        content["review_by"] = date.fromisoformat(_text(form, "review_by")).isoformat()
    except ValueError:
        complaints.append("复核期限要写成 2027-05-21 这样的日期。")
    for name, most in LONGEST.items():
        if len(_text(form, name)) > most:
            complaints.append(f"“{FIELDS.get(name, '改了什么')}”最多 {most} 字。")
    return content, complaints


def _text(form: Mapping[str, str], name: str) -> str:
    return "\n".join(line.rstrip() for line in form.get(name, "").strip().splitlines())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _rows(form: Mapping[str, str], *keys: str) -> Iterator[dict[str, str]]:
    """Rows such as law.0, article.0, anchor.0 in their order; empty ones are left out."""
    places = {int(found[2]) for name in form if (found := _ROW.fullmatch(name)) and found[1] in keys}
    for place in sorted(places):
        row = {key: form.get(f"{key}.{place}", "").strip() for key in keys}
        if any(row.values()) and f"drop.{keys[0]}.{place}" not in form:
            yield row


def _rules(form: Mapping[str, str]) -> list[dict[str, str]]:
    rows = _rows(form, *(f"rule_{key}" for key in RULE))
    return [{key: row[f"rule_{key}"] for key in RULE} for row in rows]


def _citation(row: dict[str, str], statutes: Statutes) -> dict[str, str]:
    """The full name of the law and the printed number, when both are understood."""
    known = statutes.reference(f"《{row['law'].strip('《》')}》{row['article']}")
    law, article = known or (row["law"], row["article"])
    return {"law": law, "article": article, "anchor": row["anchor"]}


def _contacts(form: Mapping[str, str], old: list[str]) -> list[str]:
    """The ticked numbers: those that were there in their old order, for the first is the first shown."""
    ticked = {name.removeprefix("contact.") for name in form if name.startswith("contact.")}
    order = [*old, *sorted(KNOWN - set(old))]
    return [number for number in order if number in ticked]
