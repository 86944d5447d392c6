"""Quality: a miss in the sample brings a human at once, and what a human corrected is kept as a lesson."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from cases import audit, grading, lifecycle
from cases.alerts import desk_alerts
from cases.assessments import record
from cases.erase import erase_again
from cases.errors import NotAllowed, NotFound, ReasonNeeded
from cases.quality import corrections, reviews, sample
from cases.quality.rubric import rubric, share
from cases.quality.tables import Correction, SampleItem
from cases.quality.words import Cause, Fate, Verdict
from cases.store import Work
from cases.tables import Conversation, Message, Ticket
from cases.tickets import get, open_ticket_of
from cases.words import Outcome, TicketStatus
from humiao.vocabulary import RiskLevel, Topic
from tests.cases.conftest import Desk, judged
from tests.conftest import HeldClock

NONE, BLUE, YELLOW, RED = RiskLevel.NONE, RiskLevel.BLUE, RiskLevel.YELLOW, RiskLevel.RED
WEEK = timedelta(days=7)


def say(desk: Desk, sender: str, level: RiskLevel, text: str = "心里有点闷") -> str:
    conversation_id = desk.write(text, sender)
    with desk.store.session() as work:
        message = work.db.scalars(select(Message).where(Message.conversation_id == conversation_id)).all()[-1]
        record(work, message, judged(level))
        work.commit()
    return conversation_id


def drawn(work: Work) -> list[SampleItem]:
    return list(work.db.scalars(select(SampleItem)))


def test_last_weeks_quiet_conversations_are_drawn_once(desk: Desk, held_clock: HeldClock) -> None:
    quiet, red = say(desk, "a", NONE), say(desk, "b", RED)
    held_clock.forward(WEEK)
    say(desk, "c", NONE)  # this week's: not yet
    with desk.store.session() as work:
        assert sample.draw(work) == 1
        work.commit()
    with desk.store.session() as work:
        assert sample.draw(work) == 0
        (item,) = drawn(work)
        assert (item.week, item.conversation_id, item.level) == ("2026-W47", quiet, NONE)
        assert red != item.conversation_id


def test_no_more_are_drawn_than_can_be_read_and_nobody_chooses_them(desk: Desk, held_clock: HeldClock) -> None:
    there = [say(desk, f"child{n}", NONE) for n in range(14)]
    held_clock.forward(WEEK)
    with desk.store.session() as work:
        assert sample.draw(work) == sample.PER_LEVEL[NONE]
        chosen = {item.conversation_id for item in drawn(work)}
    assert chosen < set(there)
    assert chosen != set(there[: len(chosen)])


def test_a_miss_opens_a_case_with_its_alert_and_becomes_a_lesson(desk: Desk, held_clock: HeldClock) -> None:
    conversation_id = say(desk, "a", NONE, "以后不用再等我了")
    held_clock.forward(WEEK)
    with desk.store.session() as work:
        sample.draw(work)
        item = drawn(work)[0].id
        with pytest.raises(ReasonNeeded):
            sample.judge(work, item, desk.zhao, RED, "", 1)
        judged_item = sample.judge(work, item, desk.zhao, RED, "在告别", 1)
        assert judged_item.verdict is Verdict.MISSED
        ticket = open_ticket_of(work, conversation_id)
        assert ticket is not None
        assert ticket.level is RED
        assert [alert.ticket_id for alert in desk_alerts(work)] == [ticket.id]
        (lesson,) = corrections.unsettled(work)
        assert (lesson.text, lesson.given, lesson.should, lesson.cause) == ("以后不用再等我了", NONE, RED, Cause.SAMPLE)
        with pytest.raises(NotAllowed, match="judged already"):
            sample.judge(work, item, desk.zhao, NONE, "", None)
        assert sample.weeks(work) == [("2026-W47", 1, 1, 1)]


def test_a_level_that_was_right_needs_no_words_and_changes_nothing(desk: Desk, held_clock: HeldClock) -> None:
    conversation_id = say(desk, "a", BLUE)
    held_clock.forward(WEEK)
    with desk.store.session() as work:
        sample.draw(work)
        sample.judge(work, drawn(work)[0].id, desk.zhao, BLUE, "", None)
        assert open_ticket_of(work, conversation_id) is None
        assert corrections.unsettled(work) == []
        assert audit.recent(work, 1)[0].action == "sample:judged"


@pytest.mark.parametrize("who", ["lin", "guo"])
def test_only_who_reviews_quality_judges(desk: Desk, held_clock: HeldClock, who: str) -> None:
    say(desk, "a", NONE)
    held_clock.forward(WEEK)
    with desk.store.session() as work:
        sample.draw(work)
        with pytest.raises(NotAllowed):
            sample.judge(work, drawn(work)[0].id, getattr(desk, who), NONE, "", None)


def test_a_message_of_another_conversation_shows_nothing(desk: Desk, held_clock: HeldClock) -> None:
    say(desk, "a", NONE)
    held_clock.forward(WEEK)
    with desk.store.session() as work:
        sample.draw(work)
        with pytest.raises(NotFound):
            sample.judge(work, drawn(work)[0].id, desk.zhao, RED, "看错了", 99)


def closed(desk: Desk, level: RiskLevel = YELLOW) -> str:
    say(desk, "child", level)
    ticket_id = desk.case(level)
    with desk.store.session() as work:
        ticket = get(work, ticket_id)
        lifecycle.claim(work, ticket, desk.lin)
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "已转学校心理老师", told="电话告知")
        work.commit()
    return ticket_id


def test_a_review_checks_the_case_and_is_read_by_who_worked_it(desk: Desk) -> None:
    ticket_id = closed(desk)
    with desk.store.session() as work:
        ticket = get(work, ticket_id)
        assert [t.id for t in reviews.waiting(work, desk.zhao)] == [ticket_id]
        reviews.add(work, ticket, desk.zhao, {"safety_first": 2, "plain": 1}, "开头很好，句子可以再短")
        work.commit()
    with desk.store.session() as work:
        ticket = get(work, ticket_id)
        assert ticket.status is TicketStatus.CHECKED
        assert reviews.waiting(work, desk.zhao) == []
        (review,) = reviews.of_ticket(work, ticket)
        assert (review.reviewer, review.share, review.remark) == ("赵主任", 0.75, "开头很好，句子可以再短")


def test_nobody_reviews_a_case_they_worked_on(desk: Desk) -> None:
    ticket_id = desk.case(YELLOW)
    with desk.store.session() as work:
        ticket = get(work, ticket_id)
        lifecycle.claim(work, ticket, desk.zhao)
        lifecycle.release(work, ticket, desk.zhao)
        lifecycle.claim(work, ticket, desk.lin)
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "好了", told="电话告知")
        with pytest.raises(NotAllowed, match="worked on"):
            reviews.add(work, ticket, desk.zhao, {"plain": 2}, "")


@pytest.mark.parametrize(
    ("scores", "error"),
    [({}, ReasonNeeded), ({"plain": 3}, NotAllowed), ({"no": 1}, NotAllowed), ({"no_secrecy": 0}, ReasonNeeded)],
)
def test_points_outside_of_the_rubric_and_grave_faults_without_a_word_are_refused(
    desk: Desk, scores: dict[str, int], error: type[Exception]
) -> None:
    ticket_id = closed(desk)
    with desk.store.session() as work, pytest.raises(error):
        reviews.add(work, get(work, ticket_id), desk.zhao, scores, "")


def test_the_rubric_has_grave_items_and_says_what_points_mean() -> None:
    assert {item.id for item in rubric() if item.grave} >= {"safety_first", "no_secrecy", "not_to_abuser", "report"}
    assert all(len(set(item.marks)) == 3 for item in rubric())
    assert share({}) is None


def test_a_level_lowered_by_hand_is_a_lesson_about_the_message_that_raised_it(desk: Desk) -> None:
    conversation_id = say(desk, "child", YELLOW, "我要被作业打死了")
    say(desk, "child", NONE, "哈哈")
    ticket_id = desk.case(YELLOW)
    with desk.store.session() as work:
        ticket: Ticket = get(work, ticket_id)
        lifecycle.claim(work, ticket, desk.lin)
        grading.set_level(work, ticket, desk.lin, NONE, "玩笑话")
        (lesson,) = corrections.unsettled(work)
        assert (lesson.text, lesson.given, lesson.should) == ("我要被作业打死了", YELLOW, NONE)
        with pytest.raises(ReasonNeeded):
            corrections.settle(work, lesson.message_id, desk.zhao, text="我要被作业打死了")
        corrections.settle(work, lesson.message_id, desk.zhao, text="我要被作业打死了", topic=Topic.SERVICE_INFO)
        assert corrections.unsettled(work) == []
        assert [(one.text, one.topic) for one in corrections.taken(work)] == [("我要被作业打死了", "service_info")]

        erase_again(work, work.db.get_one(Conversation, conversation_id), "cli")
        assert corrections.taken(work) == []


def test_a_dismissed_correction_keeps_no_words(desk: Desk) -> None:
    say(desk, "child", YELLOW)
    ticket_id = desk.case(YELLOW)
    with desk.store.session() as work:
        ticket = get(work, ticket_id)
        lifecycle.claim(work, ticket, desk.lin)
        grading.set_level(work, ticket, desk.lin, RED, "人在外面")
        (lesson,) = corrections.unsettled(work)
        row: Correction = corrections.settle(work, lesson.message_id, desk.zhao)
        assert (row.fate, row.text_sealed) == (Fate.DISMISSED, None)
        assert corrections.taken(work) == []
