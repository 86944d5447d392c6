"""Words of the work on a case."""

from __future__ import annotations

from humiao.vocabulary import Word


class SheetKind(Word):
    """A form of the case that is kept in versions."""

    SAFETY = "safety"
    """Four facts and whether the child is safe now."""
    SAFETY_PLAN = "safety_plan"
    BULLYING = "bullying"
    DROPOUT = "dropout"
    """一生一案."""


class HelpList(Word):
    PLAN = "plan"
    """成长守护方案."""
    RELIEF = "relief"
    """多元救助."""


class Relief(Word):
    MONEY = "money"
    MIND = "mind"
    GUIDANCE = "guidance"
    SCHOOL = "school"


class VisitKind(Word):
    HOME = "home"
    SCHOOL = "school"
    COMMUNITY = "community"
    ELSEWHERE = "elsewhere"


class Side(Word):
    """Where a person stands who may be asked or told something."""

    HOME = "home"
    SCHOOL = "school"
    OTHER = "other"


class AttentionLevel(Word):
    """关注等级: how often somebody visits. Never urgency: that is ``RiskLevel`` alone."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
