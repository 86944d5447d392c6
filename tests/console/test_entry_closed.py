"""Who may open what at the editor's desk: every route for every role, and a stranger for none."""

from __future__ import annotations

import httpx
import pytest

from cases.access import GRANTS, Permission
from cases.words import Role
from tests.console.conftest import STAFF, Console

READ, WRITE, REVIEW = Permission.KNOWLEDGE_READ, Permission.KNOWLEDGE_WRITE, Permission.KNOWLEDGE_REVIEW
ROUTES = (
    ("GET", "/knowledge", READ),
    ("GET", "/knowledge/articles", READ),
    ("GET", "/knowledge/e/dog_bite", READ),
    ("GET", "/knowledge/e/dog_bite/history", READ),
    ("GET", "/knowledge/e/dog_bite/diff?from=1&to=1", READ),
    ("GET", "/knowledge/new", WRITE),
    *(("POST", f"/knowledge/{place}/{act}", WRITE)
      for place in ("new", "e/dog_bite") for act in ("save", "submit", "preview", "try", "regression")),
    ("POST", "/knowledge/e/dog_bite/restore", WRITE),
    ("POST", "/knowledge/e/dog_bite/approve", REVIEW),
    ("POST", "/knowledge/e/dog_bite/return", REVIEW),
    ("POST", "/knowledge/e/dog_bite/retire", REVIEW),
)  # fmt: skip
PEOPLE = {role: name for name, _, role in reversed(STAFF)}


@pytest.mark.parametrize("role", list(Role))
def test_a_page_that_is_not_for_a_role_does_not_exist(editing: Console, role: Role) -> None:
    seat = editing.seat(PEOPLE[role])
    missing = seat.get("/no-such-page").content
    for method, path, needs in ROUTES:
        fields = {"csrf": seat.csrf, "number": "1", "parent": "1"} if method == "POST" else None
        answer = seat.http.request(method, path, data=fields)
        hidden = (answer.status_code, answer.content) == (404, missing)
        assert hidden is (needs not in GRANTS[role]), (role, method, path, answer.status_code)
        assert answer.status_code < 500, path


def test_every_route_of_the_desk_is_in_the_table(editing: Console) -> None:
    known = {(method, path.split("?")[0].replace("/dog_bite", "/{id}")) for method, path, _ in ROUTES}
    mounted = next(route for route in editing.app.routes if getattr(route, "path", "") == "/console").app  # type: ignore[attr-defined]
    ours = {
        (method, route.path)
        for route in mounted.routes
        for method in route.methods - {"HEAD"}
        if route.path == "/knowledge" or route.path.startswith(("/knowledge/new", "/knowledge/e/", "/knowledge/art"))
    }
    assert ours == known


def test_a_stranger_and_a_forged_form_change_nothing(editing: Console) -> None:
    with httpx.Client(base_url=f"{editing.url}/console") as stranger:
        for method, path, _ in ROUTES:
            assert stranger.request(method, path).status_code in (303, 401)
    xu = editing.seat("xu")
    assert xu.http.post("/knowledge/e/dog_bite/retire", data={"csrf": "x", "reason": "a"}).status_code == 403
    assert "已停用" not in xu.get("/knowledge/e/dog_bite").text
