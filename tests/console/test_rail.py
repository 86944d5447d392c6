"""The queue beside an open case: who else waits, without leaving the child one talks to."""

from __future__ import annotations

from humiao.vocabulary import RiskLevel
from tests.console.conftest import Console, Seat, settled


def test_the_rail_shows_mine_what_waits_and_how_many_others_have(console: Console, lin: Seat) -> None:
    mine, waiting, theirs = (console.case(level=RiskLevel.YELLOW, sender=name) for name in ("a", "b", "c"))
    lin.post(f"/cases/{mine}/claim")
    console.seat("bai").post(f"/cases/{theirs}/claim")

    page = lin.get(f"/cases/{mine}").text

    assert f'id="rail-{mine}" href="/console/cases/{mine}" aria-current="page"' in page
    assert f'id="rail-{waiting}"' in page
    assert f'id="rail-{theirs}"' not in page
    assert "同事手上 1 单" in page


def test_the_rail_comes_with_the_news_and_only_when_the_desk_changed(console: Console, lin: Seat) -> None:
    number = console.case(level=RiskLevel.YELLOW, sender="a")
    news = settled(lin, f"/cases/{number}/events")
    assert f"rail-{number}" in news["rail"]

    again = lin.get(f"/cases/{number}/events", seen=news["mark"]).json()
    assert again["rail"] is None
