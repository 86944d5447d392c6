"""What the assistant made of one message: level, topics and the reasons for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from humiao.vocabulary import Act, RiskLevel, Topic, Word, highest


class Source(Word):
    """Who said so: any source may raise the level, only a named human lowers it."""

    RULE = "rule"
    CLASSIFIER = "classifier"
    FLOOR = "floor"
    CONTEXT = "context"
    HUMAN = "human"


@dataclass(frozen=True)
class Reason:
    """One ground for a level: a rule with the span it matched, or a model with its confidence.

    ``start`` and ``end`` count characters of the original message. A reason never holds the
    child's words: who may read the message can look at the span.
    """

    source: Source
    id: str
    level: RiskLevel
    topic: Topic | None = None
    start: int | None = None
    end: int | None = None
    confidence: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Entity:
    """A thing named in the message: age, relation, place, phone or time."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Understanding:
    """What the NLU server returned for one message.

    ``topics`` and ``risks`` are probabilities by name, each adding up to one over its own field.
    """

    intent: str
    confidence: float
    topics: dict[str, float]
    risks: dict[RiskLevel, float]
    entities: tuple[Entity, ...] = ()
    model: str = ""


@dataclass(frozen=True)
class Assessment:
    """Level, topics and reasons of one message, with the versions that produced them."""

    level: RiskLevel
    topics: tuple[Topic, ...] = ()
    act: Act | None = None
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()
    entities: tuple[Entity, ...] = ()
    degraded: bool = False
    rules_version: str = ""
    model_version: str = ""
    shares: Mapping[str, float] = field(default_factory=dict)
    """What the classifier takes the message to be about, by topic and act; used in this turn and not stored."""
    check_in: bool = field(default=False)
    """Unclear distress: ask once, gently, whether the person is safe."""

    @property
    def topic(self) -> Topic | None:
        return self.topics[0] if self.topics else None

    def level_from(self, *sources: Source) -> RiskLevel:
        """The highest level that the given sources alone reached."""
        return highest(r.level for r in self.reasons if r.source in sources)
