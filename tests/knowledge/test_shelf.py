"""The shelf follows what is published, and stands when it cannot be renewed."""

from __future__ import annotations

from datetime import date
from threading import Event
from time import monotonic, sleep

import pytest

from knowledge.entry import Entry
from knowledge.search import KnowledgeSearch
from knowledge.shelf import Shelf
from knowledge.statutes import Statutes

TODAY = date(2026, 11, 21)


class Source:
    """A desk that remembers what is published."""

    def __init__(self, entries: list[Entry]) -> None:
        self.version = 1
        self.entries = entries
        self.down = False

    def standing(self) -> tuple[int, date]:
        if self.down:
            raise OSError
        return self.version, TODAY

    def publish(self, entries: list[Entry]) -> None:
        self.entries, self.version = entries, self.version + 1


def opened(source: Source, statutes: Statutes) -> Shelf:
    return Shelf(
        source.entries,
        source.standing(),
        standing=source.standing,
        read=lambda: source.entries,
        build=lambda entries: KnowledgeSearch(entries, None, statutes),
    )


@pytest.fixture
def source(entries: dict[str, Entry]) -> Source:
    return Source([entries["hotel"]])


def test_a_published_answer_is_found_within_two_seconds(
    source: Source, entries: dict[str, Entry], statutes: Statutes
) -> None:
    shelf, stop = opened(source, statutes), Event()
    shelf.follow(stop)
    source.publish([entries["hotel"], entries["tattoo"]])
    until = monotonic() + 2
    while len(shelf.entries) < 2 and monotonic() < until:
        sleep(0.02)
    stop.set()

    assert shelf.find("没成年就文身了怎么办").hits[0].entry.id == "tattoo"


def test_without_news_nothing_is_made_anew(source: Source, statutes: Statutes) -> None:
    shelf = opened(source, statutes)

    assert not shelf.refresh()


def test_the_last_answers_stand_while_the_desk_is_down(
    source: Source, entries: dict[str, Entry], statutes: Statutes
) -> None:
    shelf, stop = opened(source, statutes), Event()
    source.down = True
    shelf.follow(stop)
    sleep(1.2)
    assert [entry.id for entry in shelf.entries] == ["hotel"]

    source.down = False
    source.publish([entries["tattoo"]])
    until = monotonic() + 3
    while shelf.entries[0].id != "tattoo" and monotonic() < until:
        sleep(0.02)
    stop.set()

    assert [entry.id for entry in shelf.entries] == ["tattoo"]
