"""The files that Rasa reads: sentences, domain, pipeline."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from humiao.settings import ROOT
from humiao.vocabulary import INTENTS, RiskLevel, Sender
from nlu.components.cues import PATTERNS

FILES = sorted((ROOT / "data" / "nlu").glob("*.yml"))


def read(name: str) -> Any:
    return yaml.load((ROOT / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


def test_the_domain_lists_exactly_the_intents_of_the_vocabulary() -> None:
    assert read("domain.yml")["intents"] == list(INTENTS)


def test_the_domain_lists_exactly_the_entities_that_are_found() -> None:
    assert sorted(read("domain.yml")["entities"]) == sorted(PATTERNS)


def test_the_pipeline_names_the_language_and_the_assistant() -> None:
    config = read("config.yml")

    assert (config["language"], config["assistant_id"]) == ("zh", "humiao")


def test_every_intent_has_its_file_of_sentences() -> None:
    assert {file.stem for file in FILES} == set(INTENTS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_says_its_risk_and_its_sender(file: Any) -> None:
    for group in read(f"data/nlu/{file.name}")["nlu"]:
        assert group["intent"] == file.stem
        for one in group["examples"]:
            assert one["metadata"]["risk"] in list(RiskLevel), one["text"]
            assert one["metadata"]["sender"] in list(Sender), one["text"]


def test_no_held_out_sentence_is_trained_on() -> None:
    held_out = sorted((ROOT / "data" / "heldout").glob("*.yml"))
    trained = {_plain(one["text"]) for file in FILES for one in _examples(f"data/nlu/{file.name}")}
    new = [one["text"] for file in held_out for one in _examples(f"data/heldout/{file.name}")]
    both = [text for text in new if _plain(text) in trained]

    # A greeting is a greeting: what is shorter than a thought cannot be held out.
    assert [text for text in both if len(text.strip()) > 6] == []


def _examples(name: str) -> list[dict[str, Any]]:
    return [one for group in read(name)["nlu"] for one in group["examples"]]


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
