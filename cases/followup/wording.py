"""The few sentences of a follow-up, and the answers that mean stop or not now (data/replies/follow_up.yml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.text import plain
from humiao.yaml_text import read_yaml

FILE = ROOT / "data" / "replies" / "follow_up.yml"

_TELLS = re.compile(
    r"护苗|热线|12355|12348|110|服务台|值班|老师|案|单号|转介|报警|警|法律|法援|律师|心理|咨询|家暴|欺凌|虐待|侵|自杀|自伤|回访|求助|保护|妇联|民政|\d"
)
"""What would tell whoever else holds the phone who is asking, or about what."""


@dataclass(frozen=True)
class Wording:
    """The sentences; ``stop`` and ``not_now`` are compared with a whole message."""

    ask: tuple[str, ...]
    wait: str
    later: str
    stopped: str
    stop: frozenset[str]
    not_now: frozenset[str]

    def ask_for(self, follow_up_id: str) -> str:
        """The sentence for this follow-up: the same one whoever sends it, another one for the next."""
        return self.ask[sum(follow_up_id.encode()) % len(self.ask)]

    def means_stop(self, text: str) -> bool:
        return _bare(text) in self.stop

    def means_not_now(self, text: str) -> bool:
        return _bare(text) in self.not_now


@lru_cache(maxsize=1)
def wording() -> Wording:
    """The sentences that come with the program, read once."""
    return load(FILE)


def load(path: Path) -> Wording:
    """Reads the sentences; raises HM170 naming what is missing or would give somebody away."""
    try:
        read = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise HumiaoError("HM170", f"the words of the follow-ups cannot be read from {path.name}", "") from error
    fields: dict[str, Any] = read if isinstance(read, dict) else {}
    lists = {name: [str(text) for text in fields.get(name) or []] for name in ("ask", "stop", "not_now")}
    said = {name: str(fields.get(name) or "").strip() for name in ("wait", "later", "stopped")}
    faults = [f"{name} is missing" for name, value in {**lists, **said}.items() if not value]
    faults += [
        f"{name} gives away who is asking" for name, text in _sentences(lists["ask"], said) if _TELLS.search(text)
    ]
    if faults:
        raise HumiaoError("HM170", f"{path.name} is not fit to be sent", "; ".join(faults))
    return Wording(
        tuple(lists["ask"]),
        **said,
        stop=frozenset(map(_bare, lists["stop"])),
        not_now=frozenset(map(_bare, lists["not_now"])),
    )


def _sentences(ask: list[str], said: dict[str, str]) -> list[tuple[str, str]]:
    return [*(("ask", text) for text in ask), *said.items()]


def _bare(text: str) -> str:
    return re.sub(r"\W", "", plain(text))
