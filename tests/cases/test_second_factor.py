"""The second factor: codes of the app and of the paper, each good once, and a lockout."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pyotp
import pytest

from cases import second_factor
from cases.errors import NotFound, SignInFailed
from cases.store import Store
from cases.tables import AuditEvent, Operator
from tests.cases.conftest import Desk
from tests.conftest import HeldClock


class Phone:
    """The authenticator app of one person."""

    def __init__(self, clock: HeldClock, secret: str) -> None:
        self._clock, self._totp = clock, pyotp.TOTP(secret)

    def code(self, steps: int = 0) -> str:
        """What it shows; ``steps`` off: its own clock is wrong."""
        return self._totp.at(self._clock.now + timedelta(seconds=30 * steps))


@pytest.fixture
def paper(desk: Desk, held_clock: HeldClock) -> list[str]:
    """lin has set up a phone; the codes on the paper."""
    with desk.store.session() as work:
        secret, address = second_factor.begin(work, desk.lin)
        assert secret in address
        codes = second_factor.confirm(work, desk.lin, Phone(held_clock, secret).code())
        work.commit()
    held_clock.forward(timedelta(seconds=60))
    return codes


@pytest.fixture
def phone(desk: Desk, held_clock: HeldClock, paper: list[str]) -> Phone:
    with desk.store.session() as work:
        found = second_factor._row(work, desk.lin)
        assert found is not None
        return Phone(held_clock, second_factor._totp(work, found).secret)


def signs_in(store: Store, operator: Operator, code: str) -> bool:
    with store.session() as work:
        try:
            second_factor.check(work, operator, code)
        except SignInFailed:
            return False
        work.commit()
        return True


def test_the_secret_is_shown_until_it_is_confirmed_and_never_again(desk: Desk, held_clock: HeldClock) -> None:
    with desk.store.session() as work:
        secret, _ = second_factor.begin(work, desk.lin)
        work.commit()
    with desk.store.session() as work:
        assert second_factor.begin(work, desk.lin)[0] == secret
        assert not second_factor.enrolled(work, desk.lin)
        with pytest.raises(SignInFailed):
            second_factor.confirm(work, desk.lin, "000000")
    with desk.store.session() as work:
        second_factor.confirm(work, desk.lin, Phone(held_clock, secret).code())
        work.commit()
        assert second_factor.enrolled(work, desk.lin)
        with pytest.raises(NotFound):
            second_factor.begin(work, desk.lin)


def test_the_secret_and_the_paper_are_not_in_the_database_in_the_clear(desk: Desk, paper: list[str]) -> None:
    with desk.store.session() as work:
        found = second_factor._row(work, desk.lin)
        assert found is not None
        secret = second_factor._totp(work, found).secret.encode()
        rows = work.db.connection().exec_driver_sql("SELECT code_hash FROM recovery_codes").all()

    assert secret not in bytes(found.secret_wrapped)
    assert len(rows) == len(set(paper)) == 10
    assert all(re.fullmatch(r"[0-9a-f]{64}", row[0]) for row in rows)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(desk: Desk, phone: Phone, steps: int, fits: bool) -> None:
    assert signs_in(desk.store, desk.lin, phone.code(steps)) is fits


def test_a_code_counts_once(desk: Desk, phone: Phone, held_clock: HeldClock) -> None:
    code = phone.code()

    assert signs_in(desk.store, desk.lin, f" {code[:3]} {code[3:]} ")
    assert not signs_in(desk.store, desk.lin, code)
    assert not signs_in(desk.store, desk.lin, phone.code(-1))
    held_clock.forward(timedelta(seconds=30))
    assert signs_in(desk.store, desk.lin, phone.code())


def test_of_two_at_once_with_the_same_code_one_gets_in(desk: Desk, phone: Phone) -> None:
    code, entered = phone.code(), []

    def enter() -> None:
        entered.append(signs_in(desk.store, desk.lin, code))

    threads = [Thread(target=enter) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(entered) == [False, False, True]


def test_a_code_on_paper_counts_once_however_it_is_typed(desk: Desk, paper: list[str]) -> None:
    assert signs_in(desk.store, desk.lin, paper[0].upper().replace("-", " "))
    assert not signs_in(desk.store, desk.lin, paper[0])
    assert not signs_in(desk.store, desk.bai, paper[1])
    with desk.store.session(reading=True) as work:
        assert second_factor.codes_left(work, desk.lin) == 9


def test_five_wrong_codes_hold_the_second_step_for_a_quarter_of_an_hour(
    desk: Desk, phone: Phone, paper: list[str], held_clock: HeldClock
) -> None:
    for _ in range(5):
        assert not signs_in(desk.store, desk.lin, "12345x")

    assert not signs_in(desk.store, desk.lin, phone.code())
    assert not signs_in(desk.store, desk.lin, paper[0])
    held_clock.forward(timedelta(minutes=14, seconds=59))
    assert not signs_in(desk.store, desk.lin, phone.code())
    held_clock.forward(timedelta(minutes=1))
    assert signs_in(desk.store, desk.lin, phone.code())
    with desk.store.session(reading=True) as work:
        tried = work.db.query(AuditEvent).filter_by(action="operator:sign-in:code-failed").count()
    assert tried == 8


def test_a_reset_forgets_phone_and_paper(desk: Desk, phone: Phone, paper: list[str]) -> None:
    with desk.store.session() as work:
        second_factor.reset(work, desk.lin, actor="cli")
        work.commit()
        assert not second_factor.enrolled(work, desk.lin)

    assert not signs_in(desk.store, desk.lin, phone.code())
    assert not signs_in(desk.store, desk.lin, paper[0])


def test_renewed_paper_replaces_the_old(desk: Desk, paper: list[str]) -> None:
    with desk.store.session() as work:
        fresh = second_factor.renew_codes(work, desk.lin)
        work.commit()

    assert not signs_in(desk.store, desk.lin, paper[0])
    assert signs_in(desk.store, desk.lin, fresh[0])
