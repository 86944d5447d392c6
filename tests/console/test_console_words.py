"""Every word of the domain has its Chinese word, and spans are cut where they begin and end."""

from __future__ import annotations

import pytest

from cases.words import Author, Outcome, OutgoingState, Role, TaskKind, TicketStatus
from console import words
from humiao.assessment import Source
from humiao.message import Channel, MessageKind
from humiao.spans import Segment, segments
from humiao.vocabulary import Act, RiskLevel, Topic, Word

RED, YELLOW = RiskLevel.RED, RiskLevel.YELLOW


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (words.LEVELS, RiskLevel),
        (words.TOPICS, Topic),
        (words.ACTS, Act),
        (words.STATUSES, TicketStatus),
        (words.OUTCOMES, Outcome),
        (words.TASKS, TaskKind),
        (words.CHANNELS, Channel),
        (words.AUTHORS, Author),
        (words.KINDS, MessageKind),
        (words.SOURCES, Source),
        (words.DELIVERIES, OutgoingState),
        (words.ROLES, Role),
    ],
)
def test_every_word_has_one_chinese_word_of_its_own(table: dict[Word, str], kind: type[Word]) -> None:
    assert set(table) == set(kind)
    assert len(set(table.values())) == len(table)


def test_a_topic_of_a_later_version_shows_its_id() -> None:
    assert words.topic("space_travel") == "space_travel"


def test_overlapping_spans_are_cut_and_the_most_urgent_shows() -> None:
    reasons = [
        {"id": "a", "level": "yellow", "start": 1, "end": 4},
        {"id": "b", "level": "red", "start": 3, "end": 5},
    ]

    assert segments("零一二三四五", reasons) == [
        Segment("零"),
        Segment("一二", YELLOW, ("a",)),
        Segment("三", RED, ("a", "b")),
        Segment("四", RED, ("b",)),
        Segment("五"),
    ]


@pytest.mark.parametrize(("start", "end"), [(None, None), (2, 2), (-1, 2), (1, 99)])
def test_a_span_outside_of_the_text_marks_nothing(start: int | None, end: int | None) -> None:
    assert segments("四个字呢", [{"id": "a", "level": "red", "start": start, "end": end}]) == [Segment("四个字呢")]


def test_an_empty_text_has_no_segments() -> None:
    assert segments("", []) == []
