"""Backups: whole, signed, without the master key; a restored one is erased again."""

from __future__ import annotations

import base64
import io
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from cases import audit
from cases.backup import backup, restore
from cases.erase import request_erasure
from cases.erasures import ErasureLog
from cases.errors import Erased
from cases.intake import receive
from cases.replay import erase_listed
from cases.spool import Spool
from cases.store import Store
from cases.tables import AuditEvent, Conversation, Message
from cases.transcript import text_of
from humiao.errors import HumiaoError
from humiao.message import Channel, Inbound
from humiao.privacy import master_key
from humiao.settings import Settings, read_settings

SAID = "我不想回家"


class Office:
    """One machine: settings, a store in its var folder, and a shelf for backups elsewhere."""

    def __init__(self, folder: Path, secret: bytes, clock: Any) -> None:
        self.var, self.shelf, self.clock = folder / "var", folder / "shelf", clock
        self.shelf.mkdir(parents=True)
        self.settings: Settings = read_settings(
            {"HUMIAO_VAR": str(self.var), "HUMIAO_MASTER_KEY": base64.b64encode(secret).decode()}
        )
        self.store = Store(self.settings.database_url, master_key(self.settings), clock)

    def write(self, text: str = SAID, key: str = "m1") -> str:
        with self.store.session() as work:
            conversation = receive(work, self.inbound(text, key)).conversation
            audit.append(work, "bot", "message:received", f"conversation/{conversation.id}")
            work.commit()
        return conversation.id

    def inbound(self, text: str, key: str) -> Inbound:
        return Inbound(Channel.WEB, "child", key, self.clock(), text)

    def erase(self, conversation_id: str) -> None:
        with self.store.session() as work:
            request_erasure(work, work.db.get_one(Conversation, conversation_id))
            work.commit()

    def texts(self) -> list[str]:
        with self.store.session(reading=True) as work:
            return [text_of(work, message) for message in work.db.scalars(select(Message).order_by(Message.seq))]

    def backup(self, name: str = "one.tar") -> Path:
        return backup(self.settings, self.shelf / name, self.clock)

    def lose(self) -> None:
        """The disk dies: the var folder is gone, the shelf is not."""
        self.store.close()
        for file in sorted(self.var.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()

    def restore(self, source: Path, **more: Any) -> Any:
        self.store.close()
        return restore(self.settings, source, clock=self.clock, **more)


@pytest.fixture
def office(tmp_path: Path, held_clock: Any) -> Iterator[Office]:
    made = Office(tmp_path, os.urandom(32), held_clock)
    made.store.migrate()
    yield made
    made.store.close()


def test_a_lost_disk_is_restored_with_every_word(office: Office) -> None:
    office.write()
    file = office.backup()
    office.lose()

    done = office.restore(file)

    assert office.texts() == [SAID]
    assert (done.audit.ok, done.erased, done.replaced) == (True, 0, None)
    assert office.store.current()


def test_a_backup_holds_no_word_and_no_master_key(office: Office) -> None:
    office.write()
    secret = b"the key of this desk lies here, too"
    (office.var / "master.key").write_bytes(secret)

    content = office.backup().read_bytes()

    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        assert sorted(tar.getnames()) == ["humiao.db", "manifest.json"]
    assert secret not in content and SAID.encode() not in content


def test_only_its_owner_may_read_a_backup_and_nothing_else_stays_behind(office: Office) -> None:
    file = office.backup()

    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in office.shelf.iterdir()] == ["one.tar"]


def test_a_backup_is_made_while_the_store_is_written(office: Office) -> None:
    office.write()
    with office.store.session() as work:
        receive(work, office.inbound("没写完", "m2"))
        file = office.backup()
    office.lose()

    office.restore(file)

    assert office.texts() == [SAID]


def test_what_waits_in_the_spool_comes_back_too(office: Office) -> None:
    spool = Spool(office.var / "spool", master_key(office.settings))
    spool.put(office.inbound("还在等", "m2"))
    office.write()
    file = office.backup()
    office.lose()
    office.restore(file)

    assert spool.replay(office.store) == 1
    assert office.texts() == [SAID, "还在等"]


def test_a_conversation_erased_after_the_backup_is_erased_again(office: Office) -> None:
    conversation_id = office.write()
    file = office.backup()
    office.erase(conversation_id)

    done = office.restore(file, force=True)

    assert (done.erased, done.list_found) == (1, True)
    with pytest.raises(Erased):
        office.texts()
    with office.store.session(reading=True) as work:
        assert work.db.get_one(Conversation, conversation_id).key_wrapped is None
        assert audit.verify(work).ok


def test_the_list_beside_the_backups_survives_a_lost_disk(office: Office) -> None:
    conversation_id = office.write()
    old = office.backup("old.tar")
    office.erase(conversation_id)
    office.backup("new.tar")
    office.lose()

    assert office.restore(old).erased == 1


def test_an_erasure_missing_from_the_list_is_found_in_the_store_that_is_replaced(office: Office) -> None:
    conversation_id = office.write()
    file = office.backup()
    office.erase(conversation_id)
    (office.var / "erased.log").unlink()

    assert office.restore(file, force=True).erased == 1


def test_a_bad_line_in_the_list_is_skipped_with_a_warning(office: Office) -> None:
    conversation_id = office.write()
    file = office.backup()
    office.erase(conversation_id)
    listed = office.var / "erased.log"
    with listed.open("a", encoding="utf-8") as lines:
        lines.write(
            f"contacts/{conversation_id} 2026-99-99\ncontacts/{conversation_id} 2026-11-21T01:00:00\nrubbish 坏\n"
        )

    with capture_logs() as logged:
        done = office.restore(file, force=True)

    assert (done.erased, done.list_found) == (1, True)
    assert {"event": "erasures.lines-skipped", "file": "erased.log", "count": 3, "log_level": "warning"} in logged


