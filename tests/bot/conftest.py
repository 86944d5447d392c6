"""A caller's side over a real store, with the real rules and knowledge and a fake classifier."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.turn import Kit
from bot.app import App, build, build_kit
from cases.store import Store
from humiao.privacy import MasterKey
from humiao.settings import Settings, read_settings
from tests.caller import Caller
from tests.fakes import FakeNlu


@pytest.fixture(scope="session")
def kit() -> Kit:
    """The real content; loading it once is enough."""
    # The vectors of the answers take a minute to make: those of the installation are used.
    return build_kit(read_settings({}))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"HUMIAO_VAR": str(tmp_path)})


@pytest.fixture
def nlu() -> FakeNlu:
    return FakeNlu()


@pytest.fixture
def app(
    settings: Settings, kit: Kit, nlu: FakeNlu, master: MasterKey, migrated_sqlite: Path, tmp_path: Path
) -> Iterator[App]:
    shutil.copy(migrated_sqlite, tmp_path / "humiao.db")
    store = Store(settings.database_url, master)
    yield build(settings, store=store, kit=kit, understand=nlu.parse, master=master)
    store.close()


@pytest.fixture
def caller(app: App) -> Caller:
    return Caller(app)
