"""Labelled sentences: what the classifier learns from, and what it is measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from humiao.vocabulary import INTENTS, RiskLevel, Sender

KEPT_APART = 20


@dataclass(frozen=True)
class Example:
    """A sentence with the judgement that people gave it; ``sender`` is empty where nobody said who writes."""

    text: str
    intent: str
    level: RiskLevel
    sender: str
    file: str = ""


def read_examples(folder: Path) -> list[Example]:
    """The sentences of ``folder/*.yml``; raises HM073 naming the file that cannot be used."""
    found = [example for file in sorted(folder.glob("*.yml")) for example in _read(file)]
    if not found:
        raise HumiaoError("HM073", f"there are no sentences in {folder}", "held-out sentences belong in data/heldout")
    return found


def bare(text: str) -> str:
    """Letters, digits and characters alone: two sentences that differ only in punctuation are one."""
    return "".join(char for char in text.lower() if char.isalnum()) or text.strip()


def is_apart(text: str) -> bool:
    """Whether the encoder never learns this training sentence, so that its weight and bars may be chosen on it.

    One in ``KEPT_APART``, by its hash: the same everywhere, and unchanged when other sentences are added.
    """
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % KEPT_APART == 0


def _read(file: Path) -> Iterator[Example]:
    try:
        # The C reader: twenty thousand sentences take seconds with it and a minute without.
        for group in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            if group["intent"] not in INTENTS:
                raise ValueError(f"no such intent: {group['intent']}")
            for one in group["examples"]:
                yield _example(one, group["intent"], file.name)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        hint = "same form as data/nlu: intent, text, metadata with risk"
        raise HumiaoError("HM073", f"{file} is not a file of sentences ({error})", hint) from error


def _example(one: dict[str, object], intent: str, file: str) -> Example:
    beside = one["metadata"]
    if not isinstance(beside, dict):
        raise TypeError("metadata is no list of names and values")
    sender = str(beside.get("sender", ""))
    return Example(str(one["text"]).strip(), intent, RiskLevel(beside["risk"]), sender and str(Sender(sender)), file)
