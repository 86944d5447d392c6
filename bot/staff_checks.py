"""The reminders of the yearly check 从业查询: written once per person and due day, shown to admin and supervisors."""

from __future__ import annotations

from bot.app import App
from cases import staff_file


def remind_of_checks(app: App) -> int:
    """How many reminders are new; asks first without holding anything, for there is nearly never one."""
    with app.store.session(reading=True) as work:
        if not staff_file.unannounced(work):
            return 0
    with app.store.session() as work:
        fresh = staff_file.remind(work)
        work.commit()
    return fresh
