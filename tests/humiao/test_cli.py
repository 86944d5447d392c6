"""The command line: every mistake is one sentence with an id, and nothing a command does stops the desk."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from sqlalchemy import delete
from starlette.requests import Request
from typer.testing import CliRunner, Result

from cases import operators, second_factor
from cases.errors import AlreadyClaimed, SignInFailed, StoreDown
from cases.intake import receive
from cases.search.tables import SearchIndex
from cases.store import Store
from cases.tables import Conversation
from cases.tickets import open_ticket
from humiao.assessment import Assessment
from humiao.cli import app, told
from humiao.cli import web as web_side
from humiao.cli.room import check_port, check_room
from humiao.errors import HumiaoError
from humiao.logs import _KindOnly
from humiao.message import Channel, Inbound
from humiao.privacy import create_master_key, master_key
from humiao.settings import ROOT, Settings, read_settings
from humiao.vocabulary import RiskLevel


class Desk:
    """A migrated store in a var folder, and commands typed against it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.store = Store(f"sqlite:///{var / 'humiao.db'}", master_key(read_settings({"HUMIAO_VAR": str(var)})))

    def type(self, *words: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(app, list(words), input=answer, env={"COLUMNS": "200"})

    def ticket(self) -> str:
        """The number of a child's ticket that may be erased."""
        with self.store.session() as work:
            received = receive(work, Inbound(Channel.WEB, "child", "k1", work.clock(), "我想咨询"))
            received.message.processed_at = work.clock()
            ticket = open_ticket(work, received.conversation, Assessment(RiskLevel.BLUE))
            work.commit()
        return ticket.number


@pytest.fixture
def desk(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("HUMIAO_VAR", str(tmp_path))
    shutil.copy(migrated_sqlite, tmp_path / "humiao.db")
    create_master_key(tmp_path / "master.key")
    return Desk(tmp_path)


def from_a_shell(var: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUMIAO_")}
    environ = {**kept, "HUMIAO_VAR": str(var), **settings}
    return subprocess.run(
        [sys.executable, "-m", "humiao", *words], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_name_that_looks_like_markup_is_shown_as_it_is(desk: Desk) -> None:
    assert "x[/]  password: " in desk.type("operator", "add", "x[/]").stdout
    listed = desk.type("operator", "list")

    assert (listed.exit_code, "x[/]" in listed.stdout) == (0, True)


@pytest.mark.parametrize("name", ["lin", "x" * 81, " "])
def test_a_name_that_cannot_be_added_is_one_sentence(desk: Desk, name: str) -> None:
    desk.type("operator", "add", "lin")

    refused = desk.type("operator", "add", name).exception
    assert isinstance(refused, HumiaoError)
    assert refused.id == "HM110"


def test_a_new_password_unlocks_and_the_old_one_is_over(desk: Desk) -> None:
    old = desk.type("operator", "add", "lin").stdout.split()[2]
    for _ in range(5):
        with desk.store.session() as work, pytest.raises(SignInFailed):
            operators.authenticate(work, "lin", "wrong")

    new = desk.type("operator", "password", "LIN").stdout.split()[2]

    with desk.store.session() as work:
        assert operators.authenticate(work, "lin", new).name == "lin"
    with desk.store.session() as work, pytest.raises(SignInFailed):
        operators.authenticate(work, "lin", old)


def test_a_lost_phone_is_forgotten(desk: Desk) -> None:
    desk.type("operator", "add", "lin")
    with desk.store.session() as work:
        secret, _ = second_factor.begin(work, operators.by_name(work, "lin"))
        work.commit()

    assert "at the next sign-in" in desk.type("operator", "totp-reset", "lin").stdout

    with desk.store.session() as work:
        assert second_factor.begin(work, operators.by_name(work, "lin"))[0] != secret


def test_nobody_and_a_closed_account_get_no_password(desk: Desk) -> None:
    desk.type("operator", "add", "lin")
    desk.type("operator", "disable", "lin")

    for name, id in (("lin", "HM111"), ("nobody", "HM103")):
        refused = desk.type("operator", "password", name).exception
        assert isinstance(refused, HumiaoError)
        assert refused.id == id


def test_the_desk_works_on_while_somebody_is_asked_whether_to_erase(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, written = desk.ticket(), []

    def confirm(question: str) -> bool:
        written.append(desk.store.writable())
        return True

    monkeypatch.setattr(typer, "confirm", confirm)
    assert desk.type("erase", number).exit_code == 0

    assert written == [True]
    with desk.store.session(reading=True) as work:
        assert [one.key_wrapped for one in work.db.query(Conversation)] == [None]


def test_no_is_taken_for_an_answer(desk: Desk) -> None:
    number = desk.ticket()

    assert desk.type("erase", number, answer="n\n").exit_code == 1

    with desk.store.session(reading=True) as work:
        assert work.db.query(Conversation).one().key_wrapped is not None


class Parts:
    """What /readyz looks at."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.settings = read_settings({})
        self.spool = self
        self.kept = 0

    def waiting(self) -> int:
        return self.kept

    def nlu_alive(self) -> bool:
        return False


def test_ready_means_that_messages_are_stored_and_none_waits(desk: Desk) -> None:
    parts = Parts(desk.store)
    answer = web_side._readyz(parts)  # type: ignore[arg-type]

    def ask() -> tuple[int, dict[str, bool]]:
        said = answer(Request({"type": "http"}))
        return said.status_code, json.loads(bytes(said.body))

    assert ask() == (200, {"ready": True, "store": True, "writes": True, "spool": True, "nlu": False})
    parts.kept = 1
    assert ask()[0] == 503
    parts.kept = 0
    with desk.store.session() as work:
        work.db.query(Conversation).all()
        assert ask() == (503, {"ready": False, "store": True, "writes": False, "spool": True, "nlu": False})


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreDown("OperationalError"), "HM107 the case store does not answer (OperationalError)"),
        (AlreadyClaimed("林老师"), "HM108 this was refused: already claimed by 林老师"),
        (FileNotFoundError(2, "No such file", "/x"), "HM109 /x cannot be used (No such file)"),
    ],
)
def test_each_kind_of_error_becomes_a_sentence_with_a_hint(error: Exception, said: str) -> None:
    assert str(told(error)).startswith(f"{said} — hint: ")


def test_a_store_that_another_program_holds_is_one_sentence(desk: Desk) -> None:
    with desk.store.session() as work:
        work.db.query(Conversation).all()
        done = from_a_shell(desk.var, "operator", "add", "bai")

    assert (done.returncode, done.stderr[:5], done.stderr.count("\n")) == (1, "HM107", 1)


def test_a_postgresql_that_is_down_is_one_sentence(desk: Desk) -> None:
    for words in (("migrate",), ("operator", "list")):
        done = from_a_shell(desk.var, *words, HUMIAO_DATABASE="postgresql://nobody@127.0.0.1:1/none")
        assert (done.returncode, done.stderr[:5], done.stderr.count("\n")) == (1, "HM107", 1)


def test_a_var_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = from_a_shell(tmp_path / "file" / "var", "migrate")
    assert (done.returncode, done.stderr[:5], done.stderr.count("\n")) == (1, "HM032", 1)


def test_an_output_folder_that_is_not_there_is_said_before_measuring(desk: Desk) -> None:
    refused = desk.type("nlu", "evaluate", "--out", "/nonexist/x").exception

    assert isinstance(refused, HumiaoError)
    assert refused.id == "HM101"


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("DATABASE", "foo", "HM005"),
        ("DATABASE", "mysql://secret@db/x", "HM005"),
        ("PORT", "99999", "HM005"),
        ("PORT", "0", "HM005"),
        ("NLU_PORT", "many", "HM002"),
        ("SESSION_HOURS", "-1", "HM005"),
        ("LOG_LEVEL", "loud", "HM005"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, id: str) -> None:
    with pytest.raises(HumiaoError, match=f"{id} HUMIAO_{name} ") as refused:
        read_settings({f"HUMIAO_{name}": value})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("value", ["", "sqlite:////data/x.db", "postgresql+psycopg://desk@db/humiao"])
def test_the_databases_we_know_are_taken(value: str) -> None:
    assert read_settings({"HUMIAO_DATABASE": value, "HUMIAO_LOG_LEVEL": "INFO"})["database"] == value


def on(port: int, host: str = "127.0.0.1") -> Settings:
    return read_settings({"HUMIAO_PORT": str(port), "HUMIAO_HOST": host})


def test_a_taken_port_and_a_host_that_is_not_ours_are_told_apart() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HumiaoError, match="HM031"):
            check_port(on(port), "port", "127.0.0.1")
    for host in ("no.such.host.invalid", "192.0.2.1", "a..b"):
        with pytest.raises(HumiaoError, match="HM035"):
            check_room(on(port, host))


def test_of_a_librarys_error_only_the_kind_is_written() -> None:
    try:
        raise KeyError("我爸在砸门")
    except KeyError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception 砸门", None, sys.exc_info())

    assert _KindOnly("%(name)s %(levelname)s").format(record) == "uvicorn.error ERROR\nKeyError"


def test_search_is_brought_up_to_date_by_hand_and_again(desk: Desk) -> None:
    desk.ticket()
    with desk.store.session() as work:
        work.db.execute(delete(SearchIndex))
        work.commit()

    assert "1 conversations indexed" in desk.type("cases", "reindex").stdout
    assert "0 conversations indexed" in desk.type("cases", "reindex").stdout
