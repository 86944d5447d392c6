"""The directory at the desk: what is due comes first, and every change is seen and in the trail."""

from __future__ import annotations

import io
from datetime import timedelta

import httpx
import openpyxl
import pytest

from humiao.settings import ROOT
from knowledge.desk.numbers import directory, listed, stock_numbers
from knowledge.desk.numbers_excel import COLUMNS
from knowledge.desk.version import version
from knowledge.directory import Directory
from tests.console.conftest import TODAY, Console, Seat

PAGE = "/knowledge/directory"
ROW = {
    "number": "0731-85012345",
    "name": "星城区未保中心",
    "duty": "民政",
    "role": "没人管的孩子",
    "hours": "工作日",
    "area": "430181",
    "verified_from": "打电话核实",
}


@pytest.fixture
def mei(editing: Console) -> Seat:
    with editing.store.session() as work:
        stock_numbers(work.db, Directory.load(ROOT / "data" / "contacts.yml"))
        work.commit()
    return editing.seat("mei")


def ids(console: Console) -> dict[str, int]:
    with console.store.session(reading=True) as work:
        return {row.number: row.id for row in listed(work.db)}


def upload(seat: Seat, path: str, data: bytes, name: str = "a.xlsx", csrf: str | None = None) -> httpx.Response:
    return seat.http.post(path, data={"csrf": seat.csrf if csrf is None else csrf}, files={"file": (name, data)})


def test_the_page_lists_every_number_with_its_area(editing: Console, mei: Seat) -> None:
    mei.post(f"{PAGE}/save", **ROW)
    page = mei.get(PAGE).text
    assert "<caption>全国</caption>" in page
    assert "<caption>湖南 · 县（区） 430181</caption>" in page
    assert "星城区未保中心" in page
    assert ("directory:added", f"number/{ids(editing)[ROW['number']]}") in editing.trail("mei")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"area": "430181"}, {"110", ROW["number"]}),
        ({"area": "43"}, {"110", ROW["number"]}),
        ({"area": "1101"}, {"110"}),
        ({"duty": "民政"}, {ROW["number"]}),
        ({"duty": "-"}, {"110"}),
        ({"q": "未保"}, {ROW["number"]}),
        ({"q": "没有这样的"}, set()),
    ],
)
def test_the_filter_shows_what_is_valid_there(mei: Seat, query: dict[str, str], shown: set[str]) -> None:
    mei.post(f"{PAGE}/save", **ROW)
    page = mei.get(PAGE, **query).text
    for number in ("110", ROW["number"]):
        assert (f'<th scope="row">{number}</th>' in page) is (number in shown), number


def test_what_expired_is_on_top_and_verifying_it_brings_it_back(editing: Console, mei: Seat) -> None:
    editing.store.clock.forward(timedelta(days=200))  # type: ignore[attr-defined]
    mei = editing.seat("mei")
    page = mei.get(PAGE).text
    assert "已过期，不再显示" in page
    on = TODAY + timedelta(days=200)
    with editing.store.session(reading=True) as work:
        assert not directory(work.db).numbers(["110"], on=on)

    answer = mei.post(f"{PAGE}/verify", id=str(ids(editing)["110"]), verified_from="打过了")

    assert answer.status_code == 200
    with editing.store.session(reading=True) as work:
        (number,) = directory(work.db).numbers(["110"], on=on)
    assert (number.verified_at, number.verified_from) == (on, "打过了")


def test_a_row_is_changed_through_the_form_that_shows_it(editing: Console, mei: Seat) -> None:
    mei.post(f"{PAGE}/save", **ROW)
    id = str(ids(editing)[ROW["number"]])
    assert 'value="星城区未保中心"' in mei.get(PAGE, edit=id).text
    before = _version(editing)

    mei.post(f"{PAGE}/save", **{**ROW, "id": id, "hours": "24小时"})

    assert "24小时" in mei.get(PAGE, q="星城").text
    assert _version(editing) == before + 1


def test_a_wrong_row_is_refused_with_what_was_typed(mei: Seat) -> None:
    answer = mei.http.post(f"{PAGE}/save", data={"csrf": mei.csrf, **ROW, "area": "43", "expires_at": "明天"})
    assert answer.status_code == 400
    assert "有效至日期要写成" in answer.text
    answer = mei.http.post(f"{PAGE}/save", data={"csrf": mei.csrf, **ROW, "area": "43"})
    assert "地区代码是6位" in answer.text
    assert 'value="星城区未保中心"' in answer.text


def test_a_row_that_was_removed_is_gone(editing: Console, mei: Seat) -> None:
    mei.post(f"{PAGE}/remove", id=str(ids(editing)["12345"]))
    assert "12345" not in ids(editing)
    assert mei.post(f"{PAGE}/remove", id="999").status_code == 404


@pytest.mark.parametrize("id", ["", "x", "-1", "٣", "9" * 30, "0"])
def test_no_id_is_a_fault(mei: Seat, id: str) -> None:
    assert mei.get(PAGE, edit=id).status_code in (200, 404)
    for act in ("verify", "remove"):
        assert mei.post(f"{PAGE}/{act}", id=id, verified_from="x").status_code == 404


def test_the_sheet_goes_out_and_comes_in_again(editing: Console, mei: Seat) -> None:
    answer = mei.get("/knowledge/directory.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="directory.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    book["名录"].append([{**ROW, "verified_at": TODAY, "expires_at": None}[field] for field in COLUMNS])
    out = io.BytesIO()
    book.save(out)

    said = upload(mei, f"{PAGE}/import", out.getvalue()).text

    assert "新增 1 行，更新 0 行，9 行没有变化" in said
    assert ROW["number"] in ids(editing)
    assert ("directory:imported", "directory") in editing.trail("mei")


def test_a_bad_sheet_changes_nothing_and_says_where(editing: Console, mei: Seat) -> None:
    before = _version(editing)
    book = openpyxl.load_workbook(io.BytesIO(mei.get("/knowledge/directory.xlsx").content))
    book["名录"]["A2"] = "打110"
    out = io.BytesIO()
    book.save(out)

    answer = upload(mei, f"{PAGE}/import", out.getvalue())

    assert answer.status_code == 400
    assert "名录 第2行" in answer.text
    assert _version(editing) == before
    assert upload(mei, f"{PAGE}/import", b"nothing").status_code == 400


def test_a_file_without_the_token_or_too_large_is_not_read(mei: Seat) -> None:
    assert upload(mei, f"{PAGE}/import", b"PK", csrf="wrong").status_code == 403
    assert upload(mei, f"{PAGE}/import", b"PK" + b"\0" * (5 * 1024 * 1024)).status_code == 413
    broken = mei.http.post(
        f"{PAGE}/import", content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert broken.status_code == 403


def _version(console: Console) -> int:
    with console.store.session(reading=True) as work:
        return version(work.db)
