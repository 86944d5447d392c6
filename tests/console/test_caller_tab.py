"""One caller in one view over HTTP: suggestions, merge and undo, flags; answers and canned replies beside the reply."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.callers.marks import remember
from cases.tables import AuditEvent
from cases.tickets import by_number
from cases.words import Outcome, TicketStatus
from console.canned import by_situation, load_canned
from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel
from knowledge.prose import load_phrases
from tests.console.conftest import Console, Seat

STORY = "老师您好，我们宿舍有三个同学天天让我给她们打水洗衣服，不做就不让我睡觉"


def called(seat: Seat, key: str, words: str = STORY, **fields: str) -> str:
    answer = seat.post("/intake", key=key, channel="phone", words=words, **fields)
    return str(answer.json()["to"].rsplit("/", 1)[1])


def chat(console: Console) -> str:
    """A case that came by itself and was compared by the duty."""
    number = console.case(STORY, RiskLevel.YELLOW)
    with console.store.session() as work:
        remember(work, by_number(work, number))
        work.commit()
    return number


def test_a_duplicate_is_suggested_merged_and_undone(console: Console, lin: Seat) -> None:
    first, second = chat(console), called(lin, "b")
    page = lin.get(f"/cases/{second}", tab="caller").text
    assert "可能是同一位来访者" in page and first in page and "开头的话一字不差" in page

    wrong = lin.post(f"/cases/{second}/merge", other=first, into="here")
    assert (wrong.status_code, "没有人回" in wrong.json()["problem"]) == (409, True)
    assert lin.post(f"/cases/{second}/merge", other=first, into="other", reason="同一个孩子").status_code == 200
    assert console.ticket(second).outcome is Outcome.MERGED
    assert first in lin.get(f"/cases/{second}").text
    page = lin.get(f"/cases/{first}", tab="caller").text
    assert "撤销合并" in page and f"并入 {first}" in page

    assert lin.post(f"/cases/{first}/unmerge", other=second).status_code == 200
    assert console.ticket(second).status is TicketStatus.CLAIMED
    assert "可能是同一位来访者" in lin.get(f"/cases/{first}", tab="caller").text


def test_a_merge_with_a_case_out_of_reach_is_like_one_with_none(console: Console, lin: Seat) -> None:
    number = called(lin, "a")
    for other in ("HM000000-0000", ""):
        assert lin.post(f"/cases/{number}/merge", other=other).status_code == 404
    assert lin.post(f"/cases/{number}/unmerge", other=number).status_code == 404


def test_a_flag_is_put_and_lifted(console: Console, lin: Seat) -> None:
    number = called(lin, "a")
    assert lin.post(f"/cases/{number}/flag", kind="harassing", days="7", reason="连续辱骂").status_code == 200
    page = lin.get(f"/cases/{number}", tab="caller").text
    assert "恶意骚扰" in page and "连续辱骂" in page
    flag = page.split('name="flag" value="')[1].split('"')[0]
    assert lin.post(f"/cases/{number}/unflag", flag=flag).status_code == 200
    for fields in ({"days": "0"}, {"days": "x"}, {"kind": "x"}):
        refused = lin.post(f"/cases/{number}/flag", **{"kind": "frequent", "days": "3", "reason": "多", **fields})
        assert refused.status_code == 409


def test_answers_for_the_case_and_for_a_question(console: Console, lin: Seat) -> None:
    number = console.case()
    tab = lin.get(f"/cases/{number}", tab="knowledge").text
    assert "常用语" in tab and "你现在安全吗" in tab

    found = lin.post(f"/cases/{number}/knowledge", q="食堂饭菜吃坏肚子怎么办").json()["html"]
    assert "食" in found and "放进回复" in found and "法律依据" in found
    without_script = lin.http.post(f"/cases/{number}/knowledge", data={"csrf": lin.csrf, "q": "被狗咬了"})
    assert "狗" in without_script.text and number in without_script.text
    assert lin.post("/cases/HM000000-0000/knowledge", q="x").status_code == 404


def test_no_word_of_a_question_reaches_the_trail(console: Console, lin: Seat) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/knowledge", q="小雨被狗咬了")
    with console.store.session(reading=True) as work:
        assert not [row for row in work.db.query(AuditEvent) if "小雨" in str(row.detail)]


def test_the_canned_replies_keep_the_rules_of_the_answers() -> None:
    replies = load_canned(ROOT / "data" / "desk" / "canned_replies.yml")
    phrases = load_phrases(ROOT / "data" / "forbidden_phrases.yml")

    assert len(replies) >= 40
    assert len(by_situation(replies)) >= 6
    said = [(one.id, phrase.reason) for one in replies for phrase in phrases if phrase.pattern.search(one.said)]
    assert said == []
    assert all(len(one.said) <= 120 for one in replies)


@pytest.mark.parametrize(
    "text",
    [
        "replies: [{id: a, situation: b, for: '', said: c}, {id: a, situation: b, for: '', said: c}]",
        "replies: [{id: a, situation: b, for: nobody, said: c}]",
        "replies: [{id: a, situation: b, for: '', said: ''}]",
        "replies: [{id: a}]",
        "{}",
    ],
)
def test_a_broken_file_of_canned_replies_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "canned.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(HumiaoError, match="HM125"):
        load_canned(file)
