"""The sentences of data/replies: loaded once, checked for missing ids and blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from humiao.message import Choice, Reply

PROGRESS = ("received", "graded", "assigned", "claimed", "waiting", "feedback", "follow_up")
"""The open states of a ticket, each with its sentence for the person who asks."""

BLANKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("red", "red_self", "red_other", "red_adult"), frozenset({"number", "coming"})),
    **dict.fromkeys(("yellow", "yellow_adult", "hand_over"), frozenset({"number", "coming"})),
    **dict.fromkeys(("red_again", "yellow_again", "hand_over_again", "unclear_to_human"), frozenset({"number"})),
    "coming_soon": frozenset({"by"}),
    "coming_later": frozenset({"opens", "by"}),
    **dict.fromkeys(("delete_later", "kept", "file_missing"), frozenset({"number"})),
    **dict.fromkeys((f"progress_{s}" for s in PROGRESS), frozenset({"number"})),
    "progress_merged": frozenset({"number"}),
    "clear_done": frozenset({"gone"}),
    "clear_left": frozenset({"left"}),
    "article": frozenset({"title", "version", "text"}),
    "too_big": frozenset({"megabytes"}),
    "articles_near": frozenset({"articles"}),
}
PLAIN = (
    "opening", "blue", "check_in", "check_in_choices", "ask_human_choice", "safe_now", "clarify",
    "clarify_near", "no_answer", "answer_close", "article_missing", "progress_none", "delete_ask",
    "delete_ask_choices", "delete_done", "delete_no", "greet", "thanks", "goodbye", "ask_bot",
    "out_of_scope", "affirm", "deny", "kept_intimate", "sticker", "emergency", "emergency_not_kept",
    "file_failed", "not_kept", "unhelpful", "unhelpful_choice", "happening_choice", "danger_choice",
    "coming_now", "coming_owner", "nobody_yet", "button_expired", "clear_nothing", "clear_rest", "clear_down",
)  # fmt: skip


@dataclass(frozen=True)
class Replies:
    """The reviewed sentences by id."""

    texts: Mapping[str, str]

    def say(self, id: str, *, numbers: tuple[str, ...] = (), choices: tuple[Choice, ...] = (), **blanks: str) -> Reply:
        """The sentence with its blanks filled; an unknown id is a programming error (KeyError)."""
        return Reply(self.texts[id].format(**blanks).strip(), choices=choices, numbers=numbers)

    def choices(self, id: str) -> tuple[Choice, ...]:
        """Buttons written as ``label|label``; pressing one sends its label."""
        return tuple(Choice(label.strip(), label.strip()) for label in self.texts[id].split("|"))


def load_replies(path: Path) -> Replies:
    """Reads the sentences; raises HM020 naming every missing, unknown or wrongly blanked one."""
    try:
        texts = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise HumiaoError("HM020", f"the replies cannot be read from {path.name}", str(error).split("\n")[0]) from error
    faults = _faults({k: str(v) for k, v in texts.items()} if isinstance(texts, dict) else {})
    if faults:
        raise HumiaoError("HM020", f"{path.name} is not complete", "; ".join(faults))
    return Replies({k: str(v) for k, v in texts.items()})


def _faults(texts: Mapping[str, str]) -> list[str]:
    known = set(BLANKS) | set(PLAIN)
    faults = [f"{id} is missing" for id in sorted(known - set(texts))]
    faults += [f"{id} is not known" for id in sorted(set(texts) - known)]
    for id in known & set(texts):
        found, allowed = set(re.findall(r"{(\w*)}", texts[id])), BLANKS.get(id, frozenset())
        if found != allowed:
            faults.append(f"{id} has the blanks {sorted(found)}, wanted {sorted(allowed)}")
    return faults
