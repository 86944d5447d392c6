"""The reviewed answers of a folder: loaded whole and checked, or refused with every reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from humiao.errors import HumiaoError
from knowledge.check import Gravity, Problem, check, check_folder
from knowledge.entry import Citation, Entry, Rule
from knowledge.statutes import Statutes

__all__ = ["Citation", "Entry", "Gravity", "Problem", "Rule", "check", "load_entries", "without_second_reader"]


def load_entries(folder: Path, statutes: Statutes, today: date) -> tuple[Entry, ...]:
    """The entries that may be served today.

    Raises HM044 with every fault when a file is wrong. An entry whose review is overdue or whose
    law is not in force is left out and listed by ``check``: one lapsed answer must not stop a desk.
    """
    checked = check_folder(folder, statutes, today)
    if checked.faults:
        listed = "".join(f"\n- {problem}" for problem in checked.faults)
        count = len(checked.faults)
        raise HumiaoError("HM044", f"{count} faults in the answers:{listed}", "'humiao kb check' lists them")
    return checked.served


def without_second_reader(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Ids of entries that nobody but their author has read."""
    return tuple(entry.id for entry in entries if not entry.reviewer or entry.reviewed_at is None)
