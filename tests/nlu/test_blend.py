"""One probability out of the linear model's and the encoder's."""

from __future__ import annotations

import pytest

from nlu.components.blend import blend


def test_the_shares_add_up_to_one_and_lie_between_both() -> None:
    found = blend({"red": 0.2, "none": 0.8}, {"red": 0.6, "none": 0.4}, 0.5)

    assert sum(found.values()) == pytest.approx(1)
    assert 0.2 < found["red"] < 0.6


@pytest.mark.parametrize(("weight", "expected"), [(0.0, 0.2), (1.0, 0.6)])
def test_the_weight_says_whose_word_counts(weight: float, expected: float) -> None:
    found = blend({"red": 0.2, "none": 0.8}, {"red": 0.6, "none": 0.4}, weight)

    assert found["red"] == pytest.approx(expected, abs=1e-4)


def test_a_name_that_the_encoder_does_not_know_is_unlikely_but_no_fault() -> None:
    found = blend({"new": 0.5, "old": 0.5}, {"old": 1.0}, 0.5)

    assert found["new"] < 0.01
