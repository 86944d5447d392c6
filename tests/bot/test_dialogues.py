"""The conversations of tests/dialogues, with the real rules, knowledge and NLU server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import App, build
from cases.store import Store
from humiao.privacy import MasterKey
from humiao.settings import Settings
from nlu.client import NluClient
from tests.caller import Caller

FOLDER = Path(__file__).parent.parent / "dialogues"
DIALOGUES = [dialogue for file in sorted(FOLDER.glob("*.yml")) for dialogue in yaml.safe_load(file.read_text("utf-8"))]


@pytest.fixture
def app(
    settings: Settings, kit: Any, nlu_server: NluClient, master: MasterKey, migrated_sqlite: Path, tmp_path: Path
) -> App:
    import shutil

    shutil.copy(migrated_sqlite, tmp_path / "humiao.db")
    store = Store(settings.database_url, master)
    return build(settings, store=store, kit=kit, understand=nlu_server.parse, master=master)


@pytest.mark.rasa
@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda d: d["name"])
def test_the_conversation_goes_as_written(dialogue: dict[str, Any], caller: Caller) -> None:
    for turn in dialogue["turns"]:
        said = "\n".join(caller.writes(turn["caller"]))
        where = f"after {turn['caller']!r}: {said!r}"
        if "level" in turn:
            assert str(caller.judged()[-1].level) == turn["level"], where
        for words in [*turn.get("says", []), *([turn["cites"]] if "cites" in turn else [])]:
            assert words in said, where
        assert not [words for words in turn.get("silent", []) if words in said], where
        _check_ticket(turn.get("ticket"), caller, where)


def _check_ticket(wanted: str | None, caller: Caller, where: str) -> None:
    if wanted in (None, "none_or_any"):
        return
    ticket = caller.ticket()
    found = "none" if ticket is None else str(ticket.level)
    assert found == wanted, where
