"""Search: every phrase that was written is found, by those who may open the case, and nothing of it is in the clear."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cases import audit, lifecycle, reach, tickets
from cases.casefile import add_note
from cases.erase import erase_conversation
from cases.errors import NotAllowed, NotFound
from cases.intake import receive
from cases.search import find as finding
from cases.search import saved
from cases.search.columns import NOT_SEARCHED, SEARCHED
from cases.search.find import TooShort, find, note_search
from cases.search.forms import folded
from cases.search.index import WIDTH, holds, packed, prints
from cases.search.pieces import pieces
from cases.search.query import ME, NOBODY, Query, Stage
from cases.search.rebuild import count_waiting, index_again, waiting
from cases.search.tables import Search, SearchIndex
from cases.tables import Conversation, Message, Ticket
from cases.tickets import open_ticket
from cases.transcript import say
from cases.wiping import SEALED
from cases.words import Author, Outcome
from humiao.message import Channel, Inbound, Reply
from humiao.vocabulary import RiskLevel, Topic
from tests.cases.conftest import judged

if TYPE_CHECKING:
    from tests.cases.conftest import Desk
    from tests.conftest import HeldClock


def case(desk: Desk, *texts: str, sender: str = "child", level: RiskLevel = RiskLevel.YELLOW) -> str:
    """The number of a case in which the child wrote these texts."""
    for text in texts:
        conversation_id = desk.write(text, sender=sender)
    with desk.store.session() as work:
        ticket = open_ticket(work, work.db.get_one(Conversation, conversation_id), judged(level))
        work.commit()
    return ticket.number


def found(desk: Desk, *phrases: str, **facts: object) -> list[str]:
    """Numbers of the cases that lin finds, the newest first."""
    with desk.store.session(reading=True) as work:
        return [hit.ticket.number for hit in find(work, Query(phrases, **facts), desk.lin).hits]  # type: ignore[arg-type]


TEXT = st.text(st.sampled_from("爸打我他说弓虽强奸歹匕死１2３AbcＡ體体學学*_ 　\n，。😀é"), min_size=2, max_size=14)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=1, max_size=4), st.data())
def test_every_part_of_what_was_written_is_found(desk: Desk, texts: list[str], data: st.DataObject) -> None:
    number = case(desk, *texts, sender=data.draw(st.uuids()).hex)
    text = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(text) - 2))
    phrase = text[start : data.draw(st.integers(start + 2, len(text)))]

    if len(folded(phrase)) >= 2:
        with desk.store.session(reading=True) as work:
            facts = Query((phrase,), number=number)
            assert [hit.ticket.number for hit in find(work, facts, desk.lin).hits] == [number]


@pytest.mark.parametrize(
    "typed", ["强奸", "强*奸", "強姦", "弓虽奸", "他强奸我", "wechat88", "ＷｅＣｈａｔ８８", "WECHAT 88", "13900001234"]
)
def test_width_case_and_disguise_make_no_difference(desk: Desk, typed: str) -> None:
    number = case(desk, "他弓虽奸我", "加我 WeChat88，139-0000-1234")

    assert found(desk, typed) == [number]


def test_the_hit_is_shown_as_it_was_written(desk: Desk) -> None:
    case(desk, "昨天晚上他*强 奸*了我，別告訴他")

    with desk.store.session(reading=True) as work:
        hit = find(work, Query(("告诉他",)), desk.lin).hits[0].excerpts[0]
    shown = [(piece.text, piece.hit) for piece in hit.pieces]
    assert shown == [("昨天晚上他*强 奸*了我，別", False), ("告訴他", True)]
    assert (hit.label, hit.seq) == ("对话", 1)


def test_a_long_text_is_cut_around_its_hits() -> None:
    text = "。" * 40 + "爸爸" + "，" * 60 + "打我" + "！" * 40

    shown = [piece.text for piece in pieces(text, [(102, 104), (40, 42)])]
    assert shown == ["…" + "。" * 24, "爸爸", "，" * 24 + " … " + "，" * 24, "打我", "！" * 24 + "…"]
    assert [piece.text for piece in pieces("爸爸打我", [(0, 4), (1, 3)])] == ["爸爸打我"]


def test_pairs_that_do_not_stand_together_are_no_hit(desk: Desk) -> None:
    case(desk, "爸爸打人", "打我们")

    assert found(desk, "爸爸打我") == []


def test_all_phrases_must_stand_there_and_none_that_is_excluded(desk: Desk) -> None:
    both = case(desk, "爸爸打我", "在学校也有人打我", sender="one")
    case(desk, "爸爸打我", sender="two")

    assert found(desk, "爸爸打我", "学校") == [both]
    assert found(desk, "打我", without=("爸爸",)) == []
    assert found(desk, without=("学校",)) != [both]
    assert both not in found(desk, without=("学校",))


def test_notes_reasons_and_what_was_said_before_an_edit_are_found_but_not_the_assistant(desk: Desk) -> None:
    with desk.store.session() as work:
        conversation = receive(work, Inbound(Channel.WEB, "c", "1", work.clock(), "我叫小雨")).conversation
        receive(work, Inbound(Channel.WEB, "c", "2", work.clock(), "我不说名字", replaces="1"))
        ticket = open_ticket(work, conversation, judged(RiskLevel.YELLOW))
        say(work, conversation, Reply("请拨打妇联热线"), Author.BOT)
        lifecycle.claim(work, ticket, desk.lin)
        say(work, conversation, Reply("我是林老师"), Author.OPERATOR, desk.lin.id)
        add_note(work, ticket, desk.lin, "住在姑姑家")
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "派出所已到场")
        work.commit()

    for phrase in ("小雨", "不说名字", "林老师", "姑姑家", "派出所"):
        assert found(desk, phrase) == [ticket.number], phrase
    assert found(desk, "妇联热线") == []


def test_a_phrase_of_one_character_is_refused(desk: Desk) -> None:
    for phrase in ("刀", "", "、。", " 刀*"):
        with pytest.raises(TooShort):
            found(desk, phrase)


def test_signs_of_sql_are_only_text(desk: Desk) -> None:
    number = case(desk, "100%'; DROP TABLE tickets;--")

    assert found(desk, "drop table") == [number]
    assert found(desk, number="%") == []
    assert found(desk, number="HM______-____") == []
    assert found(desk, owner="' OR 1=1") == []


def test_facts_narrow_the_search(desk: Desk, held_clock: HeldClock) -> None:
    first = case(desk, "爸爸打我", sender="one", level=RiskLevel.RED)
    held_clock.forward(timedelta(days=1))
    second = case(desk, "妈妈打我", sender="two")
    with desk.store.session() as work:
        lifecycle.claim(work, tickets.by_number(work, first), desk.lin)
        work.commit()

    assert found(desk, "打我") == [second, first]
    assert found(desk, levels=(RiskLevel.RED,)) == [first]
    assert found(desk, owner=ME) == [first]
    assert found(desk, owner=NOBODY) == [second]
    assert found(desk, until=date(2026, 11, 21)) == [first]
    assert found(desk, since=date(2026, 11, 22), until=date(2026, 11, 22)) == [second]
    assert found(desk, stage=Stage.ENDED) == []
    assert found(desk, topics=(Topic.DOMESTIC_VIOLENCE,)) == [second, first]
    assert found(desk, topics=(Topic.DROPOUT,)) == []
    assert found(desk, channels=(Channel.WEB,)) == []
    assert found(desk, number=first[:8]) == [first]


def test_the_next_page_goes_on_where_the_first_ended(desk: Desk) -> None:
    numbers = {case(desk, "爸爸打我", sender=f"s{i}") for i in range(5)}

    seen, after = [], None
    with desk.store.session(reading=True) as work:
        for _ in range(3):
            page = find(work, Query(("打我",)), desk.lin, after, limit=2)
            seen += [hit.ticket.number for hit in page.hits]
            after = page.after
    assert after is None
    assert sorted(seen) == sorted(numbers)


def test_a_search_that_opens_too_many_cases_says_so_and_can_go_on(
    desk: Desk, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_OPENED", 2)
    oldest = case(desk, "爸爸打我", sender="last")
    held_clock.forward(timedelta(minutes=1))
    for i in range(3):
        case(desk, "爸爸打人", "打我们", sender=f"s{i}")

    with desk.store.session(reading=True) as work:
        page = find(work, Query(("爸爸打我",)), desk.lin)
        assert (page.hits, page.tired) == ([], True)
        page = find(work, Query(("爸爸打我",)), desk.lin, page.after)
    assert [hit.ticket.number for hit in page.hits] == [oldest]


def test_nothing_is_found_that_may_not_be_opened(desk: Desk) -> None:
    case(desk, "爸爸打我", sender="one")
    with desk.store.session() as work:
        ticket = work.db.scalars(select(Ticket)).one()
        lifecycle.claim(work, ticket, desk.bai)
        lifecycle.close(work, ticket, desk.bai, Outcome.HELPED, "已安全")
        work.commit()

    with desk.store.session(reading=True) as work:
        for operator in (desk.lin, desk.bai, desk.zhao):
            open_to_them = set(work.db.scalars(select(Ticket.number).where(reach.visible(work, operator))))
            assert {hit.ticket.number for hit in find(work, Query(("打我",)), operator).hits} == open_to_them
        with pytest.raises(NotAllowed):
            find(work, Query(("打我",)), desk.guo)
    assert found(desk, "打我") == []


def test_the_search_is_noted_with_counts_and_never_with_words(desk: Desk) -> None:
    case(desk, "爸爸打我")
    with desk.store.session() as work:
        query = Query(("爸爸",))
        note_search(work, find(work, query, desk.lin), query, desk.lin)
        work.commit()
        read, searched = audit.recent(work, 2)

    assert (searched.action, searched.detail) == ("search", {"found": 1, "words": True})
    assert read.action == "ticket:excerpt:read"


def test_an_erased_conversation_leaves_no_row_and_is_not_found(desk: Desk) -> None:
    number = case(desk, "我叫小雨", level=RiskLevel.BLUE)
    with desk.store.session() as work:
        ticket = tickets.by_number(work, number)
        conversation = ticket.conversation
        for message in work.db.scalars(select(Message)):
            message.processed_at = work.clock()
        erase_conversation(work, conversation, "cli")
        work.commit()

    with desk.store.session() as work:
        assert work.db.scalars(select(SearchIndex)).all() == []
        assert count_waiting(work) == 0
    assert found(desk, "小雨") == []


def test_the_index_shows_neither_words_nor_which_conversations_are_alike(desk: Desk) -> None:
    case(desk, "爸爸打我", sender="one")
    case(desk, "爸爸打我", sender="two")

    with desk.store.session(reading=True) as work:
        first, second = (row.grams_sealed or b"" for row in work.db.scalars(select(SearchIndex)))
        one = {first[i : i + WIDTH] for i in range(0, len(first), WIDTH)}
        assert len(one) == 3
        assert not any(holds(second, pair) for pair in one)
        assert "爸爸".encode() not in first


def test_a_print_that_only_overlaps_two_others_is_not_there() -> None:
    stored = packed([b"\x01\x02\x03\x04", b"\x05\x06\x07\x08"])

    assert holds(stored, b"\x05\x06\x07\x08")
    assert not holds(stored, b"\x03\x04\x05\x06")
    assert not holds(b"", b"\x03\x04\x05\x06")


def test_what_was_there_before_the_index_is_indexed_later_and_again(desk: Desk) -> None:
    number = case(desk, "爸爸打我")
    with desk.store.session() as work:
        row = work.db.scalars(select(SearchIndex)).one()
        before = row.grams_sealed
        work.db.delete(row)
        work.commit()
    desk.write("后来的话")  # a row for a part of the talk would hide the rest
    assert found(desk, "打我") == []

    for _ in range(2):
        with desk.store.session() as work:
            for conversation_id in waiting(work, 10) or [tickets.by_number(work, number).conversation_id]:
                index_again(work, conversation_id)
            work.commit()

    with desk.store.session(reading=True) as work:
        assert count_waiting(work) == 0
        conversation_id = tickets.by_number(work, number).conversation_id
        assert work.db.scalars(select(SearchIndex.grams_sealed)).one() == prints(
            work.ring, conversation_id, ["爸爸打我", "后来的话"]
        )
        assert before
    assert found(desk, "后来的话", "打我") == [number]


def test_words_that_were_not_committed_are_not_in_the_index(desk: Desk) -> None:
    number = case(desk, "爸爸打我")
    with desk.store.session() as work:
        add_note(work, tickets.by_number(work, number), desk.lin, "姑姑家")

    assert found(desk, "姑姑") == []


def test_every_sealed_column_is_searched_or_named_with_a_reason() -> None:
    known = {f"{table.name}.{column}" for table, columns in SEALED for column in columns}

    assert known == {*SEARCHED, *NOT_SEARCHED}


def test_a_search_is_kept_sealed_for_its_own_person(desk: Desk) -> None:
    query = Query(("小雨",), levels=(RiskLevel.RED,), since=date(2026, 1, 2), owner=ME, stage=Stage.OPEN)
    with desk.store.session() as work:
        search_id = saved.begin(work, query, desk.lin)
        work.commit()

    with desk.store.session(reading=True) as work:
        assert saved.query_of(work, search_id, desk.lin) == query
        assert "小雨".encode() not in work.db.get_one(Search, search_id).query_wrapped
        with pytest.raises(NotFound):
            saved.query_of(work, search_id, desk.zhao)


def test_a_name_keeps_a_search_and_a_day_forgets_the_others(desk: Desk, held_clock: HeldClock) -> None:
    with desk.store.session() as work:
        named, nameless = (saved.begin(work, Query(("小雨",)), desk.lin) for _ in range(2))
        work.db.flush()
        saved.keep(work, named, desk.lin, "小雨的单")
        work.commit()
    held_clock.forward(timedelta(days=2))
    with desk.store.session() as work:
        saved.begin(work, Query(), desk.lin)
        work.commit()

    with desk.store.session() as work:
        assert [kept.name for kept in saved.filters(work, desk.lin)] == ["小雨的单"]
        with pytest.raises(NotFound):
            saved.query_of(work, nameless, desk.lin)
        saved.forget(work, named, desk.lin)
        work.commit()
        assert saved.filters(work, desk.lin) == []


def test_only_a_supervisor_shares_and_never_words(desk: Desk) -> None:
    with desk.store.session() as work:
        of_lin = saved.begin(work, Query(levels=(RiskLevel.RED,)), desk.lin)
        words, facts = (
            saved.begin(work, query, desk.zhao) for query in (Query(("小雨",)), Query(levels=(RiskLevel.RED,)))
        )
        work.db.flush()
        for search_id, operator in ((of_lin, desk.lin), (words, desk.zhao)):
            with pytest.raises(NotAllowed):
                saved.keep(work, search_id, operator, "红色", shared=True)
        saved.keep(work, facts, desk.zhao, "红色", shared=True)
        work.commit()

        assert [(kept.name, kept.mine) for kept in saved.filters(work, desk.lin)] == [("红色", False)]
        assert saved.query_of(work, facts, desk.lin) == Query(levels=(RiskLevel.RED,))
        with pytest.raises(NotFound):
            saved.forget(work, facts, desk.lin)
