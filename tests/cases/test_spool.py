"""What is written while the database is down waits on disk and comes in once, in order."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import stat
import time
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy import select

from cases.contacts import find_contact, find_conversation
from cases.errors import StoreDown
from cases.intake import receive
from cases.spool import Spool
from cases.store import Store
from cases.tables import Attachment
from cases.transcript import attachment, messages_after
from humiao.message import Channel, Inbound, MessageKind, Upload
from humiao.privacy import MasterKey

SENT = datetime(2026, 11, 21, 1, 29, tzinfo=timezone.utc)


def inbound(key: str, text: str = "") -> Inbound:
    return Inbound(Channel.TELEGRAM, "4711", key, SENT, text or f"第{key}句")


def texts(store: Store) -> list[str]:
    with store.session(reading=True) as work:
        contact = find_contact(work, Channel.TELEGRAM, "4711")
        conversation = contact and find_conversation(work, contact)
        return [turn.text for turn in messages_after(work, conversation, 0, 99)] if conversation else []


@pytest.fixture
def spool(tmp_path: Path, master: MasterKey) -> Spool:
    return Spool(tmp_path / "spool", master)


def files(spool: Spool) -> list[Path]:
    return sorted(spool.folder.glob("*.sealed"))


def test_messages_come_in_in_the_order_they_were_written(spool: Spool, store: Store) -> None:
    for key in "12345":
        spool.put(inbound(key))
    assert spool.waiting() == 5

    assert spool.replay(store) == 5

    assert texts(store) == ["第1句", "第2句", "第3句", "第4句", "第5句"]
    assert spool.waiting() == 0
    assert spool.replay(store) == 0


def test_the_order_holds_when_the_clock_is_set_back(
    spool: Spool, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.put(inbound("1"))
    monkeypatch.setattr(time, "time_ns", lambda: 5)
    spool.put(inbound("2"))

    spool.replay(store)

    assert texts(store) == ["第1句", "第2句"]


def test_everything_about_a_message_survives_the_spool(spool: Spool, store: Store) -> None:
    photo = Upload("伤.jpg", "image/jpeg", bytes(range(256)))
    spool.put(inbound("1", "看"))
    spool.put(replace(inbound("1/2", "看看"), replaces="1", kind=MessageKind.PHOTO, upload=photo))

    spool.replay(store)

    with store.session() as work:
        info, content = attachment(work, work.db.scalars(select(Attachment.id)).one())
        assert (info.name, info.media_type, content) == ("伤.jpg", "image/jpeg", photo.content)
    assert texts(store) == ["看看"]


def test_nothing_can_be_read_from_the_folder(spool: Spool) -> None:
    spool.put(inbound("1", "爸爸又打我了"))

    [file] = files(spool)
    content = file.read_bytes()
    assert "爸爸又打我了".encode() not in content and b"4711" not in content
    assert json.dumps("爸爸又打我了").strip('"').encode() not in content
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700


def test_put_returns_only_when_file_and_folder_are_on_disk(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def remember(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        synced.append("folder" if path == spool.folder else path.suffix)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", remember)
    spool.put(inbound("1"))

    assert synced == [".tmp", "folder"]


def test_a_database_that_is_down_leaves_everything_where_it_is(
    spool: Spool, store: Store, tmp_path: Path, master: MasterKey
) -> None:
    spool.put(inbound("1"))
    spool.put(inbound("2"))

    with pytest.raises(StoreDown):
        spool.replay(Store(f"sqlite:///{tmp_path / 'without-tables.db'}", master))

    assert (spool.waiting(), spool.broken()) == (2, 0)
    assert spool.replay(store) == 2


def test_a_crash_between_commit_and_removal_does_not_double(spool: Spool, store: Store, tmp_path: Path) -> None:
    for key in "123":
        spool.put(inbound(key))
    as_before = tmp_path / "as-before"
    shutil.copytree(spool.folder, as_before)
    spool.replay(store)
    shutil.copytree(as_before, spool.folder, dirs_exist_ok=True)

    assert spool.replay(store) == 3

    assert texts(store) == ["第1句", "第2句", "第3句"]


def die_at_third_removal(folder: Path, url: str, master: MasterKey) -> None:
    removed = []

    class Doomed(Spool):
        def _replay_one(self, file: Path, store: Store) -> int:
            if len(removed) == 2:
                with store.session() as work:
                    receive(work, self._open(file))
                    work.commit()
                os._exit(9)  # the power fails: committed, but the file is still there
            removed.append(file)
            return super()._replay_one(file, store)

    Doomed(folder, master).replay(Store(url, master))


def test_a_process_killed_in_the_middle_of_a_replay_loses_and_doubles_nothing(
    spool: Spool, store: Store, store_url: str, master: MasterKey
) -> None:
    for key in "12345":
        spool.put(inbound(key))
    process = multiprocessing.get_context("spawn").Process(
        target=die_at_third_removal, args=(spool.folder, store_url, master)
    )
    process.start()
    process.join(60)

    assert process.exitcode == 9
    assert texts(store) == ["第1句", "第2句", "第3句"]
    assert spool.replay(store) == 3
    assert texts(store) == ["第1句", "第2句", "第3句", "第4句", "第5句"]


def test_a_message_that_also_arrived_directly_counts_once(spool: Spool, store: Store) -> None:
    spool.put(inbound("1"))
    with store.session() as work:
        receive(work, inbound("1"))
        work.commit()

    spool.replay(store)

    assert texts(store) == ["第1句"]


@pytest.mark.parametrize("damage", ["cut", "altered", "renamed"])
def test_a_broken_file_is_set_aside_and_stops_nobody(spool: Spool, store: Store, damage: str) -> None:
    for key in "123":
        spool.put(inbound(key))
    second = files(spool)[1]
    content = second.read_bytes()
    if damage == "cut":
        second.write_bytes(content[:30])
    elif damage == "altered":
        second.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    else:
        second.rename(second.with_name(second.name.replace("-", "-0")[:-8] + ".sealed"))
        files(spool)[1].rename(second.with_name(second.name[:21] + "00000000.sealed"))

    assert spool.replay(store) == 2

    assert texts(store) == ["第1句", "第3句"]
    assert (spool.waiting(), spool.broken()) == (0, 1)


def test_a_message_that_the_store_refuses_is_set_aside(spool: Spool, store: Store) -> None:
    spool.put(replace(inbound("1"), sent_at=datetime(2026, 11, 21)))  # no time zone
    spool.put(inbound("2"))

    assert spool.replay(store) == 1
    assert (texts(store), spool.broken()) == (["第2句"], 1)


def test_an_unfinished_file_of_a_crash_is_not_taken_for_a_message(spool: Spool, store: Store) -> None:
    spool.put(inbound("1"))
    unfinished = spool.folder / "00000000000000000001-00000000.sealed.tmp"
    unfinished.write_bytes(b"half")
    spool.put(inbound("2"))

    assert spool.replay(store) == 2
    assert spool.broken() == 0 and not unfinished.exists()


def test_a_full_disk_is_said_aloud(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        spool.put(inbound("1"))
    assert spool.waiting() == 0
