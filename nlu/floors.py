"""The lowest level at which a disclosed topic is handled (DOMAIN 6.1, as DESIGN 3 defines the levels)."""

from __future__ import annotations

from humiao.vocabulary import RiskLevel, Topic

RED_WHEN_HARM_IS_TOLD = frozenset(
    {Topic.VIOLENCE_IN_PROGRESS, Topic.SEXUAL_ASSAULT, Topic.SEXTORTION, Topic.MISSING_TRAFFICKING}
)
"""Floor red, but only when harm itself is told: a parent's worry about such a thing stays a worry."""

YELLOW = frozenset(
    {
        Topic.SUICIDE_CRISIS,
        Topic.SELF_HARM,
        Topic.THREAT_TO_OTHERS,
        Topic.PHYSICAL_BULLYING,
        Topic.PROPERTY_EXTORTION,
        Topic.DOXXING_DEEPFAKE,
        Topic.SEXUAL_HARASSMENT,
        Topic.ONLINE_SEXUAL_EXPLOITATION,
        Topic.COMMERCIAL_EXPLOITATION,
        Topic.DOMESTIC_VIOLENCE,
        Topic.EMOTIONAL_ABUSE_WITNESS,
        Topic.NEGLECT_ABANDONMENT,
        Topic.DRUGS,
    }
)


def floor(topic: Topic, told: RiskLevel) -> RiskLevel:
    """The floor of ``topic`` for a disclosure that its words alone put at ``told``."""
    if told.rank < RiskLevel.BLUE.rank:
        return RiskLevel.NONE
    if topic in RED_WHEN_HARM_IS_TOLD:
        return RiskLevel.RED if told.needs_a_human else RiskLevel.YELLOW
    return RiskLevel.YELLOW if topic in YELLOW else RiskLevel.NONE
