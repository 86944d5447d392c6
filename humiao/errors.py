"""Mistakes that a person can put right: one sentence, a hint and an id, never a traceback."""

from __future__ import annotations


class HumiaoError(Exception):
    """A problem to show to the person at the terminal.

    ``id`` (such as ``HM012``) can be searched for in docs/errors.md; ``hint`` says what to do.
    """

    def __init__(self, id: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.id = id
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.id} {self.args[0]}"
        return f"{text} — hint: {self.hint}" if self.hint else text
