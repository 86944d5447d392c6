"""Who is on duty, who is at the desk, and how a case goes from one person to the next."""

from cases.roster.duty import on_duty
from cases.roster.people import Person, who_is_here
from cases.roster.words import Presence, ShiftKind

__all__ = ["Person", "Presence", "ShiftKind", "on_duty", "who_is_here"]
