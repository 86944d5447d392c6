"""Roles and what they may do: absent means no."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from cases.access import GRANTS, Permission, allows, demand
from cases.errors import NotAllowed
from cases.tables import Operator
from cases.words import Role


def somebody(role: Role, **more: object) -> Operator:
    return Operator(id="x", name="x", shown_as="x", role=role, **more)


def test_every_role_has_a_row_and_the_permissions_are_in_alphabetical_order() -> None:
    assert set(GRANTS) == set(Role)
    assert [str(p) for p in Permission] == sorted(str(p) for p in Permission)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_checks_the_trail_or_hands_out_accounts_reads_no_case(role: Role) -> None:
    about_cases = [p for p in Permission if p.startswith(("case:", "queue:"))]

    assert not any(allows(somebody(role), p) for p in about_cases)


def test_only_a_supervisor_manages_the_tickets_of_others() -> None:
    assert [role for role in Role if allows(somebody(role), Permission.CASE_ANY_MANAGE)] == [Role.SUPERVISOR]


def test_a_closed_account_may_nothing() -> None:
    gone = somebody(Role.SUPERVISOR, disabled_at=datetime(2026, 1, 1, tzinfo=timezone.utc))

    assert not any(allows(gone, p) for p in Permission)
    with pytest.raises(NotAllowed):
        demand(gone, Permission.CASE_READ)


def test_the_documented_table_of_permissions_is_the_one_in_force() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operators-and-audit.md").read_text(encoding="utf-8")

    for permission in Permission:
        marks = ["yes" if permission in GRANTS[role] else "no" for role in Role]
        assert f"| `{permission}` | {' | '.join(marks)} |" in page
