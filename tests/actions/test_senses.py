"""The models that search reads with: without one of them search goes on, and it is logged."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from actions.senses import load_senses
from nlu.encoder import meaning, topics


@pytest.mark.parametrize(("module", "name"), [(meaning, "MeaningRows"), (topics, "TopicRows")])
def test_a_broken_artefact_leaves_its_sense_out_and_is_logged(
    module: object, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("no such file")

    monkeypatch.setattr(module, name, broken)
    with caplog.at_level(logging.WARNING):
        senses = load_senses(tmp_path)

    assert (senses.meaning is None, senses.topics is None) == (name == "MeaningRows", name == "TopicRows")
    assert "the encoder cannot be loaded" in caplog.text
