"""The editor's desk over HTTP: writing, judging, taking back, and two who write at once."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from console.entry_preview import card
from knowledge.check import FEWEST_QUESTIONS
from knowledge.desk.tables import State
from knowledge.desk.workflow import history
from knowledge.statutes import Statutes
from tests.console.conftest import TODAY, Console, Seat, token_in

QUESTIONS = "\n".join(
    (
        "宿舍老停水怎么办",
        "宿舍没热水能投诉吗",
        "寝室断水三天了",
        "住校洗不了澡找谁",
        "宿舍停水学校不管",
        "水房坏了没人修",
        "寝室停水几天学校该管吗",
        "宿舍断水能不能找教育局",
        "宿管不修水管",
    )
)
FIELDS = {
    "parent": "0",
    "title": "宿舍停水没人修怎么办",
    "topic": "school_injury",
    "floor": "none",
    "review_by": "2027-05-21",
    "questions": QUESTIONS,
    "child": "先告诉宿管老师或班主任。\n没人修，请家里人打12345。",
    "adult": "学校应当保障住校学生的基本生活条件（《未成年人保护法》第三十五条）。",
    "steps": "拍下照片\n找宿管报修\n打12345反映",
    "law.0": "未成年人保护法",
    "article.0": "35条",
    "anchor.0": "保障未成年人在校、在园期间的人身和财产安全",
    "contact.12345": "1",
    "never": "叫孩子自己修",
    "why": "新写",
}


def form_of(page: str) -> dict[str, str]:
    """The fields of the entry's form as a browser would send them."""
    form = page[page.index('id="entry"') : page.index('class="savebar"')]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.S)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in found and (found.get("type") != "checkbox" or "checked" in tag):
            fields[found["name"]] = unescape(found.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        fields[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        fields[name] = re.search(r'value="([^"]*)" selected', options)[1]  # type: ignore[index]
    return fields


def send(seat: Seat, path: str, **fields: str) -> httpx.Response:
    """As a browser without a script posts: a page comes back."""
    return seat.http.post(path, data={"csrf": seat.csrf, **fields}, follow_redirects=True)


def revisions(console: Console, entry: str) -> list[Any]:
    with console.store.session(reading=True) as work:
        return history(work.db, entry)


@pytest.fixture
def mei(editing: Console) -> Seat:
    return editing.seat("mei")


@pytest.fixture
def xu(editing: Console) -> Seat:
    return editing.seat("xu")


def write(seat: Seat, act: str = "submit", **changes: str) -> httpx.Response:
    return send(seat, f"/knowledge/new/{act}", **{**FIELDS, "id": "dorm_water", **changes})


def publish(seat: Seat, entry: str, number: int, on: str = TODAY.isoformat()) -> httpx.Response:
    return send(seat, f"/knowledge/e/{entry}/approve", number=str(number), publish_on=on, confirmed="1")


ASKED = "宿舍没热水能投诉吗"


def answered(console: Console) -> bool:
    """Whether the new answer is given to its question."""
    found = console.kit.knowledge.find(ASKED)
    return found.answered and found.hits[0].entry.id == "dorm_water"


def eventually(console: Console, wanted: bool, seconds: float = 2.0) -> None:
    """Promised: within two seconds, without a restart."""
    until = monotonic() + seconds
    while answered(console) is not wanted:
        assert monotonic() < until, f"two seconds later: {not wanted}"
        sleep(0.05)


def test_from_a_draft_to_an_answer_and_out_of_use_again(editing: Console, mei: Seat, xu: Seat) -> None:
    assert "已提交" in write(mei).text
    assert not answered(editing)

    shown = send(xu, "/knowledge/e/dorm_water/approve", number="1", publish_on=TODAY.isoformat())
    assert "哪些问题会换答案" in shown.text
    assert "宿舍没热水能投诉吗" in shown.text
    assert revisions(editing, "dorm_water")[0].state == State.SUBMITTED

    assert "已批准" in publish(xu, "dorm_water", 1).text
    eventually(editing, True)

    send(xu, "/knowledge/e/dorm_water/retire", reason="写得不好", retire_on=TODAY.isoformat())
    eventually(editing, False)
    assert [act for act, subject in editing.trail("xu") if subject == "entry/dorm_water"] == [
        "knowledge:approved",
        "knowledge:retired",
    ]


def test_the_number_and_the_name_of_a_law_are_put_in_full(editing: Console, mei: Seat) -> None:
    write(mei, "save")

    cited = revisions(editing, "dorm_water")[0].content["citations"]

    assert cited[0]["law"] == "中华人民共和国未成年人保护法"
    assert cited[0]["article"] == "第三十五条"


def test_nobody_approves_their_own_text(editing: Console, xu: Seat) -> None:
    write(xu)

    assert "另一个人来审" in xu.get("/knowledge/e/dorm_water").text
    refused = publish(xu, "dorm_water", 1)

    assert refused.status_code == 409
    assert "另一个人来审" in refused.text
    assert revisions(editing, "dorm_water")[0].state == State.SUBMITTED


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"article.0": "第九百条"}, "不存在"),
        ({"law.0": "中华人民共和国婚姻法"}, "不存在"),
        ({"anchor.0": "这句话条文里没有"}, "没有这句原话"),
        ({"adult": "依据《未成年人保护法》第三十九条办理。"}, "没有引用"),
        ({"child": "放心，我们保证保密。"}, "不许用的说法"),
        ({"questions": "停水怎么办"}, f"至少要写 {FEWEST_QUESTIONS} 种问法"),
        ({"review_by": "2026-11-21"}, "已到"),
        ({"steps": ""}, "还没有写步骤"),
        ({"related": "no_such_entry"}, "不存在"),
    ],
)
def test_a_faulty_text_is_kept_as_a_draft_and_not_submitted(
    editing: Console, mei: Seat, changes: dict[str, str], sentence: str
) -> None:
    answer = write(mei, **changes)

    assert answer.status_code == 409
    assert "已存为草稿，但还不能提交" in answer.text
    assert sentence in answer.text
    assert revisions(editing, "dorm_water")[0].state == State.DRAFT


