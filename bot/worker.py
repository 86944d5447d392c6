"""The worker: answers what a dead process left, replays the spool, keeps an eye on deliveries."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import structlog

from bot.app import App
from bot.duties import do_duties
from cases.intake import conversations_waiting

log = structlog.get_logger(__name__)

STALE = timedelta(seconds=5)
"""A message still unanswered after this long was left by a process that died."""
EVERY = 2.0
"""Seconds between rounds: short, because a round may find a child who waits."""


def run_worker(app: App, stop: Event) -> None:
    """Rounds until told to stop; a round that fails is logged and the next one comes all the same."""
    while not stop.is_set():
        try:
            one_round(app)
        except Exception as error:  # noqa: BLE001 - the next round may find a child who waits
            log.error("worker_round_failed", error=type(error).__name__)
        stop.wait(EVERY)


def one_round(app: App) -> int:
    """Replays the spool, answers stale messages, then does the duties; how many things it dealt with."""
    replayed = _replay(app)
    with app.store.session(reading=True) as work:
        waiting = conversations_waiting(work, older_than=STALE)
    for conversation_id in waiting:
        app.intake.answer(conversation_id)
    return replayed + len(waiting) + do_duties(app)


def _replay(app: App) -> int:
    """What waits on the disk; a disk that fails must not stop the answers and the duties."""
    try:
        replayed = app.spool.replay(app.store)
    except OSError as error:
        log.error("replay_failed", error=type(error).__name__)
        return 0
    if replayed:
        log.warning("spool_replayed", messages=replayed)
    return replayed
