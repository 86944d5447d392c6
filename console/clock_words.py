"""What the clocks did, in the words of the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cases.casefile import Change
from cases.clocks.rules import Tell, clocks
from cases.clocks.telling import NOBODY
from console.handing_words import FLAGS


class _ClockNames(Mapping[str, str]):
    """The names in data/desk/clocks.yml, read when the first page wants one: a fault there stops no import."""

    def __getitem__(self, id: str) -> str:
        return clocks().by_id[id].name

    def __iter__(self) -> Iterator[str]:
        return iter(clocks().by_id)

    def __len__(self) -> int:
        return len(clocks().by_id)


CLOCKS = _ClockNames()
ROLES = {
    Tell.OWNER: "提醒负责人",
    Tell.SUPERVISOR: "升级督导",
    Tell.DUTY_LEADER: "升级值班长",
    Tell.CHILD: "如实告诉求助者",
}
CHANGES = frozenset({"clock", "raised", "rang"})
"""Changes whose sentence needs more than two words."""


def clock_name(id: str | None) -> str:
    """Such as 红色有人接, or what a supervisor must know of a report; a clock of other data shows its id."""
    return CLOCKS.get(id or "", FLAGS.get(id or "", id or ""))


def sentence(change: Change, names: Mapping[str, str]) -> str:
    """What happened, in a few words."""
    before, after = change.before or "", change.after or ""
    if change.change == "rang":
        return f"红色警报在{names.get(after, after)}的值班台响起"
    if change.change == "raised":
        told = "没有可以通知的人" if after == NOBODY else names.get(after, after)
        return f"“{clock_name(before)}”升级：{told}"
    parts = [f"时限“{clock_name(before)}”已办到"] if before else []
    return "，".join([*parts, *([f"开始计时：{clock_name(after)}"] if after else [])])
