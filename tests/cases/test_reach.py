"""Who may open a case: areas, access that ends, the seal, and break-glass as the only way past them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cases import casefile, grants, hiding, lifecycle, reach, tickets
from cases.areas import area, prefix, set_area
from cases.callers.profile import Profile, keep_profile
from cases.erase import request_erasure
from cases.errors import NotAllowed, NotFound, ReasonNeeded
from cases.reach_rules import read_rules
from cases.store import Work
from cases.tables import AuditEvent, Operator, Ticket
from cases.words import Outcome
from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel
from tests.cases.conftest import Desk
from tests.conftest import HeldClock

REASON = "孩子家长来电说她今晚没有回家"
LIUYANG, CHANGSHA = "430181", "430100"


def at_work_for(desk: Desk, operator: Operator, *codes: str) -> None:
    """Gives somebody areas."""
    with desk.store.session() as work:
        work.db.get_one(Operator, operator.id).areas = list(codes)
        work.commit()
    operator.areas = list(codes)


def placed(desk: Desk, ticket_id: str, code: str) -> str:
    """Puts the case into the area of its caller; its number."""
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        keep_profile(work, ticket.conversation, Profile(area=code), None)
        work.commit()
        return ticket.number


def sees(desk: Desk, operator: Operator, number: str) -> bool:
    """Whether the case opens; the list and the page must say the same."""
    with desk.store.session() as work:
        try:
            ticket = reach.reached(work, number, operator)
        except NotFound:
            assert number not in listed(work, operator)
            return False
        assert number in listed(work, operator)
        reach.demand_reach(work, ticket, operator)
        return True


def listed(work: Work, operator: Operator) -> set[str]:
    return {t.number for t in work.db.query(Ticket).filter(reach.visible(work, operator))}


def closed(desk: Desk, ticket_id: str, owner: Operator) -> str:
    """A case that this person worked on and closed; its number."""
    with desk.store.session() as work:
        ticket = lifecycle.claim(work, tickets.get(work, ticket_id), owner)
        lifecycle.close(work, ticket, owner, Outcome.HELPED, "已到安全的地方")
        work.commit()
        return ticket.number


@pytest.mark.parametrize(
    ("code", "says"),
    [("430000", "43"), ("430100", "4301"), ("430181", "430181"), ("430181100", "430181100"), ("4301", "4301"),
     ("430181001000", "430181001"), ("43", "43")],
)  # fmt: skip
def test_zeros_that_mean_all_of_it_do_not_count(code: str, says: str) -> None:
    assert prefix(code) == says


@pytest.mark.parametrize("code", ["", "4", "4301811", "43%", "４３０１８１", "430181 ", "4301810011"])
def test_what_is_no_area_code_is_refused(code: str) -> None:
    with pytest.raises(NotAllowed):
        prefix(code)


@pytest.mark.parametrize(
    ("works_for", "case_in", "seen"),
    [
        ((), LIUYANG, True),
        ((LIUYANG,), LIUYANG, True),
        ((CHANGSHA,), LIUYANG, True),
        (("43",), LIUYANG, True),
        (("430102",), LIUYANG, False),
        (("430102", LIUYANG), LIUYANG, True),
        ((LIUYANG,), "", True),  # nobody knows where: everybody looks
        (("430181100",), LIUYANG, True),  # known roughly: it may be this township
        (("430181100",), "430000", True),
        (("430181100",), "430102", False),
    ],
)
def test_a_case_belongs_to_its_area(desk: Desk, works_for: tuple[str, ...], case_in: str, seen: bool) -> None:
    number = placed(desk, desk.case(), case_in)
    at_work_for(desk, desk.lin, *works_for)

    assert sees(desk, desk.lin, number) is seen


def test_danger_goes_before_areas(desk: Desk) -> None:
    number = placed(desk, desk.case(RiskLevel.RED), LIUYANG)
    at_work_for(desk, desk.lin, "430102")

    assert sees(desk, desk.lin, number)


def test_who_is_responsible_sees_the_case_wherever_it_is(desk: Desk) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work:
        lifecycle.claim(work, tickets.get(work, ticket_id), desk.lin)
        work.commit()
    number = placed(desk, ticket_id, LIUYANG)
    for person in (desk.lin, desk.bai):
        at_work_for(desk, person, "430102")

    assert sees(desk, desk.lin, number)
    assert not sees(desk, desk.bai, number)


def test_an_area_set_by_hand_goes_before_the_callers(desk: Desk) -> None:
    ticket_id = desk.case()
    number = placed(desk, ticket_id, LIUYANG)
    at_work_for(desk, desk.bai, "430102")
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        with pytest.raises(NotAllowed):
            set_area(work, ticket, desk.lin, "430102")  # not lin's case
        set_area(work, ticket, desk.zhao, "430102")
        work.commit()
        assert area(work, ticket) == "430102"
        assert casefile.history(work, ticket)[-1].change == "area"

    assert sees(desk, desk.bai, number)


def test_access_ends_some_days_after_closing(desk: Desk, held_clock: HeldClock) -> None:
    number = closed(desk, desk.case(), desk.lin)

    assert [sees(desk, who, number) for who in (desk.lin, desk.bai, desk.zhao)] == [True, False, True]
    held_clock.forward(timedelta(days=8))
    assert [sees(desk, who, number) for who in (desk.lin, desk.bai, desk.zhao)] == [False, False, True]
    held_clock.forward(timedelta(days=90))
    assert not sees(desk, desk.zhao, number)


def test_who_works_for_the_child_now_reads_what_was_done_before(desk: Desk, held_clock: HeldClock) -> None:
    before = closed(desk, desk.case(), desk.lin)
    held_clock.forward(timedelta(days=100))
    again = desk.case()

    assert not sees(desk, desk.bai, before)
    with desk.store.session() as work:
        lifecycle.claim(work, tickets.get(work, again), desk.bai)
        work.commit()

    assert sees(desk, desk.bai, before)
    assert not sees(desk, desk.lin, before)


def test_nobody_without_the_permission_sees_any_case(desk: Desk) -> None:
    number = placed(desk, desk.case(RiskLevel.RED), "")

    assert not sees(desk, desk.guo, number)


def test_a_case_under_seal_is_in_no_list_and_opens_to_nobody(desk: Desk) -> None:
    number = closed(desk, desk.case(), desk.lin)
    with desk.store.session() as work:
        ticket = reach.reached(work, number, desk.zhao)
        with pytest.raises(NotAllowed):
            hiding.hide(work, ticket, desk.lin, "判决生效")
        with pytest.raises(ReasonNeeded):
            hiding.hide(work, ticket, desk.zhao, " ")
        hiding.hide(work, ticket, desk.zhao, "判决生效，依法封存")
        work.commit()

    assert not any(sees(desk, who, number) for who in (desk.lin, desk.bai, desk.zhao))


def test_an_open_case_is_not_put_under_seal(desk: Desk) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work, pytest.raises(NotAllowed):
        hiding.hide(work, tickets.get(work, ticket_id), desk.zhao, "判决生效")


def test_break_glass_opens_a_sealed_case_for_an_hour(desk: Desk, held_clock: HeldClock) -> None:
    number = closed(desk, desk.case(), desk.lin)
    with desk.store.session() as work:
        hiding.hide(work, reach.reached(work, number, desk.zhao), desk.zhao, "依法封存")
        work.commit()
    with desk.store.session() as work:
        ticket = grants.break_glass(work, f" {number.lower()} ", desk.zhao, REASON)
        work.commit()

    assert sees(desk, desk.zhao, number)
    assert not sees(desk, desk.lin, number)
    with desk.store.session() as work:
        assert grants.standing(work, ticket, desk.zhao) == held_clock.now + timedelta(minutes=60)
        hiding.show_again(work, tickets.get(work, ticket.id), desk.zhao, "误封")
    held_clock.forward(timedelta(minutes=60))
    assert not sees(desk, desk.zhao, number)


def test_break_glass_needs_a_reason_and_leaves_a_trail_even_when_there_is_no_such_case(desk: Desk) -> None:
    with desk.store.session() as work:
        with pytest.raises(ReasonNeeded):
            grants.break_glass(work, "HM261121-0001", desk.lin, "看看")
        with pytest.raises(NotFound):
            grants.break_glass(work, "HM261121-9999", desk.lin, REASON)
        work.commit()
        with pytest.raises(NotAllowed):
            grants.break_glass(work, "HM261121-0001", desk.guo, REASON)
        tried = work.db.query(AuditEvent).filter_by(actor=desk.lin.id).all()

    assert [event.action for event in tried] == ["case:break-glass:missed"]


def test_a_case_within_reach_needs_no_glass_broken(desk: Desk) -> None:
    number = placed(desk, desk.case(), "")
    with desk.store.session() as work:
        grants.break_glass(work, number, desk.lin, REASON)

        assert grants.unreviewed(work) == []


def test_another_supervisor_judges_each_use_once(desk: Desk, held_clock: HeldClock) -> None:
    number = closed(desk, desk.case(), desk.lin)
    held_clock.forward(timedelta(days=100))
    with desk.store.session() as work:
        grants.break_glass(work, number, desk.zhao, REASON)
        work.commit()
    held_clock.forward(timedelta(days=4))
    with desk.store.session() as work:
        (use,) = grants.uses(work, desk.zhao)
        assert (use.number, use.who, use.mine, use.late, use.reason) == (number, "赵主任", True, True, REASON)
        with pytest.raises(NotAllowed):
            grants.review(work, use.id, desk.zhao, justified=True, note="我自己看过")
        with pytest.raises(NotAllowed):
            grants.review(work, use.id, desk.lin, justified=True, note="不是督导")

        sun = Operator(name="sun", shown_as="孙督导", role=desk.zhao.role, password_hash="-", created_at=work.clock())
        work.db.add(sun)
        work.db.flush()
        with pytest.raises(ReasonNeeded):
            grants.review(work, use.id, sun, justified=False, note="")
        grants.review(work, use.id, sun, justified=False, note="没有必要打开")
        with pytest.raises(NotAllowed):
            grants.review(work, use.id, sun, justified=True, note="改主意")
        work.commit()

        (judged,) = grants.uses(work, sun)
        assert (judged.justified, judged.review, judged.reviewer) == (False, "没有必要打开", "孙督导")
        assert grants.unreviewed(work) == []
        changes = [c.change for c in casefile.history(work, tickets.by_number(work, number))]
        assert changes[-2:] == ["break_glass", "break_glass_reviewed"]


def test_an_erasure_takes_the_reasons_and_leaves_that_it_happened(desk: Desk, held_clock: HeldClock) -> None:
    number = closed(desk, desk.case(), desk.lin)
    held_clock.forward(timedelta(days=100))
    with desk.store.session() as work:
        grants.break_glass(work, number, desk.zhao, REASON)
        request_erasure(work, tickets.by_number(work, number).conversation)
        work.commit()
    with desk.store.session() as work:
        (use,) = grants.uses(work, desk.zhao)
        assert (use.reason, use.who) == (None, "赵主任")


@pytest.mark.parametrize(
    ("before", "after"),
    [("months: 12", "months: 13"), ("minutes: 60", "minutes: 0"), ("operator:", "nobody:"), ("reason: 10", "reason: x"),
     ("break_glass:", "other:"), ("after_closing:", "after_closing: [")],
)  # fmt: skip
def test_rules_that_make_no_sense_stop_the_start(tmp_path: Path, before: str, after: str) -> None:
    written = (ROOT / "data" / "desk" / "access.yml").read_text(encoding="utf-8")
    file = tmp_path / "access.yml"
    file.write_text(written.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(HumiaoError, match="HM145"):
        read_rules(file)


def test_the_queue_of_a_person_is_what_they_may_open(desk: Desk) -> None:
    here, there = placed(desk, desk.case(sender="a"), LIUYANG), placed(desk, desk.case(sender="b"), "430102")
    at_work_for(desk, desk.lin, LIUYANG)
    with desk.store.session(reading=True) as work:
        mine = reach.open_ids(work, desk.lin)
        numbers = {tickets.get(work, ticket_id).number for ticket_id in mine}

    assert here in numbers
    assert there not in numbers
