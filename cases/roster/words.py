"""Words of the roster: what a shift is for, where a person is, how a case changed hands."""

from __future__ import annotations

from humiao.vocabulary import Word


class ShiftKind(Word):
    """What somebody is on duty as."""

    DUTY = "duty"
    """值班"""
    LEAD = "lead"
    """值班长: told when a red case is not taken."""
    SUPERVISION = "supervision"
    """督导"""


class Presence(Word):
    """Where a person is: the first three are chosen, the last is found out."""

    HERE = "here"
    BUSY = "busy"
    """Nothing new for now; goes on with what is there."""
    AWAY = "away"
    OFF = "off"
    """No page of theirs asks any more: signed out, browser closed, line cut."""


class HandoverKind(Word):
    """How a case came to somebody else."""

    ASSIGN = "assign"
    """Nobody has it yet: offered by a supervisor, or by the roster."""
    TRANSFER = "transfer"
    """The owner asks a colleague to go on."""
    TAKE_OVER = "take_over"
    """A supervisor took it."""
    STAND_IN = "stand_in"
    """The deputy 第二责任人 goes on for an owner who is not there."""
    SILENCE = "silence"
    """The owner did not answer, or was gone: to the deputy, or back to the queue."""


class HandoverState(Word):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    """Not signed in time, or the person went offline meanwhile."""
    WITHDRAWN = "withdrawn"
