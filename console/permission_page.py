"""Writes docs/permission-table.md from the routes themselves: ``python -m console.permission_page``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cases.access import GRANTS, Permission
from cases.words import Role
from console.app import PARTS
from console.pages import Handler, Needs, Pages, Route, SignedIn
from humiao.settings import ROOT

PAGE = ROOT / "docs" / "permission-table.md"


class Plan(Pages):
    """Notes what would be registered, without an application to serve it."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def page(
        self,
        path: str,
        *,
        needs: Needs | None = None,
        public: bool = False,
        method: str = "GET",
        takes_file: bool = False,
        megabytes: str = "",
    ) -> Callable[[Handler], Handler]:
        self.routes.append(Route(method, path, needs))
        return lambda handler: handler


def routes() -> list[Route]:
    """Every route of the console, by path."""
    plan = Plan()
    for part in PARTS:
        part.register(plan)
    return sorted(plan.routes, key=lambda route: (route.path, route.method))


def opens(role: Role, needs: Needs | None) -> bool:
    """Whether somebody of this role, fully signed in, gets past the gate."""
    return not isinstance(needs, Permission) or needs in GRANTS[role]


def page(rows: Sequence[Route]) -> str:
    """The page as it is committed."""
    lines = [
        "# Who may open what",
        "",
        "Every page and every act of the console, by role; `stranger` is somebody who is not signed in, and `halfway`",
        "somebody whose password was right and who has not typed the code yet. A `no` looks exactly like a page that",
        "does not exist (404); a stranger is sent to the sign-in page (a script: 401); a form without its token is",
        "refused (403). Which **cases** somebody may open is decided after this gate: [access](access.md).",
        "",
        "This page is written by `python -m console.permission_page` from the routes as they are registered;",
        "`tests/console/test_permission_table.py` tries every row over HTTP.",
        "",
        f"| | path | needs | {' | '.join(Role)} | halfway | stranger |",
        f"|---|---|---|{'---|' * (len(Role) + 2)}",
        *(_row(route) for route in rows),
    ]
    return "\n".join(lines) + "\n"


def _row(route: Route) -> str:
    needs = "public" if route.needs is None else str(route.needs.value)
    marks = [_mark(opens(role, route.needs)) for role in Role]
    halfway, stranger = _mark(route.needs in (None, SignedIn.HALFWAY)), _mark(route.needs is None)
    return f"| {route.method} | `{route.path}` | {needs} | {' | '.join(marks)} | {halfway} | {stranger} |"


def _mark(yes: bool) -> str:
    return "yes" if yes else "no"


if __name__ == "__main__":
    PAGE.write_text(page(routes()), encoding="utf-8")
