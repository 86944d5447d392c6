"""The real statutes, the real entries and the real sentence model, opened once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.senses import load_senses
from humiao.settings import ROOT
from knowledge.directory import Directory
from knowledge.entries import Entry, load_entries
from knowledge.search import KnowledgeSearch
from knowledge.statutes import Statutes

TODAY = date(2026, 11, 21)

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def statutes() -> Statutes:
    return Statutes.open()


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.load(ROOT / "data" / "contacts.yml")


@pytest.fixture(scope="session")
def entries(statutes: Statutes) -> dict[str, Entry]:
    return {entry.id: entry for entry in load_entries(ROOT / "data" / "knowledge", statutes, TODAY)}


@pytest.fixture(scope="session")
def search(entries: dict[str, Entry], statutes: Statutes) -> KnowledgeSearch:
    """With the vectors that the program itself keeps: the very first run makes them, for about a minute."""
    senses = load_senses(ROOT / "var" / "vectors")
    return KnowledgeSearch(tuple(entries.values()), senses.meaning, statutes, topics=senses.topics)


@pytest.fixture
def folder_with(tmp_path: Path) -> Callable[..., Path]:
    """A data folder with one real entry (self_defence) that a test has edited."""

    def make(edit: Edit, name: str = "self_defence") -> Path:
        folder = tmp_path / "knowledge"
        folder.mkdir()
        shutil.copy(ROOT / "data" / "forbidden_phrases.yml", tmp_path)
        data = yaml.safe_load((ROOT / "data" / "knowledge" / "self_defence.yml").read_text(encoding="utf-8"))
        data["related"] = []
        edit(data)
        (folder / f"{name}.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        return folder

    return make
