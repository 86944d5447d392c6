"""The figures of the held-out sentences."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from humiao.assessment import Understanding
from humiao.errors import HumiaoError
from nlu.evaluation.figures import evaluate
from nlu.evaluation.groups import length_band
from nlu.evaluation.judging import PAUSES, Heard, insisting
from nlu.evaluation.shares import Figures, share, wilson
from nlu.evaluation.table import show
from nlu.sentences import read_examples
from tests.nlu.evaluating import EXAMPLES, SCALES, Triage, understand


@pytest.fixture
def figures() -> Figures:
    heard = Heard(understand)
    return evaluate(EXAMPLES, Triage(heard), heard, SCALES)


@pytest.fixture
def by_rules() -> Figures:
    return evaluate(EXAMPLES, Triage(None), None, SCALES)


def test_recall_and_precision_are_counted_for_each_level_and_each_view(figures: Figures) -> None:
    together, classifier, rules = (figures["columns"][name] for name in ("together", "classifier", "rules"))

    assert (together["levels"]["red"]["recall"]["share"], together["levels"]["red"]["precision"]["share"]) == (0.5, 1.0)
    assert together["levels"]["yellow"]["recall"]["share"] == 1.0
    assert classifier["levels"]["yellow"]["recall"]["share"] == 0.0
    assert rules["levels"]["red"]["precision"] == {"share": None, "low": None, "high": None, "hits": 0, "of": 0}
    assert together["red_as_red_or_yellow"]["share"] == 0.5
    assert together["danger_as_red_or_yellow"]["hits"] == 2
    assert together["none_raised"]["share"] == together["none_called_red"]["share"] == 0.0
    assert together["level_right"]["share"] == 0.75
    assert together["confusion"]["red"] == {"red": 1, "yellow": 0, "blue": 0, "none": 1}


def test_without_a_classifier_there_is_no_column_of_its_zeros(by_rules: Figures) -> None:
    assert list(by_rules["columns"]) == ["together", "rules"]
    assert by_rules["calibration"] is None


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]
)
def test_the_range_is_the_published_one(hits: int, of: int, low: float, high: float) -> None:
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.0001)


def test_a_range_never_leaves_what_is_possible() -> None:
    assert share([True] * 3)["high"] == 1.0
    assert share([False] * 3)["low"] == 0.0


def test_a_topic_is_right_alone_among_the_first_three_and_up_to_its_group(figures: Figures) -> None:
    topics = figures["topics"]

    assert [topics[way]["hits"] for way in ("main", "among", "first_three", "grouped")] == [3, 3, 4, 4]
    assert topics["groups"] == 47


def test_senders_topics_lengths_and_dialects_have_rows_of_their_own(figures: Figures) -> None:
    groups = figures["groups"]

    assert {kind: {name: row["sentences"] for name, row in rows.items()} for kind, rows in groups.items()} == {
        "sender": {"child": 2, "peer": 1, "unknown": 1},
        "topic": {"runaway": 3, "missing_trafficking": 1},
        "length": {"2-14": 4},
        "dialect": {"standard": 3, "traditional": 1},
    }
    assert groups["sender"]["child"]["red_recall"]["share"] == 1.0
    assert groups["sender"]["peer"]["red_or_yellow"]["share"] == 0.0


@pytest.mark.parametrize(("length", "band"), [(14, "2-14"), (15, "15-35"), (70, "36-70"), (71, "71+")])
def test_bands_of_length_meet(length: int, band: str) -> None:
    assert length_band("我" * length) == band


def test_a_disguise_tells_what_it_costs_among_all_and_among_the_changed(figures: Figures) -> None:
    row, same = (figures["disguises"]["disguised"][name] for name in ("without bridges", "as it is"))

    assert (row["red_recall"]["share"], row["loss"]["red_recall"]) == (0.0, 0.5)
    assert (row["changed"], row["changed_loss"]["red_or_yellow"]) == (1, 1.0)
    assert (same["changed"], same["loss"]["red_recall"], same["changed_loss"]["red_recall"]) == (0, 0.0, None)


def test_probabilities_are_held_against_what_was_true(figures: Figures) -> None:
    low, high = figures["calibration"]["bands"][1], figures["calibration"]["bands"][9]

    assert (low["predicted"], low["found"]["hits"], low["found"]["of"]) == (pytest.approx(0.15), 2, 3)
    assert (high["predicted"], high["found"]["share"]) == (pytest.approx(0.9), 1.0)
    assert figures["calibration"]["expected_error"] == pytest.approx((3 * (2 / 3 - 0.15) + 0.1) / 4)


def test_the_worst_misses_are_listed_for_who_improves_them(figures: Figures) -> None:
    assert [(miss["text"], miss["level"]) for miss in figures["misses"]["red_unseen"]] == [("跑出来了", "none")]
    assert figures["misses"]["none_called_red"] == []


def test_figures_are_plain_data_with_the_versions_they_belong_to(figures: Figures) -> None:
    assert json.loads(json.dumps(figures)) == figures
    assert (figures["versions"]["rules"], figures["versions"]["model"]) == ("r1", "m1")
    assert figures["by_level"] == {"red": 2, "yellow": 1, "blue": 0, "none": 1}


@pytest.mark.parametrize("name", ["figures", "by_rules"])
def test_the_tables_can_be_read(name: str, request: pytest.FixtureRequest) -> None:
    told = io.StringIO()
    show(request.getfixturevalue(name), Console(file=told, width=140))

    assert "50% (9-91)" in told.getvalue() or name == "by_rules"
    assert "跑出来了" in told.getvalue()


def test_a_server_that_is_silent_for_a_moment_is_asked_again() -> None:
    answers, waited = [None, understand("走")], list[float]()

    def answer(text: str) -> Understanding | None:
        return answers.pop(0)

    assert insisting(answer, waited.append)("走") is not None
    assert waited == [PAUSES[0]]


def test_nothing_is_measured_with_a_server_that_stays_silent() -> None:
    with pytest.raises(HumiaoError, match="HM076"):
        insisting(lambda text: None, lambda seconds: None)("走")


@pytest.mark.parametrize("broken", ["nlu: 3", "nlu: [{intent: nothing, examples: []}]", "a: b", "- [", ""])
def test_a_broken_file_is_named(tmp_path: Path, broken: str) -> None:
    (tmp_path / "broken.yml").write_text(broken, "utf-8")

    with pytest.raises(HumiaoError, match=r"broken\.yml"):
        read_examples(tmp_path)


def test_a_folder_without_sentences_is_named(tmp_path: Path) -> None:
    with pytest.raises(HumiaoError, match="HM073"):
        read_examples(tmp_path)
