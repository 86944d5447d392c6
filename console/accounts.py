"""The accounts: who works here, for which area, when they were last looked up 从业查询, what an admin may change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from cases import audit, operators, second_factor, staff, staff_file
from cases.access import Permission
from cases.errors import NotAllowed, ReasonNeeded
from cases.staff_file import Checked
from cases.store import Work
from cases.tables import Operator
from cases.words import Role
from console.areas import area_name
from console.pages import Pages
from console.visit import Visit

Act = Callable[[Visit, Work, Operator], str]
"""Changes an account; what to say afterwards, empty: nothing."""

FOUND = "查到有记录：依法应当及时解聘（未成年人保护法 第六十二条）。请马上告诉负责人，并停用这个账号。"

_BREAKS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class Member:
    """A row of the list; ``check`` is None for a closed account."""

    person: Operator
    check: Checked | None
    second_factor: bool


def register(pages: Pages) -> None:
    @pages.page("/staff", needs=Permission.STAFF_MANAGE)
    def accounts(visit: Visit) -> Response:
        return _list(visit)

    @pages.page("/staff", needs=Permission.STAFF_MANAGE, method="POST")
    def hire(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            try:
                role, areas = Role(visit.field("role")), _codes(visit.field("areas"))
                person, password = staff.hire(
                    work, visit.operator, visit.field("name"), visit.field("shown_as"), role, areas
                )
            except (NotAllowed, ValueError):
                return _list(visit, problem=True)
            work.commit()
        return _one(visit, person.id, f"账号已建立。密码：{password}（只显示这一次）")

    @pages.page("/staff/checks", needs=Permission.STAFF_READ)
    def checks(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            everybody = sorted(staff_file.standing(work).values(), key=lambda one: (one.clear, one.due_on))
            audit.append(work, visit.operator.id, "staff:read", "staff")
            work.commit()
        return visit.page("staff_checks.html", everybody=everybody)

    @pages.page("/staff/{id}", needs=Permission.STAFF_MANAGE)
    def member(visit: Visit) -> Response:
        return _one(visit, visit.path("id"))

    for name, act in ACTS:
        pages.page(f"/staff/{{id}}/{name}", needs=Permission.STAFF_MANAGE, method="POST")(_posted(act))


def _posted(act: Act) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            person = staff.member(work, visit.path("id"))
            said = act(visit, work, person)
            work.commit()
        return _one(visit, person.id, said) if said else visit.go(f"/staff/{person.id}")

    return handle


def areas(visit: Visit, work: Work, person: Operator) -> str:
    staff.set_areas(work, visit.operator, person, _codes(visit.field("areas")))
    return ""


def check(visit: Visit, work: Work, person: Operator) -> str:
    try:
        day = date.fromisoformat(visit.field("checked_on"))
    except ValueError:
        raise NotAllowed("this is no day") from None
    clear = visit.field("result") == "clear"
    staff_file.record_check(work, person, day, clear=clear, by=visit.operator)
    return (
        "" if clear else "查到有记录：依法应当及时解聘（未成年人保护法 第六十二条）。请马上告诉负责人，并停用这个账号。"
    )


def password(visit: Visit, work: Work, person: Operator) -> str:
    fresh = staff.fresh_password(work, visit.operator, person)
    return f"新密码：{fresh}（只显示这一次）。这个人已在各处退出登录。"


def second(visit: Visit, work: Work, person: Operator) -> str:
    staff.forget_second_factor(work, visit.operator, person)
    return "第二步验证已重置：下次登录时重新设置，旧的备用码作废。请当面确认是本人。"


def close(visit: Visit, work: Work, person: Operator) -> str:
    """For good, so the sign-in name is typed once more."""
    if visit.field("confirm").casefold() != person.name:
        raise ReasonNeeded("the name does not fit")
    staff.close_account(work, visit.operator, person)
    return "账号已停用，未结的单已退回队列并报警。"


ACTS: tuple[tuple[str, Act], ...] = (
    ("areas", areas),
    ("check", check),
    ("close", close),
    ("password", password),
    ("second-factor", second),
)


def _list(visit: Visit, *, problem: bool = False) -> Response:
    with visit.desk.store.session(reading=True) as work:
        checked = staff_file.standing(work)
        rows = [
            Member(person, checked.get(person.id), second_factor.enrolled(work, person))
            for person in operators.everybody(work)
        ]
    return visit.page(
        "staff.html", 400 if problem else 200, rows=rows, roles=list(Role), problem=problem, area_name=area_name
    )


def _one(visit: Visit, operator_id: str, said: str = "") -> Response:
    with visit.desk.store.session(reading=True) as work:
        person = staff.member(work, operator_id)
        seen = Member(person, staff_file.standing(work).get(person.id), second_factor.enrolled(work, person))
        left = second_factor.codes_left(work, person)
    return visit.page(
        "staff_member.html", member=seen, left=left, said=said, today=visit.desk.today, area_name=area_name
    )


def _codes(written: str) -> list[str]:
    return [code for code in _BREAKS.split(written) if code]
