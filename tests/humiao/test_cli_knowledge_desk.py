"""The commands of the editor's desk: answers out and in, gaps, and the directory."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner, Result

from cases import operators
from cases.gaps import GapKind, note
from cases.intake import receive
from cases.store import Store
from cases.tables import AuditEvent
from cases.words import Role
from humiao.cli import app
from humiao.errors import HumiaoError
from humiao.message import Channel, Inbound
from humiao.privacy import create_master_key, master_key
from humiao.settings import ROOT, read_settings
from knowledge.desk.content import stored
from knowledge.desk.exchange import latest
from knowledge.desk.exchange_yaml import write_folder
from knowledge.desk.numbers import listed, stock_numbers
from knowledge.desk.numbers_excel import as_sheet
from knowledge.directory import Directory

CONTENT = {
    **stored(yaml.safe_load((ROOT / "data" / "knowledge" / "self_defence.yml").read_text(encoding="utf-8"))),
    "related": [],
}


class Desk:
    def __init__(self, store: Store) -> None:
        self.store = store

    def type(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["kb", *words], env={"COLUMNS": "300"})

    def drafts(self) -> list[tuple[str, str, int]]:
        with self.store.session(reading=True) as work:
            return [(id, row.author, row.number) for id, row in latest(work.db).items()]

    def trail(self) -> list[tuple[str, str, str]]:
        with self.store.session(reading=True) as work:
            return [(event.actor, event.action, event.subject) for event in work.db.query(AuditEvent)]


@pytest.fixture
def desk(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    var = tmp_path / "var"
    var.mkdir()
    monkeypatch.setenv("HUMIAO_VAR", str(var))
    shutil.copy(migrated_sqlite, var / "humiao.db")
    create_master_key(var / "master.key")
    store = Store(f"sqlite:///{var / 'humiao.db'}", master_key(read_settings({"HUMIAO_VAR": str(var)})))
    with store.session() as work:
        operators.add(work, "mei", "梅编辑", Role.EDITOR, "correct horse battery")
        operators.add(work, "lin", "林老师", Role.OPERATOR, "correct horse battery")
        work.commit()
    return Desk(store)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "in", [CONTENT])
    return tmp_path / "in"


def test_a_folder_comes_in_as_drafts_of_whoever_is_named(desk: Desk, folder: Path) -> None:
    done = desk.type("import", str(folder), "--as-operator", "mei")
    assert done.exit_code == 0, done.output
    [(id, author, number)] = desk.drafts()
    assert (id, number) == ("self_defence", 1)
    assert (author, "knowledge:imported", "entry/self_defence") in desk.trail()

    again = desk.type("import", str(folder / "self_defence.yml"))
    assert "0 are drafts now" in again.output
    assert "1 are as they were" in again.output


def test_a_dry_run_keeps_nothing(desk: Desk, folder: Path) -> None:
    done = desk.type("import", str(folder), "--dry-run")
    assert "new: self_defence" in done.output
    assert desk.drafts() == []
    assert not [row for row in desk.trail() if row[1].startswith("knowledge")]


def test_what_goes_out_comes_in_as_nothing_both_ways(desk: Desk, folder: Path, tmp_path: Path) -> None:
    desk.type("import", str(folder))
    for target in (tmp_path / "out", tmp_path / "out.xlsx"):
        assert "1 answers" in desk.type("export", str(target), "--newest").output
        assert "1 are as they were" in desk.type("import", str(target)).output
    assert "0 answers" in desk.type("export", str(tmp_path / "served")).output


def test_every_problem_is_printed_and_nothing_comes_in(desk: Desk, folder: Path) -> None:
    file = folder / "self_defence.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("floor: none", "floor: purple").replace("[]", "nothing"), encoding="utf-8")
    (folder / "broken.yml").write_text("id: [", encoding="utf-8")

    done = desk.type("import", str(folder))

    assert isinstance(done.exception, HumiaoError)
    assert done.exception.id == "HM084"
    for part in ("broken.yml 第1行", "self_defence.yml 第4行 floor"):
        assert part in done.output
    assert desk.drafts() == []


@pytest.mark.parametrize(("name", "id"), [("nobody", "HM103"), ("lin", "HM108")])
def test_only_somebody_who_writes_answers_can_be_named(desk: Desk, folder: Path, name: str, id: str) -> None:
    done = desk.type("import", str(folder), "--as-operator", name)
    assert isinstance(done.exception, HumiaoError)
    assert done.exception.id == id
    assert desk.drafts() == []


@pytest.mark.parametrize("command", [("import",), ("directory", "--import")])
def test_a_file_that_is_no_workbook_has_an_id(desk: Desk, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"nothing")
    done = desk.type(*command, str(tmp_path / "bad.xlsx"))
    assert isinstance(done.exception, HumiaoError)
    assert done.exception.id == "HM085"


def test_gaps_are_printed_masked_and_the_look_is_in_the_trail(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("humiao.cli.lists.answers", lambda settings, store: NoAnswers())
    with desk.store.session() as work:
        message = receive(work, Inbound(Channel.WEB, "c", "k", work.clock(), "我叫李梓涵，想参军")).message
        note(work, message, GapKind.NO_ANSWER, topic=None, entry_id=None)
        work.commit()

    done = desk.type("gaps")

    assert done.exit_code == 0, done.output
    assert "我叫【姓名】，想参军" in done.output
    assert "李梓涵" not in done.output
    assert ("cli", "gaps:read", "gaps") in desk.trail()


class NoAnswers:
    """Answers without a sentence model: the real index takes seconds to make."""

    entries = ()

    def find(self, question: str, **rest: object) -> None:
        raise AssertionError


def test_the_directory_is_listed_and_taken_in(desk: Desk, tmp_path: Path) -> None:
    with desk.store.session() as work:
        stock_numbers(work.db, Directory.load(ROOT / "data" / "contacts.yml"))
        data = as_sheet(listed(work.db))
        work.commit()
    assert "12355" in desk.type("directory").output
    assert "12355" not in desk.type("directory", "--expired").output
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["名录"]["E2"] = "整天"
    book.save(tmp_path / "numbers.xlsx")

    done = desk.type("directory", "--import", str(tmp_path / "numbers.xlsx"))

    assert "0 new, 1 changed, 8 as they were" in done.output
    assert "整天" in done.output
    assert ("cli", "directory:imported", "directory") in desk.trail()

    book["名录"]["A3"] = "x"
    book.save(tmp_path / "numbers.xlsx")
    failed = desk.type("directory", "--import", str(tmp_path / "numbers.xlsx"))
    assert isinstance(failed.exception, HumiaoError)
    assert failed.exception.id == "HM084"
    assert "名录 第3行" in failed.output
