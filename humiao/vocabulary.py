"""The words of the field: levels of risk, topics, conversational acts and who is writing.

Both environments import this module, so it stays Python 3.10 compatible and depends on nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Word(str, Enum):
    """A word that is stored and sent by its value (``StrEnum`` needs Python 3.11)."""

    def __str__(self) -> str:
        return str(self.value)


class RiskLevel(Word):
    """How soon a human must act (红 · 黄 · 蓝 · 无)."""

    NONE = "none"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for none up to 3 for red: the order in which people are helped."""
        return _ORDER.index(self)

    @property
    def zh(self) -> str:
        return {"none": "无", "blue": "蓝", "yellow": "黄", "red": "红"}[self.value]

    @property
    def needs_a_human(self) -> bool:
        """Red and yellow always have an open ticket."""
        return self.rank >= RiskLevel.YELLOW.rank


_ORDER = (RiskLevel.NONE, RiskLevel.BLUE, RiskLevel.YELLOW, RiskLevel.RED)


def highest(levels: Iterable[RiskLevel]) -> RiskLevel:
    """The most urgent of the given levels; none when there are none."""
    return max(levels, key=lambda level: level.rank, default=RiskLevel.NONE)


class Topic(Word):
    """What a message is about."""

    SUICIDE_CRISIS = "suicide_crisis"
    SELF_HARM = "self_harm"
    MENTAL_DISTRESS = "mental_distress"
    VIOLENCE_IN_PROGRESS = "violence_in_progress"
    THREAT_TO_OTHERS = "threat_to_others"
    PHYSICAL_BULLYING = "physical_bullying"
    VERBAL_RELATIONAL_BULLYING = "verbal_relational_bullying"
    PROPERTY_EXTORTION = "property_extortion"
    CYBERBULLYING = "cyberbullying"
    DOXXING_DEEPFAKE = "doxxing_deepfake"
    BULLY_OR_BYSTANDER = "bully_or_bystander"
    SCHOOL_MISHANDLING = "school_mishandling"
    SEXUAL_ASSAULT = "sexual_assault"
    SEXUAL_HARASSMENT = "sexual_harassment"
    ONLINE_SEXUAL_EXPLOITATION = "online_sexual_exploitation"
    SEXTORTION = "sextortion"
    COMMERCIAL_EXPLOITATION = "commercial_exploitation"
    PREGNANCY_RELATIONSHIP = "pregnancy_relationship"
    DOMESTIC_VIOLENCE = "domestic_violence"
    EMOTIONAL_ABUSE_WITNESS = "emotional_abuse_witness"
    NEGLECT_ABANDONMENT = "neglect_abandonment"
    GUARDIANSHIP_PLACEMENT = "guardianship_placement"
    LEFT_BEHIND_CARE = "left_behind_care"
    RUNAWAY = "runaway"
    MISSING_TRAFFICKING = "missing_trafficking"
    CUSTODY_SUPPORT_VISIT = "custody_support_visit"
    PARENT_CHILD_CONFLICT = "parent_child_conflict"
    TEACHER_MISCONDUCT = "teacher_misconduct"
    SCHOOL_RIGHTS = "school_rights"
    DROPOUT = "dropout"
    SCHOOL_INJURY = "school_injury"
    MINOR_OFFENDER = "minor_offender"
    RECORD_REINTEGRATION = "record_reintegration"
    NET_ADDICTION_CAMP = "net_addiction_camp"
    GAME_LIVESTREAM_REFUND = "game_livestream_refund"
    FRAUD_OR_MULE = "fraud_or_mule"
    CHILD_LABOUR = "child_labour"
    PROHIBITED_GOODS_PLACES = "prohibited_goods_places"
    DRUGS = "drugs"
    LEGAL_AID = "legal_aid"
    REPORTING_PROCEDURE = "reporting_procedure"
    PRIVACY_DATA = "privacy_data"
    POVERTY_RELIEF = "poverty_relief"
    REGISTRATION_ADOPTION = "registration_adoption"
    TRAFFIC = "traffic"
    PROPERTY_INHERITANCE = "property_inheritance"
    LEGAL_EDUCATION = "legal_education"
    SERVICE_INFO = "service_info"


class Act(Word):
    """What a message does in the conversation, when it is not about a topic."""

    GREET = "greet"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ASK_BOT = "ask_bot"
    ASK_HUMAN = "ask_human"
    ASK_PROGRESS = "ask_progress"
    DELETE_DATA = "delete_data"
    AFFIRM = "affirm"
    DENY = "deny"
    OUT_OF_SCOPE = "out_of_scope"


INTENTS: tuple[str, ...] = tuple(str(word) for word in (*Topic, *Act))


class Sender(Word):
    """Who writes a training sentence or, when known, a message."""

    CHILD = "child"
    PARENT = "parent"
    RELATIVE = "relative"
    PEER = "peer"
    TEACHER = "teacher"
    NEIGHBOUR = "neighbour"
    STAFF = "staff"
    OTHER = "other"