def test_the_text_of_every_cited_article_stands_beside_it_with_the_proof_marked(mei: Seat) -> None:
    page = mei.get("/knowledge/e/self_defence").text

    assert page.count('class="law-text"') == len(re.findall(r'name="law\.\d+" value="中', page)) >= 4
    assert "<mark>属于正当防卫，不负刑事责任</mark>" in page
    assert "起有效" in page


@pytest.mark.parametrize(
    ("number", "on", "sentence"),
    [
        ("第一百四十四条", date(2025, 12, 31), "还没有施行，2026-01-01 起有效"),
        ("第一百四十四条", date(2026, 1, 1), "起有效"),
        ("第九百条", date(2026, 1, 1), "没有这一条"),
    ],
)
def test_an_article_says_from_when_it_may_be_cited(statutes: Statutes, number: str, on: date, sentence: str) -> None:
    row = {"law": "中华人民共和国治安管理处罚法", "article": number, "anchor": ""}

    assert sentence in card(statutes, row, on).state


def test_an_article_that_was_repealed_is_named_so(statutes: Statutes) -> None:
    ended = (versions[-1] for law in statutes.law_names() if (versions := statutes.versions(law)))
    law = next(one.law for one in ended if one.until <= TODAY)

    assert "已经失效" in card(statutes, {"law": law, "article": "第一条", "anchor": ""}, TODAY).state


def test_two_who_write_at_once_lose_nothing(editing: Console, mei: Seat) -> None:
    luo = editing.seat("luo")
    first, second = form_of(mei.get("/knowledge/e/dog_bite").text), form_of(luo.get("/knowledge/e/dog_bite").text)
    send(luo, "/knowledge/e/dog_bite/save", **{**second, "title": "罗的标题"})

    clash = send(mei, "/knowledge/e/dog_bite/save", **{**first, "title": "梅的标题", "why": "改标题"})

    assert clash.status_code == 409
    assert "罗编辑 在您写的时候存了第 2 版" in clash.text
    assert "<del>" in clash.text
    assert "<ins>" in clash.text
    mine = form_of(clash.text)
    assert (mine["title"], mine["parent"], mine["why"]) == ("梅的标题", "2", "改标题")
    assert revisions(editing, "dog_bite")[0].content["title"] == "罗的标题"

    send(mei, "/knowledge/e/dog_bite/save", **mine)

    assert [row.content["title"] for row in revisions(editing, "dog_bite")][:2] == ["梅的标题", "罗的标题"]


def test_saving_what_was_not_changed_makes_no_revision(editing: Console, mei: Seat) -> None:
    for entry in ("dog_bite", "self_defence", "bullying_dorm"):
        answer = send(mei, f"/knowledge/e/{entry}/save", **form_of(mei.get(f"/knowledge/e/{entry}").text))

        assert "没有改动" in answer.text
        assert len(revisions(editing, entry)) == 1


def test_an_unchanged_answer_may_be_submitted_again_for_another_reading(editing: Console, mei: Seat) -> None:
    fields = form_of(mei.get("/knowledge/e/dog_bite").text)
    send(mei, "/knowledge/e/dog_bite/submit", **{**fields, "why": "法条改了，读过仍然对"})
    again = form_of(mei.get("/knowledge/e/dog_bite").text)

    assert "已提交" in send(mei, "/knowledge/e/dog_bite/submit", **again).text
    assert [row.state for row in revisions(editing, "dog_bite")] == [State.SUBMITTED, State.APPROVED]


def test_a_text_is_sent_back_with_the_reason(editing: Console, mei: Seat, xu: Seat) -> None:
    write(mei)
    assert send(xu, "/knowledge/e/dorm_water/return", number="1", reason=" ").status_code == 400

    send(xu, "/knowledge/e/dorm_water/return", number="1", reason="第二段没有条件")

    assert "许审稿 退回了这一稿：第二段没有条件" in mei.get("/knowledge/e/dorm_water").text


