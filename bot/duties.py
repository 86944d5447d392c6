"""What the worker does again and again, beside answering: each duty by itself, so that none stops another."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.app import App
from bot.caller_marks import mark_callers
from bot.clock_duty import keep_clocks
from bot.follow_ups import keep_follow_ups
from bot.indexing import index_the_rest
from bot.quality import draw_sample
from bot.reports import make_reports
from bot.staff_checks import remind_of_checks
from cases.referral.reminders import remind
from cases.roster import rounds

log = structlog.get_logger(__name__)

Duty = Callable[[App], int]
"""One round of it; how many things it dealt with. It opens its own work and commits it."""

DUTIES: tuple[tuple[str, Duty], ...] = (
    ("quality_sample", draw_sample),
    ("relieve_the_silent", lambda app: rounds.relieve_the_silent(app.store, app.kit.also_alert)),
    ("ask_the_next", lambda app: rounds.ask_the_next(app.store, app.kit.also_alert)),
    ("offer_waiting", lambda app: rounds.offer_waiting(app.store)),
    ("forget_looks", lambda app: rounds.forget_looks(app.store)),
    ("clocks", keep_clocks),
    ("caller_marks", mark_callers),
    ("follow_ups", keep_follow_ups),
    ("search_index", index_the_rest),
    ("staff_checks", remind_of_checks),
    ("reports", make_reports),
    ("referral_reminders", lambda app: remind(app.store)),
)
"""Name and duty, in the order in which they are done."""


def do_duties(app: App) -> int:
    """One round of all; one that fails is logged and tried again in the next round."""
    done = 0
    for name, duty in DUTIES:
        try:
            done += duty(app)
        except Exception as error:  # noqa: BLE001 - the next duty may be the one that tells a supervisor
            log.error("duty_failed", duty=name, error=type(error).__name__)
    return done
