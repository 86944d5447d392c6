"""What the worker does again and again, beside answering: each duty by itself, so that none stops another."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.app import App

log = structlog.get_logger(__name__)

Duty = Callable[[App], int]
"""One round of it; how many things it dealt with. It opens its own work and commits it."""

DUTIES: tuple[tuple[str, Duty], ...] = ()
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
