"""Answers as a workbook in the console, and who may open the lists of the editor's desk."""

from __future__ import annotations

import io

import httpx
import openpyxl
import pytest

from cases.access import GRANTS, Permission
from cases.words import Role
from knowledge.desk.exchange import latest
from knowledge.desk.tables import Origin, State
from tests.console.conftest import STAFF, Console, Seat

ROUTES = (
    ("GET", "/knowledge/gaps"),
    ("POST", "/knowledge/gaps/draft"),
    ("POST", "/knowledge/gaps/dismiss"),
    ("GET", "/knowledge/directory"),
    ("GET", "/knowledge/directory.xlsx"),
    ("POST", "/knowledge/directory/save"),
    ("POST", "/knowledge/directory/verify"),
    ("POST", "/knowledge/directory/remove"),
    ("POST", "/knowledge/directory/import"),
    ("GET", "/knowledge/import"),
    ("POST", "/knowledge/import"),
    ("GET", "/knowledge/export.xlsx"),
)
PEOPLE = {role: name for name, _, role in reversed(STAFF)}


def edited(data: bytes, sheet: str, cell: str, value: object) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(seat: Seat, data: bytes) -> httpx.Response:
    return seat.http.post("/knowledge/import", data={"csrf": seat.csrf}, files={"file": ("a.xlsx", data)})


def numbers(console: Console) -> dict[str, int]:
    with console.store.session(reading=True) as work:
        return {id: row.number for id, row in latest(work.db).items()}


def test_a_workbook_that_was_not_changed_comes_in_as_nothing(editing: Console) -> None:
    mei = editing.seat("mei")
    answer = mei.get("/knowledge/export.xlsx")
    assert answer.headers["x-content-type-options"] == "nosniff"

    page = upload(mei, answer.content).text

    assert "导入了 0 篇草稿，6 篇没有变化" in page
    assert set(numbers(editing).values()) == {1}
    assert ("knowledge:exported", "knowledge") in editing.trail("mei")


def test_a_changed_answer_is_a_draft_of_whoever_sent_it(editing: Console) -> None:
    mei = editing.seat("mei")
    data = edited(mei.get("/knowledge/export.xlsx").content, "答案", "B2", "新的标题")

    assert "导入了 1 篇草稿" in upload(mei, data).text

    with editing.store.session(reading=True) as work:
        (draft,) = (row for row in latest(work.db).values() if row.number == 2)
    assert (draft.state, draft.origin, draft.author) == (State.DRAFT, Origin.IMPORTED, editing.operator_id("mei"))
    assert ("knowledge:imported", f"entry/{draft.entry_id}") in editing.trail("mei")


def test_with_problems_all_are_listed_and_nothing_comes_in(editing: Console) -> None:
    mei = editing.seat("mei")
    data = mei.get("/knowledge/export.xlsx").content
    data = edited(edited(data, "答案", "B2", "=1+1"), "引用", "C3", "第九千条")

    answer = upload(mei, data)

    assert answer.status_code == 400
    assert "什么都没有导入" in answer.text
    assert "答案 第2行 标题" in answer.text
    assert "第九千条" in answer.text
    assert set(numbers(editing).values()) == {1}


@pytest.mark.parametrize("data", [b"", b"nothing", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_workbook_is_said_so(editing: Console, data: bytes) -> None:
    answer = upload(editing.seat("mei"), data)
    assert answer.status_code == 400
    assert "文件" in answer.text


@pytest.mark.parametrize("role", list(Role))
def test_the_lists_exist_for_those_who_write_answers_only(editing: Console, role: Role) -> None:
    seat = editing.seat(PEOPLE[role])
    missing = seat.get("/no-such-page").content
    for method, path in ROUTES:
        fields = {"csrf": seat.csrf, "keys": "", "reason": "foreign"} if method == "POST" else None
        answer = seat.http.request(method, path, data=fields)
        hidden = (answer.status_code, answer.content) == (404, missing)
        if Permission.KNOWLEDGE_WRITE not in GRANTS[role]:
            assert hidden, (role, method, path)
        elif method == "GET":
            assert answer.status_code == 200, path
        assert answer.status_code < 500, path


def test_every_route_of_the_lists_is_in_the_table(editing: Console) -> None:
    mounted = next(route for route in editing.app.routes if getattr(route, "path", "") == "/console").app  # type: ignore[attr-defined]
    places = ("/knowledge/gaps", "/knowledge/directory", "/knowledge/import", "/knowledge/export")
    ours = {
        (method, route.path)
        for route in mounted.routes
        for method in route.methods - {"HEAD"}
        if route.path.startswith(places)
    }
    assert ours == set(ROUTES)


def test_a_stranger_sees_and_changes_nothing(editing: Console) -> None:
    with httpx.Client(base_url=f"{editing.url}/console") as stranger:
        for method, path in ROUTES:
            assert stranger.request(method, path).status_code == 303
