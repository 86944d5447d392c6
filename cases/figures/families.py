"""Topics put together into a dozen families, as data/desk/topic_families.yml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from humiao.errors import HumiaoError
from humiao.settings import read_settings
from humiao.vocabulary import Topic
from humiao.yaml_text import read_yaml

UNKNOWN = "unknown"
"""The row of what nobody has said yet: a topic, an area, an age."""


@dataclass(frozen=True)
class Families:
    """``names`` in the order of the tables; ``of`` says which family a topic belongs to."""

    names: Mapping[str, str]
    of: Mapping[str, str]

    def family(self, topic: str | None) -> str:
        """The family of a stored topic; UNKNOWN for none and for a topic of another version."""
        return self.of.get(topic or "", UNKNOWN)


@cache
def families() -> Families:
    """Reads the file; raises HM165 when a topic is missing, unknown or in two families."""
    path = read_settings().path("data") / "desk" / "topic_families.yml"
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
        placed = [(str(topic), str(id)) for id, family in data.items() for topic in family["topics"]]
        names = {str(id): str(family["name"]) for id, family in data.items()}
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise HumiaoError("HM165", f"{path.name} cannot be used ({type(error).__name__})", "check the file") from error
    if sorted(topic for topic, _ in placed) != sorted(str(topic) for topic in Topic):
        raise HumiaoError("HM165", f"{path.name} does not hold every topic exactly once", "compare it with domain.yml")
    return Families(names, dict(placed))
