"""An editor, a reviewer and another editor at a stocked desk, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from cases.store import Store, Work
from humiao.settings import ROOT
from knowledge.desk.content import stored
from knowledge.desk.workflow import Who
from knowledge.statutes import Statutes

TODAY = date(2026, 11, 21)
ANNA, REN, LUO = Who("op-anna", "安编辑"), Who("op-ren", "任律师"), Who("op-luo", "罗编辑")


@pytest.fixture
def work(store: Store) -> Iterator[Work]:
    with store.session() as work:
        yield work


@pytest.fixture
def content() -> dict[str, Any]:
    """The fields of a real answer, as the desk stores them."""
    return stored(yaml.safe_load((ROOT / "data" / "knowledge" / "self_defence.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def statutes() -> Statutes:
    return Statutes.open()
