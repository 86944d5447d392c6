"""Signing in: one answer for every failure, a lockout that holds, sessions that end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from cases import audit, lifecycle, operators, tickets
from cases.errors import NotAllowed, NotFound, SignInFailed
from cases.operators import authenticate
from cases.store import Store
from cases.tables import Operator, StaffSession
from cases.tries import FAILURES, LOCKED, Tries
from cases.words import Role, TicketStatus
from humiao.vocabulary import RiskLevel

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

PASSWORD = "correct horse"
WRONG = "wrong horse"


@pytest.fixture
def lin(store: Store) -> Operator:
    with store.session() as work:
        operator = operators.add(work, " Lin ", "林老师", Role.OPERATOR, PASSWORD)
        work.commit()
    return operator


def sign_in(store: Store, name: str = "lin", password: str = PASSWORD, address: str = "office") -> Operator:
    with store.session() as work:
        operator = authenticate(work, name, password, address)
        work.commit()
    return operator


def fail(
    store: Store, times: int = FAILURES, name: str = "lin", password: str = WRONG, address: str = "office"
) -> list[str]:
    said = []
    for _ in range(times):
        with pytest.raises(SignInFailed) as refused:
            sign_in(store, name, password, address)
        said.append(str(refused.value))
    return said


def test_the_right_password_signs_in_whatever_the_case_of_the_name(store: Store, lin: Operator) -> None:
    assert sign_in(store, "LIN ").id == lin.id


def test_the_password_is_nowhere_in_the_table(store: Store, lin: Operator) -> None:
    assert lin.password_hash.startswith("$argon2id$") and PASSWORD not in lin.password_hash


@pytest.mark.parametrize(
    ("name", "shown_as", "password"),
    [
        ("lin", "x", PASSWORD),
        ("", "x", PASSWORD),
        ("bai", " ", PASSWORD),
        ("bai", "x", "short"),
        ("a\0b", "x", PASSWORD),
    ],
)
def test_what_makes_no_good_account_is_refused(
    store: Store, lin: Operator, name: str, shown_as: str, password: str
) -> None:
    with store.session() as work, pytest.raises(NotAllowed):
        operators.add(work, name, shown_as, Role.OPERATOR, password)


def test_every_failure_says_the_same(store: Store, lin: Operator) -> None:
    said = {*fail(store, 2), *fail(store, 1, name="nobody"), *fail(store, 1, name="\ud800\0"), *fail(store, 4)}
    said |= {*fail(store, 1, password=PASSWORD)}  # locked by now
    said |= {*fail(store, 1, password="\ud800")}

    assert len(said) == 1


def test_an_unknown_name_takes_as_long_as_a_wrong_password(store: Store, lin: Operator) -> None:
    wrong = fastest(lambda: fail(store, 1))
    unknown = fastest(lambda: fail(store, 1, name="nobody"))
    fail(store)
    locked = fastest(lambda: fail(store, 1, password=PASSWORD))

    # Without the hash an attempt takes a tenth of the time.
    assert min(unknown, locked) > 0.5 * wrong
    assert max(unknown, locked) < 2 * wrong


def test_an_unknown_name_and_a_wrong_password_leave_the_same_trail(store: Store, lin: Operator) -> None:
    fail(store, 1)
    fail(store, 1, name="nobody")

    with store.session() as work:
        unknown, wrong = audit.recent(work, 2)
    assert (wrong.action, wrong.subject) == ("operator:sign-in:failed", f"operator/{lin.id}")
    assert (unknown.action, unknown.subject) == ("operator:sign-in:failed", "operator/unknown")


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(store: Store, lin: Operator, held_clock: Any) -> None:
    fail(store, FAILURES)
    fail(store, 1, password=PASSWORD)

    held_clock.forward(LOCKED - timedelta(seconds=1))
    fail(store, 1, password=PASSWORD)
    held_clock.forward(timedelta(seconds=1))
    assert sign_in(store).id == lin.id


def test_a_stranger_elsewhere_cannot_lock_anybody_out(store: Store, lin: Operator) -> None:
    for address in ("stranger", "another stranger"):
        fail(store, 2 * FAILURES, address=address)

    assert sign_in(store).id == lin.id
    fail(store, 1, password=PASSWORD, address="stranger")


def test_the_wrong_passwords_since_the_last_sign_in_are_counted(store: Store, lin: Operator) -> None:
    fail(store, 3, address="stranger")
    with store.session(reading=True) as work:
        assert operators.by_name(work, "lin").failures == 3
    assert sign_in(store).failures == 0


def test_the_oldest_count_is_forgotten_when_there_are_too_many(
    held_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.tries.REMEMBERED", 2)
    tries = Tries()
    for address in ("a", "b", "c"):
        for _ in range(FAILURES):
            assert not tries.admits("hash", address, False, held_clock())

    assert tries.admits("hash", "a", True, held_clock())
    assert not tries.admits("hash", "c", True, held_clock())


def test_attempts_while_locked_do_not_lock_for_longer(store: Store, lin: Operator, held_clock: Any) -> None:
    fail(store, FAILURES)
    held_clock.forward(timedelta(minutes=10))
    fail(store, FAILURES)
    held_clock.forward(timedelta(minutes=5))

    assert sign_in(store).id == lin.id


def test_a_success_forgets_the_failures_before_it(store: Store, lin: Operator) -> None:
    for _ in range(2):
        fail(store, FAILURES - 1)
        sign_in(store)


def test_guesses_sent_all_at_once_are_each_counted(store: Store, lin: Operator) -> None:
    threads = [threading.Thread(target=fail, args=(store, 1)) for _ in range(FAILURES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    fail(store, 1, password=PASSWORD)


def test_hashing_a_password_does_not_keep_others_from_writing(store: Store, lin: Operator) -> None:
    with store.session() as work:
        work.db.scalar(select(Operator))
        work.db.rollback()
        busy = threading.Thread(target=fail, args=(store, 1))
        busy.start()
        audit.append(work, "lin", "ticket:read", "ticket/1")
        work.commit()
        busy.join()


def test_a_closed_account_cannot_sign_in_and_its_sessions_end(store: Store, lin: Operator) -> None:
    with store.session() as work:
        token, _ = operators.start_session(work, lin, 12)
        operators.disable(work, lin)
        work.commit()

    fail(store, 1, password=PASSWORD)
    with store.session(reading=True) as work:
        assert operators.session(work, token) is None
        assert [o.name for o in operators.everybody(work)] == ["lin"]


def test_the_tickets_of_a_closed_account_go_back_to_the_queue(desk: Desk) -> None:
    ticket_ids = [desk.case(RiskLevel.RED, sender) for sender in ("a", "b")]
    with desk.store.session() as work:
        for ticket_id in ticket_ids:
            lifecycle.claim(work, tickets.get(work, ticket_id), desk.lin)
        work.commit()
    with desk.store.session() as work:
        operators.disable(work, desk.lin)
        work.commit()

    with desk.store.session() as work:
        for ticket in (tickets.get(work, ticket_id) for ticket_id in ticket_ids):
            assert (ticket.status, ticket.owner_id, ticket.conversation.operator_id) == (
                TicketStatus.RECEIVED,
                None,
                None,
            )


def test_a_session_lasts_its_hours_and_the_table_holds_no_token(store: Store, lin: Operator, held_clock: Any) -> None:
    with store.session() as work:
        token, csrf = operators.start_session(work, lin, 12)
        work.commit()
    with store.session(reading=True) as work:
        found = operators.session(work, token)
        assert found and (found.operator.name, found.csrf) == ("lin", csrf)
        assert token not in work.db.scalars(select(StaffSession.token_hash)).all()
        for wrong in ("", "x", token[:-1], "令牌"):
            assert operators.session(work, wrong) is None

    held_clock.forward(timedelta(hours=12))
    with store.session(reading=True) as work:
        assert operators.session(work, token) is None


def test_signing_out_ends_the_session_and_twice_does_no_harm(store: Store, lin: Operator) -> None:
    with store.session() as work:
        token, _ = operators.start_session(work, lin, 12)
        operators.end_session(work, token)
        operators.end_session(work, token)
        assert operators.session(work, token) is None


def test_a_new_password_unlocks_and_signs_out_everywhere(store: Store, lin: Operator) -> None:
    fail(store, FAILURES)
    with store.session() as work:
        token, _ = operators.start_session(work, lin, 12)
        fresh = operators.new_password()
        operators.set_password(work, operators.by_name(work, "lin"), fresh)
        assert operators.session(work, token) is None
        work.commit()

    assert sign_in(store, password=fresh).id == lin.id
    fail(store, 1, password=PASSWORD)


def test_a_closed_account_gets_no_new_password(store: Store, lin: Operator) -> None:
    with store.session() as work:
        operators.disable(work, lin)
        with pytest.raises(NotAllowed):
            operators.set_password(work, lin, operators.new_password())


def test_an_unknown_account_is_not_found(store: Store) -> None:
    with store.session() as work, pytest.raises(NotFound):
        operators.by_name(work, "nobody")


def test_fresh_passwords_differ_and_are_easy_to_read_out() -> None:
    made = {operators.new_password() for _ in range(20)}

    assert len(made) == 20
    assert all(len(password) == 19 and not set("0oO1lI") & set(password) for password in made)


def fastest(act: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of three, so that a busy machine does not count."""
    taken = []
    for _ in range(3):
        started = process_time()
        act()
        taken.append(process_time() - started)
    return min(taken)
