"""A call typed in over HTTP: listening, saving once, drafts refused with sentences, contacts that are no case."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases import tickets
from cases.callers import profile
from cases.callers.words import Consent
from cases.tables import Message, Ticket
from cases.words import TicketStatus
from console.intake_form import BadForm, read_call
from console.listening import Listener
from humiao.assessment import Understanding
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel
from tests.console.conftest import TODAY, Console, Seat

WORDS = "我爸喝了酒在砸门，他手里有刀"
CALL = {
    "key": "form-1",
    "channel": "phone",
    "words": WORDS,
    "relation": "child",
    "name": "小雨",
    "phone": "138-0013 8000",
    "age": "13",
    "gender": "girl",
    "area": "430181",
    "consent": "not_guardian",
    "avoid_phone": "1",
    "summary": "压低声音说话",
}


def saved(seat: Seat, **fields: str) -> str:
    answer = seat.post("/intake", **{**CALL, **fields})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["to"].rsplit("/", 1)[1])


def test_a_call_becomes_a_claimed_red_case(console: Console, lin: Seat) -> None:
    assert lin.get("/intake").status_code == 200
    number = saved(lin)

    ticket = console.ticket(number)
    assert (ticket.level, ticket.status) == (RiskLevel.RED, TicketStatus.CLAIMED)
    assert ticket.owner_id == console.operator_id("lin")
    page = lin.get(f"/cases/{number}").text
    assert "不要打来电号码" in page
    assert "您对对方说的话" in page and "记下对方的话" in page
    assert "手里有刀" in page
    assert ("ticket:taken_in", f"ticket/{ticket.id}") in console.trail("lin")


def test_a_form_sent_twice_opens_one_case(console: Console, lin: Seat) -> None:
    assert saved(lin) == saved(lin)
    with console.store.session(reading=True) as work:
        assert work.db.query(Ticket).count() == 1
        assert work.db.query(Message).count() == 1


def test_listening_shows_level_reason_answer_and_numbers_and_stores_nothing(console: Console, lin: Seat) -> None:
    before = console.trail("lin")
    heard = lin.post("/intake/listen", words=WORDS, summary="", relation="child").json()

    assert heard["level"] == "red"
    for part in ("红 · 紧急", "violence.now", "110 报警电话", "不要挂断"):
        assert part in heard["html"]
    assert lin.post("/intake/listen", words="工地拖欠工资怎么办", relation="parent").json()["level"] == "none"
    with console.store.session(reading=True) as work:
        assert work.db.query(Message).count() == 0
    assert console.trail("lin") == before


def test_answers_are_offered_in_the_voice_for_whoever_calls(lin: Seat) -> None:
    child, parent = (
        lin.post("/intake/listen", words="未成年打工老板不给工资怎么办", relation=who).json()["html"]
        for who in ("child", "parent")
    )
    assert "可以读给对方听" in child
    assert child.index("给大人的说法") > 0 and parent.index("给孩子的说法") > 0


class Silent:
    """An NLU server that is down."""

    def __call__(self, text: str) -> Understanding | None:
        return None


def test_without_the_classifier_the_rules_listen_and_the_page_says_so(console: Console) -> None:
    listener = Listener.load(ROOT / "data", console.kit, Silent())
    heard = listener.hear("作业太多了", "", TODAY)

    assert heard.assessment.degraded
    assert heard.level is RiskLevel.YELLOW


def test_what_the_operator_adds_may_only_raise(console: Console) -> None:
    listener = Listener.load(ROOT / "data", console.kit, None)
    calm = listener.judge("我想问个问题")
    assert calm.level is RiskLevel.NONE
    raised = listener.judge("我想问个问题", "孩子说爸爸正在打她，手里有刀")
    assert raised.level is RiskLevel.RED
    assert all(reason.start is None for reason in raised.reasons)
    assert listener.judge(WORDS, "没事").level is RiskLevel.RED


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": " "}, "原话"),
        ({"channel": "web"}, "渠道"),
        ({"area": "4301"}, "六位"),
        ({"age": "很小"}, "周岁"),
        ({"gender": "x"}, "重新选"),
        ({"level": "blue"}, "写明理由"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_typed_is_lost(
    console: Console, lin: Seat, fields: dict[str, str], said: str
) -> None:
    answer = lin.post("/intake", **{**CALL, **fields})
    assert (answer.status_code, said in answer.json()["problem"]) == (400, True)
    whole = lin.http.post("/intake", data={"csrf": lin.csrf, **CALL, **fields})
    assert (whole.status_code, said in whole.text, "小雨" in whole.text) == (400, True, True)
    with console.store.session(reading=True) as work:
        assert work.db.query(Ticket).count() == 0


def test_a_form_is_read_into_words_of_ours() -> None:
    call = read_call({**CALL, "shared": "1"})
    assert (call.known.consent, call.known.age, call.shared) == (Consent.NOT_GUARDIAN, 13, True)
    with pytest.raises(BadForm):
        read_call({**CALL, "name": "长" * 300})


def test_a_number_that_called_before_is_recognised(console: Console, lin: Seat) -> None:
    number = saved(lin)
    known = lin.post("/intake/known", phone="13800138000").json()["html"]
    assert number in known
    assert lin.post("/intake/known", phone="13900139000").json()["html"].strip() == ""
    assert ("caller:looked-up", "callers") in console.trail("lin")


def test_more_words_raise_the_case_and_are_kept_once(console: Console, lin: Seat) -> None:
    number = saved(lin, words="我想问问爸妈吵架怎么办", summary="")
    fields = {"seen_seq": "1", "text": "他现在拿着刀在砸我的门"}
    for _ in range(2):
        assert lin.post(f"/cases/{number}/heard", **fields).status_code == 200
    lin.post(f"/cases/{number}/heard", seen_seq="1", text="我躲在厕所里")

    assert console.ticket(number).level is RiskLevel.RED
    assert [turn.text for turn in console.turns(number)][1:] == ["他现在拿着刀在砸我的门", "我躲在厕所里"]
    assert lin.post(f"/cases/{console.case()}/heard", **fields).status_code == 409


def test_what_is_said_into_the_telephone_is_a_record(console: Console, lin: Seat) -> None:
    number = saved(lin)
    assert lin.post(f"/cases/{number}/reply", text="我已请同事报警").status_code == 200
    page = lin.get(f"/cases/{number}").text
    assert "我已请同事报警" in page and "待送达" not in page


def test_contacts_without_a_case_are_counted_and_taken_back(console: Console, lin: Seat) -> None:
    posted = lin.http.post("/intake/non-data", data={"csrf": lin.csrf, "channel": "phone", "kind": "silent"})
    page = lin.http.get(posted.headers["location"].removeprefix("/console")).text
    assert "已记为" in page and "可能有危险，建单" in page and "今天 1 个" in page
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found
    assert lin.post("/intake/non-data/undo", id=found[1]).status_code == 200
    assert "今天 1 个" not in lin.get("/intake").text
    assert "没有人说话" in lin.get("/intake", silent="1").text
    assert lin.post("/intake/non-data", channel="web", kind="silent").status_code == 409


def test_only_those_who_take_calls_see_the_page(console: Console) -> None:
    for name in ("guo", "mei", "he"):
        seat = console.seat(name)
        assert seat.get("/intake").status_code == 404
        assert seat.post("/intake", **CALL).status_code == 404


def test_the_profile_is_changed_on_the_case(console: Console, lin: Seat) -> None:
    number = saved(lin)
    fields: dict[str, Any] = {**CALL, "age": "12", "warning": "妈妈会看手机"}
    assert lin.post(f"/cases/{number}/profile", **fields).status_code == 200
    bad = lin.post(f"/cases/{number}/profile", **{**fields, "area": "43"})
    assert "六位" in bad.json()["problem"]
    with console.store.session(reading=True) as work:
        known = profile(work, tickets.by_number(work, number).conversation)
    assert (known.age, known.warning) == (12, "妈妈会看手机")
    assert "修改来访者资料" in lin.get(f"/cases/{number}").text
