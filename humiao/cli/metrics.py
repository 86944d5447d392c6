"""Numbers for the monitoring: counts by level and state, never anything of a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.app import App
from cases.counts import count_all
from cases.errors import StoreDown


def metrics_text(parts: App) -> str:
    """The Prometheus text; with the store down only humiao_store_up is 0 and the rest is missing."""
    registry = CollectorRegistry()
    up = Gauge("humiao_store_up", "1 when the case store answers", registry=registry)
    Gauge("humiao_nlu_up", "1 when the NLU server answers", registry=registry).set(parts.nlu_alive())
    Gauge("humiao_spool_waiting", "messages kept on disk", registry=registry).set(parts.spool.waiting())
    try:
        with parts.store.session(reading=True) as work:
            counts = count_all(work)
    except StoreDown:
        up.set(0)
        return generate_latest(registry).decode()
    up.set(1)
    tickets = Gauge("humiao_open_tickets", "open tickets", ["level", "claimed"], registry=registry)
    for (level, claimed), number in counts.tickets.items():
        tickets.labels(level, claimed).set(number)
    outgoing = Gauge("humiao_outgoing", "deliveries not made", ["target", "state"], registry=registry)
    for (target, state), number in counts.outgoing.items():
        outgoing.labels(target, state).set(number)
    unanswered = Gauge("humiao_unanswered_messages", "messages still to be answered", registry=registry)
    unanswered.set(counts.unanswered)
    oldest = Gauge("humiao_oldest_red_seconds", "age of the oldest unclaimed red ticket", registry=registry)
    oldest.set(counts.oldest_red_seconds)
    return generate_latest(registry).decode()
