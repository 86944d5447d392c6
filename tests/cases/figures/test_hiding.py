"""Nobody who has every printed figure can tell one that is not printed, by algebra or by trying."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.figures.grid import Counted, Line, nested, one_way, prefixed, two_way
from cases.figures.hiding import FEW, HIDDEN, hide
from tests.cases.figures.attacker import by_algebra, by_trying

CASES = st.lists(st.tuples(st.sampled_from("RYB"), st.sampled_from("abc"), st.sampled_from("xy")), max_size=24)


def report(cases: list[tuple[str, str, str]]) -> Counted:
    """Two tables by level, a table by itself, and one that says what each row of it is made of."""
    level = one_way("level", Counter(c[0] for c in cases), "opened", order="RYB")
    family = one_way("family", Counter(c[1] for c in cases), "opened", order="abc")
    place = one_way("place", Counter(c[2] for c in cases), "opened", order="xy")
    topics = Counter(c[1] + c[2] for c in cases)
    return (
        level
        + family
        + place
        + two_way("by_family", Counter((c[1], c[0]) for c in cases), family.grids[0], level.grids[0])
        + two_way("by_place", Counter((c[2], c[0]) for c in cases), place.grids[0], level.grids[0])
        + nested("topic", topics, {topic: topic[0] for topic in topics}, family.grids[0])
    )


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_no_count_that_is_not_printed_can_be_told(cases: list[tuple[str, str, str]]) -> None:
    found = report(cases)

    marks = hide(found.values, found.lines)

    assert by_algebra(marks, found.lines) == set()
    assert by_trying(marks, found.lines, most=len(cases) + 8) == set()


@settings(max_examples=15, deadline=None)
@given(st.lists(CASES, min_size=3, max_size=3))
def test_a_quarter_does_not_give_away_its_months(months: list[list[tuple[str, str, str]]]) -> None:
    printed, values, lines = {}, {}, []
    for number, cases in enumerate(months):
        month = prefixed(_levels(cases), f"m{number}")
        printed |= hide(month.values, month.lines)
        values |= month.values
        lines += month.lines
    quarter = _levels([case for cases in months for case in cases])
    values |= quarter.values
    lines += quarter.lines
    lines += [Line(name, tuple(f"m{number}/{name}" for number in range(3))) for name in quarter.values]

    marks = hide(values, lines, printed)

    assert {name: marks[name] for name in printed} == printed
    assert by_algebra(marks, lines) == set()
    assert by_trying(marks, lines, most=sum(map(len, months)) + 8) == set()


def _levels(cases: list[tuple[str, str, str]]) -> Counted:
    return one_way("level", Counter(c[0] for c in cases), "opened", order="RYB")


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_small_counts_are_never_printed_and_true_ones_never_falsified(cases: list[tuple[str, str, str]]) -> None:
    found = report(cases)

    marks = hide(found.values, found.lines)

    for name, mark in marks.items():
        true = found.values[name]
        assert (mark == true and not 0 < true < 5) if isinstance(mark, int) else 0 < true < (5 if mark == FEW else 99)


def test_one_small_count_in_a_row_hides_a_second_one() -> None:
    found = one_way("level", {"R": 3, "Y": 9, "B": 30}, "opened")

    marks = hide(found.values, found.lines)

    assert marks == {"level:R": FEW, "level:Y": HIDDEN, "level:B": 30, "opened": 42}


def test_two_small_counts_at_their_limit_are_not_both_said_to_be_small() -> None:
    found = one_way("level", {"R": 4, "Y": 4}, "opened")  # 8 cannot be two numbers below five in any other way

    marks = hide(found.values, found.lines)

    assert (marks["opened"], {marks["level:R"], marks["level:Y"]}) == (8, {FEW, HIDDEN})


def test_the_order_of_the_rows_tells_nothing_of_their_size() -> None:
    assert one_way("area", {"b": 9, "a": 2, "c": 30}, "opened").grids[0].rows == ("a", "b", "c")
    parent = one_way("family", {"x": 41}, "opened").grids[0]
    assert nested("topic", {"b": 9, "a": 2, "c": 30}, dict.fromkeys("abc", "x"), parent).grids[0].rows == (
        "a",
        "b",
        "c",
    )


def test_a_table_without_small_counts_is_printed_whole() -> None:
    found = report([(level, family, place) for level in "RYB" for family in "abc" for place in "xy"] * 5)

    assert hide(found.values, found.lines) == dict(found.values)


def test_counts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="opened is not the sum"):
        hide({"opened": 9, "a": 5, "b": 5}, [Line("opened", ("a", "b"))])
