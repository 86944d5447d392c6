"""How well the topic is told: exactly, among those named, and up to its closest neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from humiao.vocabulary import Topic
from nlu.evaluation.judging import Judged
from nlu.evaluation.shares import Figures, share

FIRST = 3


@dataclass(frozen=True)
class TopicGroups:
    """Neighbouring topics under one name; a topic or act that no group names stands for itself."""

    of: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> TopicGroups:
        """Reads ``group: [topics]``; raises HM074 for an unknown topic, one in two groups, a name already taken."""
        groups: dict[str, str] = {}
        try:
            for name, topics in yaml.safe_load(path.read_text(encoding="utf-8")).items():
                for topic in topics:
                    if groups.setdefault(str(Topic(topic)), name) != name:
                        raise ValueError(f"{topic} is in two groups")
        except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
            raise HumiaoError("HM074", f"{path.name} cannot be used ({error})", "group: [topics]") from error
        return cls(groups)

    def count(self) -> int:
        """How many different names the topics have as groups."""
        return len({self.group(str(topic)) for topic in Topic})

    def group(self, intent: str) -> str:
        return self.of.get(intent, intent)


def topic_figures(judged: Sequence[Judged], groups: TopicGroups) -> Figures:
    """Each figure counts an act as a topic: 你好 is right when it is taken for a greeting."""
    return {
        "main": share(topic_right(one) for one in judged),
        "among": share(one.example.intent in one.names for one in judged),
        "first_three": share(one.example.intent in _ranking(one)[:FIRST] for one in judged),
        "grouped": share(_group_right(one, groups) for one in judged),
        "groups": groups.count(),
    }


def topic_right(one: Judged) -> bool:
    """Whether the topic or act named first is the labelled one."""
    return one.names[:1] == [one.example.intent]


def _ranking(one: Judged) -> list[str]:
    """What the assessment names, then what the classifier holds for likely."""
    likely = sorted(one.heard.topics.items(), key=lambda item: -item[1]) if one.heard else []
    return list(dict.fromkeys([*one.names, *(name for name, _ in likely)]))


def _group_right(one: Judged, groups: TopicGroups) -> bool:
    return [groups.group(name) for name in one.names[:1]] == [groups.group(one.example.intent)]
