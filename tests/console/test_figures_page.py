"""The report pages over HTTP: who sees what, and what a workbook and a PDF hold."""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone

import httpx
import pytest
from openpyxl import load_workbook

from cases import operators
from cases.figures.made import printed
from cases.figures.period import Period
from cases.tables import Ticket
from console.figures.ledger import as_csv
from humiao.vocabulary import RiskLevel, Topic
from tests.cases.figures.filling import Case, fill
from tests.console.conftest import Console

MONDAY = datetime(2026, 11, 9, 1, tzinfo=timezone.utc)
WEEK = "/figures/2026-W46"


@pytest.fixture
def counted(console: Console) -> Console:
    """A week with three red cases, nine yellow and twelve blue ones."""
    levels = [RiskLevel.RED] * 3 + [RiskLevel.YELLOW] * 9 + [RiskLevel.BLUE] * 12
    with console.store.session() as work:
        lin = operators.by_name(work, "lin")
        cases = [Case(MONDAY, level, [Topic.SCHOOL_RIGHTS]) for level in levels]
        fill(work, lin, [*cases, *(Case(MONDAY - timedelta(weeks=1), RiskLevel.BLUE) for _ in range(20))])
        work.commit()
    return console


def test_a_supervisor_sees_every_number_marked_as_internal(counted: Console) -> None:
    page = counted.seat("zhao").get("/figures", period="2026-W46").text

    assert "内部 · 不得外传" in page
    assert "其中红色</span><b>3</b>" in page
    assert "本期新收 24 件，比上周多 4 件（+20%），其中红色 3 件，占 12%。" in page
    assert ("figures:read", "report/2026-W46") in counted.trail("zhao")


def test_what_is_given_out_has_no_small_number_anywhere(counted: Console) -> None:
    page = counted.seat("zhao").get(WEEK).text

    assert "其中红色</span><b>&lt;5</b>" in page
    assert "占 12%" not in page
    assert "内部" not in page.split("</header>")[1].replace("看内部数字", "")


def test_an_auditor_sees_only_what_is_given_out_and_an_operator_nothing(counted: Console) -> None:
    guo = counted.seat("guo")

    assert "其中红色</span><b>&lt;5</b>" in guo.http.get("/figures?period=2026-W46", follow_redirects=True).text
    assert [counted.seat("lin").get(path).status_code for path in ("/figures", WEEK, f"{WEEK}/report.xlsx")] == [
        404
    ] * 3


def test_a_running_or_unknown_period_is_not_given_out(counted: Console) -> None:
    zhao = counted.seat("zhao")

    assert [zhao.get(f"/figures/{period}").status_code for period in ("2026-W47", "2026-13", "x")] == [404] * 3
    assert zhao.get("/figures", period="x").status_code == 200  # the running week


def test_the_workbook_holds_the_printed_figures_and_no_formula(counted: Console) -> None:
    answer = counted.seat("zhao").get(f"{WEEK}/report.xlsx")

    book = load_workbook(io.BytesIO(answer.content))
    levels = [[cell.value for cell in row] for row in book["新收·按级别"].iter_rows(min_row=2)]
    assert book["新收·按级别"].freeze_panes == "A2"
    assert levels == [
        ["红", "<5", 0, "—"],
        ["黄", "*", 0, "—"],
        ["蓝", 12, 20, "—"],
        ["无", 0, 0, "—"],
        ["合计", 24, 20, "—"],
    ]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert ("figures:exported", "report/2026-W46") in counted.trail("zhao")


def test_the_paper_is_a_pdf_with_the_charts(counted: Console) -> None:
    answer = counted.seat("zhao").get(f"{WEEK}/report.pdf")

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert len(answer.content) > 20_000


def test_a_made_report_is_new_until_it_is_opened(counted: Console) -> None:
    printed(counted.store, Period.parse("2026-W46"))
    zhao = counted.seat("zhao")

    assert "tag new" in zhao.get("/figures").text
    zhao.get(WEEK)

    made = zhao.get("/figures").text.partition("已定稿的报表")[2]
    assert "tag new" not in made.partition("2026-W46")[2].partition("</li>")[0]


def ledger(console: Console, name: str = "zhao", **fields: str) -> httpx.Response:
    return console.seat(name).post("/ledger/export", **{"first": "2026-11-09", "last": "2026-11-15", **fields})


def test_the_ledger_lists_each_case_without_a_word_of_anybody(counted: Console) -> None:
    number = counted.case("=1+1 我叫王小明")
    today = {"first": "2026-11-21", "last": "2026-11-21"}

    sheet = load_workbook(io.BytesIO(ledger(counted, **today).content))["台账"]
    text = ledger(counted, **today, format="csv").content.decode("utf-8-sig")

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[3], row[14]) for row in rows] == [(number, "红 · 紧急", "待接单", 0)]
    assert text.splitlines()[1].startswith(f"{number},2026-11-21 09:30,红 · 紧急,待接单,正在发生的人身危险,网页")
    assert "王小明" not in text
    assert counted.trail("zhao").count(("ledger:exported", "ledger")) == 2


def test_the_ledger_is_filtered_and_for_supervisors_only(counted: Console) -> None:
    sheet = load_workbook(io.BytesIO(ledger(counted, level="red").content))["台账"]

    assert sheet.max_row == 1 + 3
    assert [ledger(counted, name).status_code for name in ("lin", "guo", "mei")] == [404] * 3
    assert ledger(counted, first="2026-11-15", last="2026-11-09").status_code == 404
    assert ledger(counted, first="x").status_code == 404


def test_a_case_under_seal_is_in_no_ledger(counted: Console) -> None:
    with counted.store.session() as work:
        work.db.query(Ticket).filter_by(level=RiskLevel.RED).first().hidden_at = MONDAY
        work.commit()

    assert load_workbook(io.BytesIO(ledger(counted).content))["台账"].max_row == 1 + 23


def test_no_cell_of_the_text_file_is_a_formula() -> None:
    assert as_csv([("=cmd()", "+1", "@x", "-", 3)]).decode("utf-8-sig").splitlines()[1] == "'=cmd(),'+1,'@x,'-,3"
