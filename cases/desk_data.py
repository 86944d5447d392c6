"""The data that a desk keeps about its own work, checked before anybody relies on it."""

from __future__ import annotations

from cases.clocks.hours_file import offices
from cases.clocks.rules import clocks
from cases.followup.wording import wording
from cases.moves import life
from cases.roster.rules import rules, skills


def check_desk_data() -> None:
    """Raises HM120 (life of a case), HM121 (clocks), HM122 (hours), HM130 (handing over) or HM170 (follow-ups)."""
    life()
    clocks()
    offices()
    rules()
    skills()
    wording()
