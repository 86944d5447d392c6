"""Why the desk refuses something, each with what the page needs to say."""

from __future__ import annotations


class DeskError(Exception):
    """Nothing was changed."""


class Missing(DeskError):
    """No such entry or revision."""


class Conflict(DeskError):
    """Somebody else saved meanwhile; ``latest`` is their revision."""

    def __init__(self, entry_id: str, latest: int) -> None:
        super().__init__(f"{entry_id} is at {latest}")
        self.latest = latest


class OwnWork(DeskError):
    """Nobody approves a text that they wrote themselves."""


class NotNow(DeskError):
    """The revision does not stand where this step starts."""


class Refused(DeskError):
    """The check found faults; ``problems`` are sentences for the editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} faults")
        self.problems = problems
