"""humiao figures: a report as a file, or one sentence why not."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from cases.store import Store
from cases.tables import AuditEvent, Operator
from cases.words import Role
from humiao.cli import app
from humiao.errors import HumiaoError
from humiao.privacy import master_key
from humiao.settings import read_settings
from tests.cases.figures.filling import Case, fill


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of its own with six cases in the first week of 2026."""
    monkeypatch.setenv("HUMIAO_VAR", str(tmp_path))
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    settings = read_settings()
    store = Store(settings.database_url, master_key(settings))
    with store.session() as work:
        at = datetime(2026, 1, 6, tzinfo=timezone.utc)
        lin = Operator(name="l", shown_as="林", role=Role.OPERATOR, password_hash="-", created_at=at, failures=0)
        work.db.add(lin)
        work.db.flush()
        fill(work, lin, [Case(at)] * 6)
        work.commit()
    return store


def test_a_report_is_written_and_noted_once_its_period_is_over(desk: Store, tmp_path: Path) -> None:
    out = tmp_path / "week.xlsx"

    result = CliRunner().invoke(app, ["figures", "--period", "2026-W02", "--out", str(out)])

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, f"{out} written")
    assert load_workbook(out)["新收·按级别"]["B3"].value == 6
    with desk.session(reading=True) as work:
        assert work.db.query(AuditEvent).filter_by(action="figures:exported", actor="cli").count() == 1
    assert _refused("2099-W02", out) == "HM168"


@pytest.mark.parametrize(
    ("period", "name", "id"),
    [("2026-W02", "week.doc", "HM166"), ("2026-13", "week.pdf", "HM167")],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, period: str, name: str, id: str) -> None:
    assert _refused(period, tmp_path / name) == id


def _refused(period: str, out: Path) -> str:
    result = CliRunner().invoke(app, ["figures", "--period", period, "--out", str(out)])
    assert isinstance(result.exception, HumiaoError)
    return result.exception.id
