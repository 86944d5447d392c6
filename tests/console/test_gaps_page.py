"""The gap list: masked, grouped, audited; a click makes a draft or takes a group off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cases.erase import erase_contact
from cases.gaps import Gap, GapKind, Settled, note
from cases.intake import receive
from cases.tables import AuditEvent
from humiao.message import Channel, Inbound
from humiao.vocabulary import Topic
from knowledge.desk.workflow import history
from tests.console.conftest import Console

PAGE = "/knowledge/gaps"


def asked(
    console: Console,
    text: str,
    key: str,
    kind: GapKind = GapKind.NO_ANSWER,
    *,
    entry_id: str | None = None,
    topic: Topic | None = None,
) -> str:
    with console.store.session() as work:
        message = receive(work, Inbound(Channel.WEB, key, key, work.clock(), text)).message
        note(work, message, kind, topic=topic, entry_id=entry_id)
        message.processed_at = work.clock()
        work.commit()
    return f"{message.id}:{kind}"


def settled(console: Console) -> dict[str, tuple[str | None, str | None]]:
    with console.store.session(reading=True) as work:
        return {f"{gap.message_id}:{gap.kind}": (gap.settled_as, gap.draft) for gap in work.db.query(Gap)}


def test_questions_are_read_masked_and_in_groups(editing: Console) -> None:
    asked(editing, "我叫李梓涵，学校强制买校服合法吗", "a", entry_id="dog_bite")
    asked(editing, "学校强制买校服合法不", "b", GapKind.ESCALATED)
    asked(editing, "当兵要什么条件，电话13812345678", "c")
    page = editing.seat("mei").get(PAGE).text

    assert "李梓涵" not in page
    assert "13812345678" not in page
    assert "我叫【姓名】，学校强制买校服合法吗" in page
    assert re.findall(r"<b>(\d+)</b> 次提问", page) == ["2", "1"]
    assert "转了人工" in page
    assert "/console/knowledge/e/dog_bite" in page


def test_reading_the_list_is_in_the_trail(editing: Console) -> None:
    editing.seat("mei").get(PAGE)
    assert editing.trail("mei")[-1] == ("gaps:read", "gaps")


def test_an_empty_list_says_so_and_shows_twelve_weeks(editing: Console) -> None:
    page = editing.seat("mei").get(PAGE).text
    assert "现在没有未处理的提问" in page
    assert page.count('class="gauge g0"') == 12


def test_the_highest_week_has_the_highest_bar(editing: Console) -> None:
    for number in range(3):
        asked(editing, f"没有答案的第{number}问", str(number))
    page = editing.seat("mei").get(PAGE).text
    assert page.count("gauge g20") == 1
    assert page.count("gauge g0") == 11


def test_a_click_makes_a_draft_with_the_masked_questions_beside_it(editing: Console) -> None:
    one = asked(editing, "我叫李梓涵，学校强制买校服合法吗", "a", topic=Topic.SCHOOL_RIGHTS)
    two = asked(editing, "学校强制买校服合法不", "b", GapKind.UNSURE)
    left = asked(editing, "当兵要什么条件", "c")
    mei = editing.seat("mei")

    answer = mei.http.post(f"{PAGE}/draft", data={"csrf": mei.csrf, "keys": f"{one},{two}"})

    name = "draft_20261121_1"
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/knowledge/e/{name}")
    page = mei.get(f"/knowledge/e/{name}").text
    assert "学校强制买校服合法不" in page
    assert "【姓名】" in page
    assert "李梓涵" not in page
    with editing.store.session(reading=True) as work:
        (draft,) = history(work.db, name)
    assert draft.content["questions"] == []
    assert draft.content["topic"] == Topic.SCHOOL_RIGHTS
    assert "校服" not in str(draft.content), "nothing that a caller wrote is copied: it would outlive an erasure"
    assert settled(editing) == {one: (Settled.DRAFTED, name), two: (Settled.DRAFTED, name), left: (None, None)}
    assert ("knowledge:drafted", f"entry/{name}") in editing.trail("mei")
    assert "校服" not in mei.get(PAGE).text


def test_the_next_draft_of_the_day_has_the_next_number(editing: Console) -> None:
    mei = editing.seat("mei")
    for number in (1, 2):
        key = asked(editing, f"问题{number}", str(number))
        location = mei.http.post(f"{PAGE}/draft", data={"csrf": mei.csrf, "keys": key}).headers["location"]
        assert location.endswith(f"draft_20261121_{number}")


def test_a_draft_is_made_of_a_question_once(editing: Console) -> None:
    key = asked(editing, "问题", "a")
    mei, luo = editing.seat("mei"), editing.seat("luo")
    mei.post(f"{PAGE}/draft", keys=key)
    assert luo.post(f"{PAGE}/draft", keys=key).status_code == 404


def test_questions_leave_the_list_with_a_reason_only(editing: Console) -> None:
    key = asked(editing, "今天天气怎么样", "a")
    mei = editing.seat("mei")
    for reason in ("", "because", "<script>"):
        assert mei.post(f"{PAGE}/dismiss", keys=key, reason=reason).status_code == 400
    assert mei.post(f"{PAGE}/dismiss", keys=key, reason="foreign").status_code == 200

    assert settled(editing)[key] == (Settled.DISMISSED, None)
    with editing.store.session(reading=True) as work:
        last = work.db.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
        assert last is not None
        assert (last.action, last.detail) == ("gaps:dismissed", {"questions": 1, "reason": "foreign"})


@pytest.mark.parametrize("keys", ["", ",", "x", "x:y", "x:no_answer", ":", "a:b:c," * 900])
def test_no_keys_are_a_fault(editing: Console, keys: str) -> None:
    mei = editing.seat("mei")
    for act, fields in (("draft", {}), ("dismiss", {"reason": "foreign"})):
        assert mei.post(f"{PAGE}/{act}", keys=keys, **fields).status_code == 404


def test_who_was_erased_is_not_on_the_list(editing: Console) -> None:
    key = asked(editing, "我想问当兵的条件", "a")
    with editing.store.session() as work:
        gap = work.db.query(Gap).one()
        assert f"{gap.message_id}:{gap.kind}" == key
        message = receive(work, Inbound(Channel.WEB, "a", "second", work.clock(), "再见")).message
        message.processed_at = work.clock()
        erase_contact(work, message.conversation.contact, actor="cli")
        work.commit()
    mei = editing.seat("mei")
    assert "当兵" not in mei.get(PAGE).text
    assert mei.post(f"{PAGE}/draft", keys=key).status_code == 404


def test_what_is_older_than_twelve_weeks_is_not_shown(editing: Console) -> None:
    asked(editing, "很久以前的问题", "a")
    editing.store.clock.forward(timedelta(weeks=13))  # type: ignore[attr-defined]
    assert "很久以前" not in editing.seat("xu").get(PAGE).text


def test_what_a_caller_wrote_is_never_markup(editing: Console) -> None:
    asked(editing, "<script>alert(1)</script><b>怎么办", "a")
    assert "<script>alert" not in editing.seat("mei").get(PAGE).text
