"""The staff file: the yearly check and its reminders, and what an admin may change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from cases import second_factor, staff, staff_file, tickets
from cases.errors import NotAllowed
from cases.lifecycle import claim
from cases.staff_file import Checked
from cases.store import Store
from cases.tables import AuditEvent, Operator
from cases.words import Role
from tests.cases.conftest import Desk
from tests.conftest import HeldClock

TODAY = date(2026, 11, 21)


@pytest.fixture
def he(desk: Desk) -> Operator:
    return hired(desk.store, "he", Role.ADMIN)


def hired(store: Store, name: str, role: Role) -> Operator:
    with store.session() as work:
        person = Operator(name=name, shown_as=name, role=role, password_hash="-", created_at=work.clock(), failures=0)
        work.db.add(person)
        work.commit()
    return person


def looked_up(desk: Desk, he: Operator, person: Operator, on: date, *, clear: bool = True) -> Checked:
    with desk.store.session() as work:
        staff_file.record_check(work, person, on, clear=clear, by=he)
        work.commit()
        return staff_file.standing(work)[person.id]


def test_who_was_never_looked_up_is_due_at_once(desk: Desk, he: Operator) -> None:
    with desk.store.session(reading=True) as work:
        lin = staff_file.standing(work)[desk.lin.id]

    assert (lin.checked_on, lin.overdue, lin.due_on) == (None, True, TODAY)


@pytest.mark.parametrize(
    ("on", "due_on", "overdue", "soon"),
    [
        (date(2026, 11, 20), date(2027, 11, 20), False, False),
        (date(2025, 12, 22), date(2026, 12, 22), False, False),
        (date(2025, 12, 21), date(2026, 12, 21), False, True),
        (date(2025, 11, 22), date(2026, 11, 22), False, True),
        (date(2025, 11, 21), date(2026, 11, 21), True, False),
        (date(2024, 2, 29), date(2025, 2, 28), True, False),
    ],
)
def test_the_next_check_is_a_year_later(
    desk: Desk, he: Operator, on: date, due_on: date, overdue: bool, soon: bool
) -> None:
    lin = looked_up(desk, he, desk.lin, on)

    assert (lin.due_on, lin.overdue, lin.soon) == (due_on, overdue, soon)


def test_a_record_that_was_found_stays_on_the_list_however_recent(desk: Desk, he: Operator) -> None:
    looked_up(desk, he, desk.lin, TODAY, clear=False)
    for person in (desk.bai, desk.zhao, desk.guo, he):
        looked_up(desk, he, person, TODAY)

    with desk.store.session(reading=True) as work:
        assert [one.operator_id for one in staff_file.due(work)] == [desk.lin.id]


def test_a_day_to_come_and_a_colleagues_hand_are_refused(desk: Desk, he: Operator) -> None:
    with desk.store.session() as work:
        with pytest.raises(NotAllowed):
            staff_file.record_check(work, desk.lin, TODAY + timedelta(days=1), clear=True, by=he)
        with pytest.raises(NotAllowed):
            staff_file.record_check(work, desk.lin, TODAY, clear=True, by=desk.zhao)


def test_each_reminder_is_written_once_and_once_more_when_it_is_overdue(
    desk: Desk, he: Operator, held_clock: HeldClock
) -> None:
    for person in (desk.bai, desk.zhao, desk.guo, he):
        looked_up(desk, he, person, TODAY)
    looked_up(desk, he, desk.lin, date(2025, 12, 1))

    assert (reminded(desk.store), reminded(desk.store)) == (1, 0)
    held_clock.forward(timedelta(days=10))
    assert (reminded(desk.store), reminded(desk.store)) == (1, 0)
    with desk.store.session(reading=True) as work:
        said = [e.action for e in work.db.query(AuditEvent).order_by(AuditEvent.seq) if "check-" in e.action]
    assert said == ["staff:check-due", "staff:check-overdue"]


def reminded(store: Store) -> int:
    with store.session() as work:
        fresh = staff_file.remind(work)
        work.commit()
    return fresh


def test_an_overdue_account_may_still_take_a_child(desk: Desk, he: Operator, held_clock: HeldClock) -> None:
    looked_up(desk, he, desk.lin, date(2020, 1, 1))
    ticket_id = desk.case()
    with desk.store.session() as work:
        assert claim(work, tickets.get(work, ticket_id), desk.lin).owner_id == desk.lin.id


def test_the_last_admin_stays(desk: Desk, he: Operator) -> None:
    with desk.store.session() as work, pytest.raises(NotAllowed):
        staff.close_account(work, he, staff.member(work, he.id))
    second = hired(desk.store, "wu", Role.ADMIN)
    with desk.store.session() as work:
        staff.close_account(work, he, staff.member(work, second.id))
        work.commit()
        with pytest.raises(NotAllowed):
            staff.close_account(work, he, staff.member(work, he.id))


def test_two_admins_who_close_each_other_do_not_both_succeed(desk: Desk, he: Operator) -> None:
    wu = hired(desk.store, "wu", Role.ADMIN)

    def closes(by: Operator, person: Operator) -> bool:
        with desk.store.session() as work:
            try:
                staff.close_account(work, by, staff.member(work, person.id))
            except NotAllowed:
                return False
            work.commit()
            return True

    with ThreadPoolExecutor() as threads:
        done = [threads.submit(closes, he, wu), threads.submit(closes, wu, he)]
    assert sorted(one.result() for one in done) == [False, True]


@pytest.mark.parametrize("act", ["areas", "password", "second factor", "close", "hire"])
def test_only_an_admin_changes_accounts(desk: Desk, act: str) -> None:
    with desk.store.session() as work, pytest.raises(NotAllowed):
        {
            "areas": lambda: staff.set_areas(work, desk.zhao, desk.lin, ["43"]),
            "password": lambda: staff.fresh_password(work, desk.zhao, desk.lin),
            "second factor": lambda: staff.forget_second_factor(work, desk.zhao, desk.lin),
            "close": lambda: staff.close_account(work, desk.zhao, desk.lin),
            "hire": lambda: staff.hire(work, desk.zhao, "new", "新人", Role.ADMIN, []),
        }[act]()


def test_what_an_admin_changes_is_in_the_trail(desk: Desk, he: Operator) -> None:
    with desk.store.session() as work:
        person, password = staff.hire(work, he, "qin", "秦老师", Role.OPERATOR, ["430181", "430100", "430181"])
        staff.fresh_password(work, he, person)
        second_factor.begin(work, person)
        staff.forget_second_factor(work, he, person)
        work.commit()
        trail = [e.action for e in work.db.query(AuditEvent).filter_by(actor=he.id).order_by(AuditEvent.seq)]

    assert person.areas == ["4301", "430181"]
    assert len(password) == 19
    assert trail == [
        "operator:added",
        "operator:areas",
        "operator:password-set",
        "operator:second-factor:reset",
    ]
