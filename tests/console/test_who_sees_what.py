"""What somebody without the right gets who asks anyway: sealed cases by side doors, hidden fields, search, paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import httpx
import pytest

from cases import fields, gaps, lifecycle, operators, tickets
from cases.clocks.tables import ClockRun
from cases.fields import Field, Show, Tie
from cases.followup import planning
from cases.followup.planning import Wish
from cases.gaps import GapKind, note
from cases.quality import sample
from cases.roster.wall import wall
from cases.store import Work
from cases.tables import Message
from cases.words import Outcome
from humiao.vocabulary import RiskLevel, Topic
from tests.conftest import HeldClock
from tests.console.conftest import Console, Seat
from tests.console.test_referral_pages import send

SECRET = "那年在派出所的事不要再提"
REASON = "派出所来电询问这个孩子的下落"


@pytest.fixture
def zhao(console: Console) -> Seat:
    return console.seat("zhao")


def close(console: Console, number: str, *, claimed: bool = False) -> None:
    with console.store.session() as work:
        ticket, lin = tickets.by_number(work, number), operators.by_name(work, "lin")
        if not claimed:
            lifecycle.claim(work, ticket, lin)
        lifecycle.close(work, ticket, lin, Outcome.HELPED, "已处理", "已当面告知")
        work.commit()


def seal(zhao: Seat, number: str) -> None:
    assert zhao.post(f"/cases/{number}/hide", reason="判决生效").json() == {"ok": True}
    assert zhao.get(f"/cases/{number}").status_code == 404


def first_message(work: Work, number: str) -> Message:
    return (
        work.db.query(Message).filter_by(conversation_id=tickets.by_number(work, number).conversation_id, seq=1).one()
    )


def test_the_sample_does_not_read_what_is_under_seal(console: Console, held_clock: HeldClock) -> None:
    number = console.case(SECRET, RiskLevel.YELLOW)
    held_clock.forward(timedelta(days=7))
    with console.store.session() as work:
        assert sample.draw(work) == 1
        work.commit()
        path = f"/quality/sample/{sample.items(work, '2026-W47')[0].id}"
    zhao = console.seat("zhao")
    assert SECRET in zhao.get(path).text
    close(console, number)
    seal(zhao, number)
    held_clock.forward(timedelta(hours=1))

    assert path not in zhao.get("/quality").text
    assert zhao.get(path).status_code == 404
    assert zhao.post(f"{path}/judge", should="red", seq="1", reason="看看").status_code == 404

    console.case("今天作业好多", RiskLevel.NONE)
    page = zhao.get(path).text
    assert "今天作业好多" in page and SECRET not in page
    assert zhao.post(f"{path}/judge", should="red", seq="1", reason="看看").status_code == 404
    assert zhao.post(f"{path}/judge", should="red", seq="2", reason="看看").json() == {"ok": True}


def test_what_is_under_seal_is_never_drawn(console: Console, zhao: Seat, held_clock: HeldClock) -> None:
    number = console.case(SECRET, RiskLevel.YELLOW)
    close(console, number)
    seal(zhao, number)
    held_clock.forward(timedelta(days=7))
    with console.store.session() as work:
        assert sample.draw(work) == 0


def test_a_lesson_or_question_out_of_a_sealed_case_is_on_no_list(console: Console, zhao: Seat, lin: Seat) -> None:
    number = console.case(SECRET, RiskLevel.YELLOW)
    lin.post(f"/cases/{number}/claim")
    assert lin.post(f"/cases/{number}/level", level="none", reason="玩笑").json() == {"ok": True}
    with console.store.session() as work:
        asked = first_message(work, number)
        note(work, asked, GapKind.NO_ANSWER, topic=None, entry_id=None)
        work.commit()
        since = asked.received_at - timedelta(days=1)
    found = re.search(r"/quality/corrections/([0-9a-f-]+)", zhao.get("/quality").text)
    assert found
    close(console, number, claimed=True)
    seal(zhao, number)

    assert SECRET not in zhao.get("/quality").text
    taken = zhao.post(found[0], fate="taken", text=SECRET, topic=str(Topic.VIOLENCE_IN_PROGRESS))
    assert taken.status_code == 404
    with console.store.session(reading=True) as work:
        assert gaps.open_questions(work, since=since) == []


def test_a_link_to_an_agency_ends_with_the_seal(console: Console, zhao: Seat, lin: Seat) -> None:
    number = console.case(level=RiskLevel.YELLOW)
    _, link, code = send(console, lin, number)
    close(console, number)
    with httpx.Client(base_url=console.url) as agency:
        assert "情况：" in agency.post(link, data={"act": "look", "code": code}).text
        seal(zhao, number)

        assert agency.get(link).status_code == 404
        told = agency.post(link, data={"act": "look", "code": code})
        assert told.status_code == 404 and "情况：" not in told.text


def test_a_case_with_a_follow_up_to_come_is_not_sealed(console: Console, zhao: Seat, held_clock: HeldClock) -> None:
    number = console.case(level=RiskLevel.YELLOW)
    with console.store.session() as work:
        ticket, lin = tickets.by_number(work, number), operators.by_name(work, "lin")
        lifecycle.claim(work, ticket, lin)
        row = planning.add(work, ticket, lin, Wish(held_clock.now + timedelta(days=3)))
        work.commit()
    close(console, number, claimed=True)

    refused = zhao.post(f"/cases/{number}/hide", reason="判决生效")
    assert refused.status_code == 409
    assert "没做完的回访" in refused.json()["problem"]
    assert zhao.post(f"/cases/{number}/followup-cancel", followup=row.id, reason="封存").json() == {"ok": True}
    seal(zhao, number)
    with console.store.session(reading=True) as work:
        assert planning.wanting(work) == []


def test_a_sealed_case_that_was_opened_again_is_there_for_everybody(console: Console, zhao: Seat, lin: Seat) -> None:
    number = console.case()
    close(console, number)
    seal(zhao, number)
    lin.post("/break-glass", number=number, reason=REASON)
    assert lin.post(f"/cases/{number}/reopen", reason="她又有危险").json() == {"ok": True}

    bai = console.seat("bai")
    assert number in bai.get("/").text
    assert bai.get(f"/cases/{number}").status_code == 200
    assert bai.post(f"/cases/{number}/claim").json() == {"ok": True}


def test_nobody_counts_sealed_cases_and_the_wall_names_none(
    console: Console, zhao: Seat, lin: Seat, held_clock: HeldClock
) -> None:
    before = console.case(level=RiskLevel.YELLOW)
    close(console, before)
    with console.store.session() as work:
        ran_out = {"started_at": held_clock.now, "due_at": held_clock.now, "breached_at": held_clock.now}
        ticket_id = tickets.by_number(work, before).id
        work.db.add(ClockRun(ticket_id=ticket_id, clock="red_human", stopped_at=held_clock.now, **ran_out))
        work.commit()
        assert [number for number, *_ in wall(work).breaches] == [before]
    now = console.case(level=RiskLevel.YELLOW)
    bai = console.seat("bai")
    assert "另有 1 个单" in bai.get(f"/cases/{now}", tab="caller").text

    seal(zhao, before)
    assert "另有" not in bai.get(f"/cases/{now}", tab="caller").text
    assert before not in zhao.get("/wall").text


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that hides notes and the profile from colleagues who do not work on the case."""
    rules: Mapping[Field, Mapping[Tie, Show]] = {
        **fields.table(),
        **{name: {**fields.table()[name], Tie.OTHER: Show.HIDDEN} for name in (Field.NOTES, Field.PROFILE)},
    }
    monkeypatch.setattr(fields, "table", lambda: rules)


