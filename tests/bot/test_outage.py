"""When the store is down nothing is lost and nothing false is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.worker import one_round
from cases.errors import StoreDown
from tests.caller import Caller


@pytest.fixture
def broken(app: App, tmp_path: Path) -> Path:
    """The store's file moved away and a folder put in its place: every access fails."""
    app.store.close()
    for part in tmp_path.glob("humiao.db*"):
        part.rename(part.with_name("away-" + part.name))
    (tmp_path / "humiao.db").mkdir()
    return tmp_path


def mend(folder: Path) -> None:
    (folder / "humiao.db").rmdir()
    for part in folder.glob("away-*"):
        part.rename(part.with_name(part.name.removeprefix("away-")))


def test_a_message_is_spooled_and_the_text_claims_nobody_was_told(app: App, broken: Path) -> None:
    from humiao.clock import now
    from humiao.message import Channel, Inbound

    taken = app.intake.receive(Inbound(Channel.WEB, "someone", "k1", now(), "他拿刀在门口"))

    assert taken.kept
    assert taken.emergency is not None
    assert "110" in taken.emergency.text
    assert "已经通知" not in taken.emergency.text
    assert app.spool.waiting() == 1
    spooled = b"".join(file.read_bytes() for file in (broken / "spool").iterdir() if file.is_file())
    assert "刀".encode() not in spooled


def test_the_spool_is_replayed_in_order_and_answered_once_the_store_is_back(app: App, broken: Path) -> None:
    from humiao.clock import now
    from humiao.message import Channel, Inbound

    caller = Caller(app)
    for number, text in enumerate(["你好", "他拿刀在门口"]):
        app.intake.receive(Inbound(Channel.WEB, caller.sender, f"k{number}", now(), text))
    with pytest.raises(StoreDown):
        one_round(app)
    mend(broken)

    one_round(app)
    app.intake.answer(caller.turns() and _conversation_id(caller))

    said = [turn.text for turn in caller.turns() if turn.author == "caller"]
    assert said == ["你好", "他拿刀在门口"]
    assert caller.ticket() is not None


def test_with_neither_store_nor_disk_the_channel_is_not_told_that_it_was_received(app: App, broken: Path) -> None:
    from humiao.clock import now
    from humiao.message import Channel, Inbound

    (broken / "spool").rename(broken / "spool-away") if (broken / "spool").exists() else None
    (broken / "spool").write_text("a file where the folder should be")

    taken = app.intake.receive(Inbound(Channel.WEB, "someone", "k1", now(), "救我"))

    assert not taken.kept
    assert taken.emergency is not None


def _conversation_id(caller: Caller) -> str:
    from cases.contacts import find_contact, find_conversation

    with caller.app.store.session(reading=True) as work:
        contact = find_contact(work, caller.channel, caller.sender)
        assert contact is not None
        found = find_conversation(work, contact)
        assert found is not None
        return found.id
