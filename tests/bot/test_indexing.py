"""The worker indexes what search does not know yet, and asks no more once everything is known."""

from __future__ import annotations

from sqlalchemy import delete

from bot.app import App
from bot.indexing import index_the_rest
from cases.intake import receive
from cases.search.rebuild import count_waiting
from cases.search.tables import SearchIndex
from humiao.message import Channel, Inbound


def test_what_is_not_indexed_is_indexed_in_the_next_round(app: App) -> None:
    with app.store.session() as work:
        receive(work, Inbound(Channel.WEB, "child", "k1", work.clock(), "我叫小雨"))
        work.db.execute(delete(SearchIndex))
        work.commit()

    assert [index_the_rest(app) for _ in range(3)] == [1, 0, 0]
    with app.store.session(reading=True) as work:
        assert count_waiting(work) == 0
