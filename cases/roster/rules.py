"""The rules of handing over and the list of skills: data/desk, read once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from humiao.errors import HumiaoError
from humiao.settings import read_settings
from humiao.vocabulary import RiskLevel, Topic
from humiao.yaml_text import read_yaml

HIDDEN_TAB = 60
"""Seconds after which a browser wakes a page in a hidden tab: a person is not offline because of that."""


@dataclass(frozen=True)
class Skill:
    """Something that not everybody at the desk can do; ``asked``: a child may ask for it."""

    id: str
    name: str
    topics: frozenset[str] = frozenset()
    asked: bool = False


@dataclass(frozen=True)
class Rules:
    """How long things may take, and what the child is told; the comments are in handing_over.yml."""

    online: timedelta
    offer_after: timedelta
    sign: timedelta
    silence: Mapping[RiskLevel, timedelta]
    gone: Mapping[RiskLevel, timedelta]
    capacity: int
    told: str
    left: str


@cache
def rules() -> Rules:
    """The rules of this desk; raises HM130."""
    return read_rules(read_settings().path("data") / "desk" / "handing_over.yml")


@cache
def skills() -> Mapping[str, Skill]:
    """Every skill by id, in the order of the file; raises HM130."""
    return read_skills(read_settings().path("data") / "desk" / "skills.yml")


def read_rules(path: Path) -> Rules:
    """The rules in this file; raises HM130 naming what is wrong."""
    made: Rules = _checked(path, _rules)
    return made


def read_skills(path: Path) -> Mapping[str, Skill]:
    """The skills in this file; raises HM130 naming what is wrong."""
    made: Mapping[str, Skill] = _checked(path, _skills)
    return made


def _checked(path: Path, make: Any) -> Any:
    try:
        return make(read_yaml(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise HumiaoError("HM130", f"{path.name} cannot be read ({error.strerror})") from error
    except Exception as error:  # a file written by hand can be broken in any way
        raise HumiaoError("HM130", f"{path.name} is broken", str(error).split("\n")[0]) from error


def _rules(data: dict[str, Any]) -> Rules:
    if data["online_seconds"] <= HIDDEN_TAB:
        raise ValueError(f"online_seconds must be more than {HIDDEN_TAB}")
    if data["capacity"] < 1:
        raise ValueError("capacity must be at least 1")
    made = Rules(
        online=timedelta(seconds=data["online_seconds"]),
        offer_after=timedelta(seconds=data["offer_after"]),
        sign=timedelta(minutes=data["sign_minutes"]),
        silence=_by_level(data["silence_minutes"]),
        gone=_by_level(data["gone_minutes"]),
        capacity=int(data["capacity"]),
        told=data["told"].strip(),
        left=data["left"].strip(),
    )
    if min(made.gone.values()) < made.online:
        raise ValueError("gone_minutes must not be shorter than online_seconds")
    made.left.format(number="")
    return made


def _by_level(minutes: Mapping[str, float]) -> Mapping[RiskLevel, timedelta]:
    return {level: timedelta(minutes=minutes[level.value]) for level in RiskLevel}


def _skills(data: dict[str, Any]) -> Mapping[str, Skill]:
    made: dict[str, Skill] = {}
    for row in data["skills"]:
        topics = frozenset(Topic(name).value for name in row.get("topics", ()))
        if row["id"] in made or len(row["id"]) > 40:
            raise ValueError(f"the skill {row['id']} is there twice, or its id too long")
        made[row["id"]] = Skill(row["id"], row["name"], topics, bool(row.get("asked", False)))
    return made
