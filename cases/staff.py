"""Accounts as an admin keeps them at the console: making, closing, areas, fresh passwords and second factors."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cases import audit, operators, second_factor
from cases.access import Permission, demand
from cases.areas import prefix
from cases.errors import NotAllowed, NotFound
from cases.passwords import new_password
from cases.store import Work
from cases.tables import Operator
from cases.words import Role


def hire(work: Work, by: Operator, name: str, shown_as: str, role: Role, areas: Sequence[str]) -> tuple[Operator, str]:
    """A new account and its password, which is shown once; raises NotAllowed as ``operators.add`` does."""
    demand(by, Permission.STAFF_MANAGE)
    password = new_password()
    person = operators.add(work, name, shown_as or name, role, password, actor=by.id)
    if areas:
        set_areas(work, by, person, areas)
    return person, password


def member(work: Work, operator_id: str) -> Operator:
    """The account with this id; raises NotFound."""
    found = work.db.get(Operator, operator_id)
    if found is None:
        raise NotFound("operator")
    return found


def set_areas(work: Work, by: Operator, person: Operator, codes: Sequence[str]) -> None:
    """Which areas somebody works for, none: the whole desk; raises NotAllowed when a code is none."""
    demand(by, Permission.STAFF_MANAGE)
    areas = sorted({prefix(code) for code in codes})
    if areas != person.areas:
        person.areas = areas
        audit.append(work, by.id, "operator:areas", f"operator/{person.id}", {"areas": " ".join(areas)[:80]})


def close_account(work: Work, by: Operator, person: Operator) -> None:
    """Closes the account for good; raises NotAllowed for the last admin, without whom nobody could be added."""
    demand(by, Permission.STAFF_MANAGE)
    admins = select(Operator).where(Operator.role == Role.ADMIN, Operator.disabled_at.is_(None))
    # Held: two admins who close each other at once must not both succeed.
    left = [one for one in work.db.scalars(admins.order_by(Operator.id).with_for_update()) if one.id != person.id]
    if person.role is Role.ADMIN and not left:
        raise NotAllowed("the last admin stays")
    operators.disable(work, person, actor=by.id)


def fresh_password(work: Work, by: Operator, person: Operator) -> str:
    """A new password, shown once; signs the person out everywhere; raises NotAllowed when the account is closed."""
    demand(by, Permission.STAFF_MANAGE)
    password = new_password()
    operators.set_password(work, person, password, actor=by.id)
    return password


def forget_second_factor(work: Work, by: Operator, person: Operator) -> None:
    """For a lost phone: the next sign-in sets up another one."""
    demand(by, Permission.STAFF_MANAGE)
    second_factor.reset(work, person, actor=by.id)
