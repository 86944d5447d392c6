"""Verdicts that are kept without their sentences, and the check that no danger is lost between two of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel
from nlu.evaluation.judging import Heard, judge_all
from nlu.evaluation.release import Comparison, Turn, compare
from nlu.evaluation.verdicts import Verdict, Verdicts, as_text, mark, read_verdicts, verdicts_of, watched
from nlu.sentences import Example
from tests.nlu.evaluating import BLUE, EXAMPLES, NONE, RED, YELLOW, Triage, said, understand


def verdicts(levels: dict[str, RiskLevel], topic: str = "runaway") -> Verdicts:
    return Verdicts({"model": "m"}, {mark(text): Verdict(level, topic) for text, level in levels.items()})


def turned(true: RiskLevel, before: RiskLevel, after: RiskLevel) -> Comparison:
    return compare(verdicts({"x": before}), verdicts({"x": after}), [said("x", true)])


@pytest.mark.parametrize(
    ("true", "before", "after", "turn"),
    [
        (RED, RED, YELLOW, Turn.LOWERED),
        (RED, RED, NONE, Turn.UNSEEN),
        (RED, YELLOW, BLUE, Turn.UNSEEN),
        (YELLOW, RED, BLUE, Turn.UNSEEN),
        (RED, YELLOW, RED, Turn.RAISED),
        (RED, NONE, RED, Turn.SEEN),
        (YELLOW, BLUE, YELLOW, Turn.SEEN),
        (NONE, RED, BLUE, Turn.CALMED),
        (BLUE, NONE, YELLOW, Turn.ALARMED),
        # right before or right now, and nothing that a release should stop for
        (YELLOW, RED, YELLOW, None),
        (NONE, RED, YELLOW, None),
        (RED, BLUE, NONE, None),
        (RED, RED, RED, None),
    ],
)
def test_every_verdict_that_took_a_turn_is_named(
    true: RiskLevel, before: RiskLevel, after: RiskLevel, turn: Turn | None
) -> None:
    found = turned(true, before, after)

    assert [change.turn for change in found.changes] == ([turn] if turn else [])
    assert found.lost == (turn in (Turn.LOWERED, Turn.UNSEEN))


def test_sentences_that_came_or_went_are_counted_and_not_compared() -> None:
    old, new = verdicts({"kept": RED, "gone": RED}), verdicts({"kept": RED, "fresh": NONE})
    found = compare(old, new, [said("kept", RED), said("fresh", RED)])

    assert (found.compared, found.fresh, found.dropped, found.lost) == (1, 1, 1, 0)
    assert (found.topics_before, found.topics_after) == (1, 1)


def test_a_danger_cannot_be_lost_by_leaving_its_sentence_out() -> None:
    with pytest.raises(HumiaoError, match="HM075 the new verdicts lack 1 "):
        compare(verdicts({"x": RED}), verdicts({}), [said("x", RED)])


def test_all_held_out_sentences_are_watched_and_the_dangers_trained_on() -> None:
    trained = [said("t", level) for level in (RED, YELLOW, BLUE, NONE)]
    held = [said("h", NONE)]

    assert watched(trained, held) == [*held, *trained[:2]]


def test_a_file_holds_marks_and_versions_and_no_word_of_a_sentence(tmp_path: Path) -> None:
    heard = Heard(understand)
    kept = verdicts_of(list(judge_all(EXAMPLES, Triage(heard), heard)))
    file = tmp_path / "kept.json"
    file.write_text(as_text(kept), "utf-8")

    assert read_verdicts(file) == kept
    assert file.read_text("utf-8").isascii()
    assert kept.by_mark[mark("我在桥下面")] == Verdict(RED, "runaway")
    assert kept.versions["model"] == "m1"


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "{}",
        '{"form": 2, "versions": {}, "verdicts": {}}',
        '{"form": 1, "versions": {}, "verdicts": {"a": ["loud", "x"]}}',
        '{"form": 1, "versions": {}, "verdicts": {"a": 3}}',
        '{"form": 1, "versions": [], "verdicts": {}}',
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(broken, "utf-8")

    with pytest.raises(HumiaoError, match=r"HM075 .*x\.json"):
        read_verdicts(file)


def test_the_first_of_two_equal_sentences_decides() -> None:
    twice: list[Example] = [said("x", RED), said("x", NONE)]

    assert compare(verdicts({"x": RED}), verdicts({"x": NONE}), twice).lost == 1
