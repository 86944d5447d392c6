"""Answers out and in again: exactly the same, or every problem named and nothing kept."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from cases.store import Work
from humiao.settings import ROOT
from knowledge.desk import exchange_sheets
from knowledge.desk.content import stored
from knowledge.desk.exchange import Incoming, Plan, carry_out, latest, outgoing, plan
from knowledge.desk.exchange_excel import as_workbook, read_workbook
from knowledge.desk.exchange_sheets import Trouble, Unreadable
from knowledge.desk.exchange_yaml import as_yaml, read_files, write_folder
from knowledge.desk.gap_drafts import draft_for
from knowledge.desk.served import served_revisions
from knowledge.desk.stock import stock
from knowledge.desk.tables import Origin, State
from knowledge.desk.workflow import approve, save, submit
from knowledge.prose import load_phrases
from knowledge.statutes import Statutes
from tests.knowledge.desk.conftest import ANNA, REN, TODAY

FOLDER = ROOT / "data" / "knowledge"
PHRASES = load_phrases(ROOT / "data" / "forbidden_phrases.yml")
NAMES = ("self_defence", "adoption", "runaway")


def read(name: str) -> dict[str, Any]:
    return {**stored(yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))), "related": []}


SHIPPED = {name: read(name) for name in NAMES}

Content = dict[str, Any]


@pytest.fixture
def stocked(work: Work, statutes: Statutes, tmp_path: Path) -> Work:
    """The store with three answers of the program."""
    folder = tmp_path / "knowledge"
    write_folder(folder, list(SHIPPED.values()))
    shutil.copy(ROOT / "data" / "forbidden_phrases.yml", tmp_path)
    stock(work.db, folder, statutes, at=work.clock(), on=TODAY)
    return work


def planned(work: Work, coming: list[Incoming], statutes: Statutes) -> Plan:
    return plan(work.db, coming, statutes, PHRASES, TODAY)


def from_workbook(data: bytes) -> list[Incoming]:
    coming, troubles = read_workbook(data, "test.xlsx")
    assert troubles == []
    return coming


def edited(data: bytes, sheet: str, cell: str, value: object) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def every() -> dict[str, Content]:
    """All the answers of the program."""
    return {file.stem: stored(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in FOLDER.glob("*.yml")}


def test_every_shipped_answer_comes_back_exactly_from_a_file(tmp_path: Path, every: dict[str, Content]) -> None:
    write_folder(tmp_path, list(every.values()))
    coming, troubles = read_files(tmp_path)
    assert troubles == []
    assert {one.id: one.content for one in coming} == every


def test_every_shipped_answer_comes_back_exactly_from_a_workbook(every: dict[str, Content]) -> None:
    coming = from_workbook(as_workbook(list(every.values())))
    assert {one.id: one.content for one in coming} == every


def test_a_file_looks_like_those_that_people_write() -> None:
    text = (FOLDER / "self_defence.yml").read_text(encoding="utf-8")
    assert as_yaml(stored(yaml.safe_load(text))) == text


def test_what_went_out_unchanged_comes_in_as_nothing(stocked: Work, statutes: Statutes) -> None:
    contents = outgoing(stocked.db, TODAY)
    found = planned(stocked, from_workbook(as_workbook(contents)), statutes)
    assert (found.changes, found.troubles) == ((), ())
    assert len(found.same) == len(contents) == len(SHIPPED)


def test_a_changed_answer_comes_in_as_a_draft_that_is_not_served(stocked: Work, statutes: Statutes) -> None:
    data = as_workbook([SHIPPED["self_defence"], SHIPPED["adoption"]])
    found = planned(stocked, from_workbook(edited(data, "答案", "B2", "还手以后算什么")), statutes)
    (draft,) = carry_out(stocked.db, found, by=ANNA, at=stocked.clock())

    assert (draft.entry_id, draft.number, draft.state, draft.origin) == (
        "self_defence",
        2,
        State.DRAFT,
        Origin.IMPORTED,
    )
    assert draft.author == ANNA.id
    assert found.same == ("adoption",)
    assert all(row.number == 1 for row in served_revisions(stocked.db, TODAY))


def test_an_imported_draft_goes_the_way_of_every_other(stocked: Work, statutes: Statutes) -> None:
    new = {**SHIPPED["self_defence"], "id": "fighting_back", "title": "打回去行不行"}
    found = planned(stocked, [Incoming("fighting_back", new, str)], statutes)
    carry_out(stocked.db, found, by=ANNA, at=stocked.clock())
    submit(stocked.db, "fighting_back", 1, [])
    approve(stocked.db, "fighting_back", 1, by=REN, at=stocked.clock(), publish_on=TODAY, cited={}, problems=[])

    (mine,) = [content for content in outgoing(stocked.db, TODAY) if content["id"] == "fighting_back"]
    assert (mine["author"], mine["reviewer"], mine["reviewed_at"]) == (ANNA.name, REN.name, TODAY.isoformat())
    assert planned(stocked, [Incoming("fighting_back", mine, str)], statutes).same == ("fighting_back",)


def test_every_problem_of_every_answer_is_listed_with_its_place_and_nothing_is_kept(
    stocked: Work, statutes: Statutes
) -> None:
    data = as_workbook([SHIPPED["self_defence"], SHIPPED["adoption"]])
    for sheet, cell, value in (
        ("答案", "C2", "no_such_topic"),
        ("答案", "O2", "明年"),
        ("答案", "K3", "绝对没事"),
        ("引用", "D6", "这句话不在条文里"),
    ):
        data = edited(data, sheet, cell, value)
    found = planned(stocked, from_workbook(data), statutes)

    said = "\n".join(map(str, found.troubles))
    assert "答案 第2行 主题" in said
    assert "答案 第2行 复审期限" in said
    assert "anchor" in said
    with pytest.raises(ValueError, match="troubles"):
        carry_out(stocked.db, found, by=ANNA, at=stocked.clock())
    assert {row.number for row in latest(stocked.db).values()} == {1}


def test_a_citation_of_nothing_is_found(stocked: Work, statutes: Statutes) -> None:
    data = edited(as_workbook([SHIPPED["self_defence"]]), "引用", "A2", "nobody")
    _, troubles = read_workbook(data, "x")
    assert [str(one) for one in troubles] == ["引用 第2行 编号：“答案”表里没有这个编号"]


def test_the_same_answer_twice_is_a_problem(stocked: Work, statutes: Statutes) -> None:
    one = Incoming("adoption", SHIPPED["adoption"], lambda key: f"a {key}")
    found = planned(stocked, [one, one], statutes)
    assert [str(trouble) for trouble in found.troubles] == ["a id：编号 adoption 出现了两次"]


@pytest.mark.parametrize("bad", ["../escape", "Big", "a", "x" * 90, "有中文"])
def test_a_name_that_no_entry_can_have_is_a_problem(work: Work, statutes: Statutes, bad: str) -> None:
    found = planned(work, [Incoming(bad, {**SHIPPED["adoption"], "id": bad, "related": []}, str)], statutes)
    assert any("编号" in trouble.what for trouble in found.troubles)


def test_problems_of_a_yaml_file_name_its_line(tmp_path: Path, work: Work, statutes: Statutes) -> None:
    text = as_yaml(SHIPPED["self_defence"]).replace("topic: physical_bullying", "topic: nothing_such")
    (tmp_path / "self_defence.yml").write_text(text.replace("floor: none", "floor: purple"), encoding="utf-8")
    coming, _ = read_files(tmp_path)

    said = [trouble.where for trouble in planned(work, coming, statutes).troubles]

    assert said == ["self_defence.yml 第3行 topic", "self_defence.yml 第4行 floor"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [", "第1行：不是完好的 YAML"),
        ("- a\n- b\n", "不是一篇答案"),
        ("id: other\n", "id 和文件名不一样"),
        ("1: 2\n", "不是一篇答案"),
        ("a: &a [x]\nb: *c\n", "不是完好的 YAML"),
        ("\x00", "读不出来"),
        ("id: " + "[" * 3000, "读不出来"),
    ],
)
def test_a_file_that_is_no_answer_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "one.yml").write_text(text, encoding="utf-8")
    coming, troubles = read_files(tmp_path)
    assert coming == []
    assert said in str(troubles[0])
    assert str(troubles[0]).startswith("one.yml")


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert read_files(tmp_path)[1] == [Trouble(tmp_path.name, "这里没有 .yml 文件")]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-号", "@all", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"])
def test_a_text_that_begins_like_a_formula_stays_text(text: str) -> None:
    data = as_workbook([{**SHIPPED["adoption"], "title": text}])

    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["答案"]["B2"].data_type == "s"
    assert book["答案"]["B2"].quotePrefix
    assert from_workbook(data)[0].content["title"] == text


@pytest.mark.parametrize(
    ("value", "said"), [("=1+1", "是公式"), ("#REF!", "是错误值"), (True, "是真假值"), (1.5, "是小数")]
)
def test_a_cell_of_the_wrong_kind_is_a_problem_with_its_place(value: object, said: str) -> None:
    data = edited(as_workbook([SHIPPED["adoption"]]), "答案", "B2", value)
    _, troubles = read_workbook(data, "x")
    assert [trouble.where for trouble in troubles] == ["答案 第2行 标题"]
    assert said in troubles[0].what


def test_a_number_typed_as_a_quantity_is_taken_as_text() -> None:
    data = edited(as_workbook([{**SHIPPED["adoption"], "contacts": ["110"]}]), "答案", "I2", 110)
    assert from_workbook(data)[0].content["contacts"] == ["110"]


def test_a_missing_sheet_or_column_is_said_by_name() -> None:
    data = as_workbook([SHIPPED["adoption"]])
    with pytest.raises(Unreadable, match="标题"):
        read_workbook(edited(data, "答案", "B1", "题目"), "x")
    book = openpyxl.load_workbook(io.BytesIO(data))
    del book["规定"]
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Unreadable, match="规定"):
        read_workbook(out.getvalue(), "x")


def test_a_file_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (exchange_sheets.UNPACKED + 1))
    assert len(out.getvalue()) < exchange_sheets.LARGEST
    monkeypatch.setattr(exchange_sheets, "load_workbook", None)
    with pytest.raises(Unreadable, match="展开后太大"):
        read_workbook(out.getvalue(), "x")


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(Unreadable, match="文件太大"):
        read_workbook(b"PK" + b"\0" * exchange_sheets.LARGEST, "x")


def test_a_text_that_no_cell_can_hold_stops_the_export() -> None:
    for title in ("a\x07b", "长" * 40_000):
        with pytest.raises(Unreadable):
            as_workbook([{**SHIPPED["adoption"], "title": title}])


def test_an_unfinished_draft_goes_out_and_comes_back_as_nothing(work: Work, statutes: Statutes) -> None:
    draft_for(work.db, 0, topic=None, by=ANNA, at=work.clock(), on=TODAY)
    coming = from_workbook(as_workbook(outgoing(work.db, TODAY, newest=True)))
    assert planned(work, coming, statutes).same == ("draft_20261121_1",)


def test_the_newest_text_goes_out_only_when_asked_for(stocked: Work) -> None:
    save(
        stocked.db,
        "adoption",
        {**SHIPPED["adoption"], "title": "稿"},
        parent=1,
        by=ANNA,
        at=stocked.clock(),
    )
    titles = {
        newest: {content["id"]: content["title"] for content in outgoing(stocked.db, TODAY, newest=newest)}
        for newest in (False, True)
    }
    assert titles[False]["adoption"] == SHIPPED["adoption"]["title"]
    assert titles[True]["adoption"] == "稿"
