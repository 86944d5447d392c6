"""What counsellors and lawyers keep for the work on a case: kinds of help, and how bullying is handled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.yaml_text import read_yaml
from knowledge.rules import Rules, load_rules


@dataclass(frozen=True)
class Help:
    """A kind of help of the service plan with suggestions to start from."""

    id: str
    name: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    """A grade of bullying: what it means, what follows, and what that rests on."""

    id: str
    name: str
    meaning: str
    handling: tuple[str, ...]
    grounds: tuple[str, ...]


@lru_cache(maxsize=4)
def service_plan(data: Path) -> tuple[Help, ...]:
    """The seven kinds of help; raises HM171 when one is missing or a suggestion comes twice."""
    read = _read(data / "desk" / "service_plan.yml")
    found = tuple(Help(id, str(kind["name"]), tuple(map(str, kind["items"]))) for id, kind in read.items())
    items = [item for kind in found for item in kind.items]
    if len(found) != 7 or len(set(items)) != len(items):
        raise HumiaoError("HM171", "service_plan.yml is not complete", "seven kinds, no suggestion twice")
    return found


@lru_cache(maxsize=4)
def bullying(data: Path) -> tuple[Grade, ...]:
    """The three grades with their handling; raises HM171."""
    rules = load_rules(data / "rules.yml")
    return tuple(
        Grade(
            id=id,
            name=str(grade["name"]),
            meaning=str(grade["meaning"]),
            handling=tuple(map(str, grade["handling"])),
            grounds=(
                *(f"{ref['law'].removeprefix('中华人民共和国')}{ref['article']}" for ref in grade["law"]),
                *(f"{_rule_name(rules, ref['rule'])}{ref['article']}（未核对原文）" for ref in grade["rule"]),
            ),
        )
        for id, grade in _read(data / "desk" / "bullying.yml")["grades"].items()
    )


def _rule_name(rules: Rules, id: str) -> str:
    return next(rule.name for rule in rules.records if rule.id == id)


def _read(path: Path) -> dict[str, Any]:
    try:
        read = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise HumiaoError("HM171", f"{path.name} cannot be read", "") from error
    if not isinstance(read, dict):
        raise HumiaoError("HM171", f"{path.name} is empty", "")
    return read