def test_an_answer_for_a_later_day_is_not_given_before(editing: Console, mei: Seat, xu: Seat) -> None:
    write(mei)
    publish(xu, "dorm_water", 1, on="2026-12-01")

    assert "已批准 · 2026-12-01 起" in mei.get("/knowledge").text
    assert not answered(editing)
    assert publish(xu, "dorm_water", 1, on="2020-01-01").status_code == 400


def test_an_older_text_comes_back_as_a_draft(editing: Console, mei: Seat) -> None:
    fields = form_of(mei.get("/knowledge/e/dog_bite").text)
    send(mei, "/knowledge/e/dog_bite/save", **{**fields, "title": "狗咬了人", "why": "短一点"})
    page = mei.get("/knowledge/e/dog_bite/history").text
    assert "短一点" in page
    assert "随程序" in page

    diff = mei.get("/knowledge/e/dog_bite/diff", **{"from": 1, "to": 2}).text
    assert "<del>" in diff

    send(mei, "/knowledge/e/dog_bite/restore", number="1", parent="2")

    rows = revisions(editing, "dog_bite")
    assert (rows[0].state, rows[0].content["title"]) == (State.DRAFT, rows[2].content["title"])


def test_what_was_typed_is_escaped_in_every_page(editing: Console, mei: Seat) -> None:
    bad = "<script>alert(1)</script>"
    write(mei, "save", title=bad, child=bad, questions=bad, why=bad)
    send(mei, "/knowledge/e/dorm_water/save", **{**FIELDS, "parent": "1", "child": bad * 2})

    for path in ("", "/e/dorm_water", "/e/dorm_water/history", "/e/dorm_water/diff?from=1&to=2"):
        assert bad not in mei.get(f"/knowledge{path}").text


def test_the_list_finds_filters_and_shows_what_is_due(editing: Console, mei: Seat, xu: Seat) -> None:
    write(mei)

    assert "遇到" not in mei.get("/knowledge", q="停水").text.split("<tbody>")[1]
    assert "dorm_water" in mei.get("/knowledge", q="停水").text
    assert "dorm_water" in xu.get("/knowledge", stage="mine").text
    assert "dorm_water" not in mei.get("/knowledge", stage="mine").text
    assert "没有符合条件的答案" in mei.get("/knowledge", q="没有这样的词").text


def test_an_operator_reads_and_does_not_write(editing: Console) -> None:
    lin = editing.seat("lin")

    page = lin.get("/knowledge/e/dog_bite").text

    assert "给孩子" in page
    assert "<textarea" not in page
    assert lin.get("/knowledge/new").status_code == 404


def test_the_preview_says_what_a_child_will_read_and_what_is_wrong(mei: Seat) -> None:
    answer = mei.post("/knowledge/new/preview", **{**FIELDS, "child": "可以向人民法院提起诉讼，追究监护人。"})

    html = answer.json()["html"]
    assert "法律依据：《未成年人保护法》第三十五条" in html
    assert "孩子可能不懂“诉讼”" in html
    assert "孩子可能不懂“监护人”" in html


def test_a_question_is_tried_with_the_draft_in_it(mei: Seat) -> None:
    tried = mei.post("/knowledge/new/try", **FIELDS, try_question="宿舍停水三天没热水能投诉不").json()["html"]

    assert "宿舍停水没人修怎么办" in tried
    assert "这一稿" in tried
    assert "因为问法" in tried


def test_which_answers_would_change_is_said_before_anything_is_saved(editing: Console, mei: Seat) -> None:
    found = mei.post("/knowledge/new/regression", **FIELDS).json()["html"]

    assert "宿舍没热水能投诉吗" in found
    assert "变好" in found
    with pytest.raises(IndexError):
        revisions(editing, "dorm_water")[0]


def test_articles_are_found_by_name_and_by_matter(mei: Seat) -> None:
    by_name = mei.http.get("/knowledge/articles", params={"q": "未保法39条"}, headers={"X-Console": "1"}).json()
    by_matter = mei.get("/knowledge/articles", q="学校不管欺凌").text

    assert [(one["law"], one["article"]) for one in by_name["articles"]] == [
        ("中华人民共和国未成年人保护法", "第三十九条")
    ]
    assert "欺凌" in by_matter


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": "Bad Id"}, "编号用小写英文"),
        ({"id": "dog_bite"}, "已经有一条答案"),
        ({"review_by": "soon"}, "复核期限要写成"),
        ({"topic": "space_travel"}, "主题"),
        ({"title": "长" * 90}, "最多 80 字"),
        ({"why": "长" * 401}, "最多 400 字"),
    ],
)
def test_a_form_that_cannot_be_read_comes_back_as_it_was_typed(
    mei: Seat, fields: dict[str, str], sentence: str
) -> None:
    answer = write(mei, "save", **fields)

    assert answer.status_code == 400
    assert sentence in answer.text
    assert form_of(answer.text)["child"].splitlines() == FIELDS["child"].splitlines()


def test_an_entry_without_a_name_gets_one(editing: Console, mei: Seat) -> None:
    write(mei, "save", id="")

    assert revisions(editing, "entry_20261121_1")[0].content["title"] == FIELDS["title"]
    assert token_in(mei.get("/knowledge/e/entry_20261121_1").text) == mei.csrf