def test_a_backup_into_a_missing_folder_is_one_sentence(office: Office) -> None:
    with pytest.raises(HumiaoError, match="HM101"):
        office.backup("nowhere/one.tar")


def test_without_any_list_the_person_restoring_is_told_so(office: Office) -> None:
    office.write()
    file = office.backup()
    office.lose()

    assert office.restore(file).list_found is False


def test_a_copy_put_back_by_hand_is_erased_again_at_the_next_start(office: Office) -> None:
    conversation_id = office.write()
    office.store.close()
    copy = (office.var / "humiao.db").read_bytes()
    office.erase(conversation_id)
    office.store.close()
    (office.var / "humiao.db").write_bytes(copy)

    assert erase_listed(office.store, ErasureLog(office.var / "erased.log").read()) == 1
    with pytest.raises(Erased):
        office.texts()


def test_a_store_with_something_in_it_is_not_replaced_unless_forced_and_then_kept_beside(office: Office) -> None:
    office.write()
    file = office.backup()
    office.write("后来写的", "m2")

    with pytest.raises(HumiaoError, match="HM057"):
        office.restore(file)
    assert office.texts() == [SAID, "后来写的"]
    done = office.restore(file, force=True)

    assert office.texts() == [SAID]
    with sqlite3.connect(done.replaced) as old:
        assert old.execute("SELECT count(*) FROM messages").fetchone() == (2,)
    old.close()


def test_an_empty_store_is_replaced_without_force(office: Office) -> None:
    office.write()
    file = office.backup()
    office.lose()
    office.store.migrate()

    office.restore(file)

    assert office.texts() == [SAID]


def test_a_store_in_use_is_not_replaced(office: Office) -> None:
    office.write()
    file = office.backup()
    with office.store.session(reading=True) as work:
        work.db.scalar(select(Message.id))
        with pytest.raises(HumiaoError, match="HM058"):
            restore(office.settings, file, force=True)
    assert office.texts() == [SAID]


def test_a_damaged_store_is_replaced_only_by_force(office: Office) -> None:
    office.write()
    file = office.backup()
    office.store.close()
    (office.var / "humiao.db").write_bytes(b"not a database at all " * 500)

    with pytest.raises(HumiaoError, match="HM057"):
        office.restore(file)
    with pytest.raises(HumiaoError, match="HM055"):
        office.backup("two.tar")
    office.restore(file, force=True)
    assert office.texts() == [SAID]


@pytest.mark.parametrize("name", ["humiao.db", "manifest.json"])
def test_a_backup_with_one_wrong_bit_is_refused(office: Office, name: str) -> None:
    office.write()
    file = office.backup()
    with tarfile.open(file) as tar:
        member = tar.getmember(name)
    content = bytearray(file.read_bytes())
    content[member.offset_data + member.size // 2] ^= 1
    file.write_bytes(content)
    office.lose()

    with pytest.raises(HumiaoError, match=r"HM05[34]"):
        office.restore(file)
    assert not (office.var / "humiao.db").exists()


def test_half_a_backup_is_refused(office: Office) -> None:
    office.write()
    file = office.backup()
    file.write_bytes(file.read_bytes()[:9000])

    with pytest.raises(HumiaoError, match="HM053"):
        office.restore(file, force=True)
    assert office.texts() == [SAID]


def test_the_backup_of_another_desk_is_refused(office: Office, tmp_path: Path, held_clock: Any) -> None:
    office.write()
    other = Office(tmp_path / "other", os.urandom(32), held_clock)

    with pytest.raises(HumiaoError, match="HM054"):
        other.restore(office.backup())


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "spool/../../out", "master.key"])
def test_a_tar_with_names_of_its_own_writes_nothing(office: Office, name: str, tmp_path: Path) -> None:
    file = office.shelf / "evil.tar"
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))

    with pytest.raises(HumiaoError, match="HM053"):
        office.restore(file)
    assert not list(tmp_path.rglob("out*"))


def test_a_backup_with_a_broken_trail_is_restored_only_by_force(office: Office) -> None:
    office.write()
    with office.store.session() as work:
        work.db.get_one(AuditEvent, 1).actor = "nobody"
        work.commit()
    file = office.backup()
    office.lose()

    with pytest.raises(HumiaoError, match="HM059"):
        office.restore(file)
    assert office.restore(file, force=True).audit.first_bad == 1


def test_a_backup_does_not_overwrite_another(office: Office) -> None:
    office.backup()

    with pytest.raises(HumiaoError, match="HM052"):
        office.backup()


def test_in_a_folder_a_backup_gets_a_name_of_its_own(office: Office) -> None:
    assert backup(office.settings, office.shelf, office.clock).name == "humiao-20261121T013000Z.tar"


def test_what_cannot_be_backed_up_is_said_with_a_hint(office: Office) -> None:
    postgres = read_settings({"HUMIAO_DATABASE": "postgresql://db/humiao", "HUMIAO_MASTER_KEY": "x"})
    with pytest.raises(HumiaoError, match=r"HM051.*pg_dump"):
        backup(postgres, office.shelf)
    with pytest.raises(HumiaoError, match="HM051"):
        restore(postgres, office.shelf / "one.tar")
    office.lose()
    with pytest.raises(HumiaoError, match="HM056"):
        office.backup()
