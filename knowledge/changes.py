"""What a new statute database means for the answers: which of their citations changed, moved or lapsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from knowledge.check import proves
from knowledge.entry import Citation, Entry
from knowledge.fingerprint import words
from knowledge.likeness import likeness, most_alike
from knowledge.statutes import Article, Statutes

SAME = 0.5
"""From here two texts are versions of one article: an amendment rarely rewrites more than half of one."""
NEAR = 0.7
"""How alike an article of another number must be to be proposed without the anchor's words in it."""


class Kind(Enum):
    """What happened to a cited article; the value is what staff read."""

    CHANGED = "条文有改动"
    MOVED = "已改为其他条号"
    LAPSED = "已失效"
    NOT_YET = "尚未施行"


@dataclass(frozen=True)
class Change:
    """One citation of one entry that the new law touches.

    ``now`` is the article that seems to say it today, to be read by a person before it is cited;
    ``likeness`` is how near its text is to the one cited before.
    """

    entry: str
    title: str
    citation: Citation
    kind: Kind
    old: Article | None
    now: Article | None
    likeness: float = 0.0
    starts: date | None = None
    """For NOT_YET: the first day."""


def diff(old: Statutes, new: Statutes, entries: Sequence[Entry], old_day: date, new_day: date) -> list[Change]:
    """Every citation that rests on the old law of ``old_day`` and not as it stands on the new one of ``new_day``."""
    return [
        change
        for entry in entries
        for citation in entry.citations
        for change in _changes(old, new, entry, citation, old_day, new_day)
    ]


def _changes(
    old: Statutes, new: Statutes, entry: Entry, citation: Citation, old_day: date, new_day: date
) -> Iterator[Change]:
    before = old.article(citation.law, citation.article, old_day)
    before = before if before and proves(citation, before.text) else None
    today = new.article(citation.law, citation.article, new_day)
    if today is not None and proves(citation, today.text):
        yield from _in_place(new, entry, citation, before, today, new_day)
    elif (found := _elsewhere(new, citation, before, new_day)) is not None:
        yield Change(entry.id, entry.title, citation, Kind.MOVED, before, found, _alike(before, found))
    elif today is not None:
        # Nothing says it any more: what stands under the number is shown, so that a person can judge.
        yield Change(entry.id, entry.title, citation, Kind.CHANGED, before, today, _alike(before, today))
    else:
        yield _gone(new, entry, citation, before, new_day)


def _in_place(
    new: Statutes, entry: Entry, citation: Citation, before: Article | None, today: Article, new_day: date
) -> Iterator[Change]:
    """The anchor still stands there. Without the old text, the entry was written for the new law: nothing to do."""
    if before is None or words(before.text) == words(today.text):
        return
    alike = _alike(before, today)
    if alike < SAME and (found := _elsewhere(new, citation, before, new_day)) and _alike(before, found) > alike:
        yield Change(entry.id, entry.title, citation, Kind.MOVED, before, found, _alike(before, found))
        return
    yield Change(entry.id, entry.title, citation, Kind.CHANGED, before, today, alike)


def _elsewhere(new: Statutes, citation: Citation, before: Article | None, day: date) -> Article | None:
    """The article of the same law that says it now: the anchor's words decide, then the likeness of the text."""
    articles = [one for one in new.articles(citation.law, day) if one.article_no != citation.article]
    holding = [one for one in articles if proves(citation, one.text)]
    if before is None:
        return holding[0] if len(holding) == 1 else None
    if holding and (best := most_alike(before.text, holding)):
        return best[0]
    best = most_alike(before.text, articles)
    return best[0] if best and best[1] >= NEAR else None


def _gone(new: Statutes, entry: Entry, citation: Citation, before: Article | None, day: date) -> Change:
    """Not in force that day: from a later day on, or no more; then perhaps another law says it."""
    later = [one.in_force_from for one in new.versions(citation.law) if day < one.in_force_from < one.until]
    starts = next((first for first in sorted(later) if new.article(citation.law, citation.article, first)), None)
    if starts is not None:
        coming = new.article(citation.law, citation.article, starts)
        return Change(entry.id, entry.title, citation, Kind.NOT_YET, before, coming, _alike(before, coming), starts)
    successor = _successor(new, before, day) if before else None
    return Change(entry.id, entry.title, citation, Kind.LAPSED, before, successor, _alike(before, successor))


def _successor(new: Statutes, before: Article, day: date) -> Article | None:
    """A repealed law's article may live on in a code: looked for only when its own law is gone."""
    if new.version(before.law, day) is not None:
        return None
    every = (article for law in new.law_names() for article in new.articles(law, day))
    best = most_alike(before.text, every)
    return best[0] if best and best[1] >= NEAR else None


def _alike(before: Article | None, now: Article | None) -> float:
    return likeness(before.text, now.text) if before and now else 0.0