@pytest.fixture
def theirs(console: Console, lin: Seat) -> str:
    """The number of lin's yellow case, with words in every place that a colleague may not read."""
    number = console.case("他们不理我", RiskLevel.YELLOW)
    lin.post(f"/cases/{number}/claim")
    lin.post(f"/cases/{number}/note", text="备注里提到搬家")
    picture = {"file": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(32), "image/png")}
    form = {"csrf": lin.csrf, "file_name": "a.png", "note": "照片上是校门口"}
    assert lin.http.post(f"/cases/{number}/file-add", data=form, files=picture).status_code == 303
    lin.post(f"/cases/{number}/person-add", side="home", name="李梓涵", relation="李梓涵的妈妈", phone="13800138000")
    lin.post(f"/cases/{number}/profile", wish="想转学去外婆家")
    return number


@pytest.mark.usefixtures("narrow")
def test_paper_shows_no_more_than_the_page(console: Console, lin: Seat, theirs: str) -> None:
    mine = lin.get(f"/cases/{theirs}/print", mask="names").text
    assert [word in mine for word in ("搬家", "转学", "妈妈")] == [True, True, True]
    assert "李梓涵" not in mine

    paper = console.seat("bai").get(f"/cases/{theirs}/print", mask="names").text
    assert theirs in paper
    assert "搬家" not in paper and "想转学" not in paper


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("words", ["搬家", "校门口", "转学"])
def test_search_finds_no_words_that_the_page_hides(console: Console, lin: Seat, theirs: str, words: str) -> None:
    def results(seat: Seat) -> str:
        sent = seat.http.post("/search", data={"csrf": seat.csrf, "q": words}, follow_redirects=True)
        return sent.text.split("<main", 1)[1]

    assert theirs in results(lin)
    assert theirs not in results(console.seat("bai"))
