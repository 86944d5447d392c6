"""The few numbers above a report, and its findings in words: composed from the counts, without any cause."""

from __future__ import annotations

from dataclasses import dataclass

from cases.figures.hiding import FEWEST, Mark
from console.figures.view import Compared
from console.figures.words import duration, name_of

MANY = 5
"""A change of a family by fewer cases is no finding."""
CLEAR = 0.2
"""Nor is one by less than this share."""


@dataclass(frozen=True)
class Tile:
    """A number with its name, and how it was before."""

    name: str
    value: str
    beside: str = ""
    loud: bool = False


def tiles(seen: Compared) -> list[Tile]:
    """New, red, the wait of red ones, ended, still open, reports, referrals."""
    red_wait = seen.now.measures.get("median:red")
    breached = seen.now.mark("clock_end:breached")
    return [
        _count(seen, "新收", "opened"),
        _count(seen, "其中红色", "level:red", loud=bool(seen.now.mark("level:red"))),
        Tile("红色等待（中位）", "—" if red_wait is None else duration(red_wait), _quick(seen)),
        _count(seen, "结案", "flow:closed"),
        _count(seen, "期末在办", "flow:end"),
        _count(seen, "强制报告", "reports"),
        _count(seen, "转介", "referrals"),
        _count(seen, "时限超时", "clock_end:breached", loud=bool(breached)),
    ]


def findings(seen: Compared) -> list[str]:
    """Sentences with the numbers as they may be shown; nothing is said of a count that is not printed."""
    said = [_came(seen), _most(seen), _changed(seen), _waited(seen), _limits(seen), _asked_again(seen), _gaps(seen)]
    return [sentence for sentence in said if sentence]


def _count(seen: Compared, title: str, name: str, *, loud: bool = False) -> Tile:
    now, before, year = seen.marks(name)
    beside = [f"{when} {mark}" for when, mark in zip(seen.times[1:], (before, year), strict=True) if mark is not None]
    return Tile(title, str(now), " · ".join(beside), loud)


def _quick(seen: Compared) -> str:
    quick, red = seen.now.mark("wait_level:60s|red"), seen.now.mark("level:red")
    return f"60 秒内 {share(quick, red)}" if share(quick, red) else ""


def share(part: Mark, whole: Mark) -> str:
    """Such as 42%; empty when either is not printed, or when it would be of fewer than five."""
    if isinstance(part, str) or isinstance(whole, str) or whole < FEWEST:
        return ""
    return f"{part / whole:.0%}"


def _came(seen: Compared) -> str:
    now, before, year = seen.marks("opened")
    words = [f"本期新收 {now} 件"]
    for when, then in zip(seen.times[1:], (before, year), strict=True):
        if isinstance(now, int) and isinstance(then, int) and then:
            way = "与{0}持平" if now == then else f"比{{0}}{'多' if now > then else '少'} {abs(now - then)} 件"
            words.append(f"{way.format(when)}（{(now - then) / then:+.0%}）" if now != then else way.format(when))
    red = seen.now.mark("level:red")
    if red:
        part = share(red, now or 0)
        words.append(f"其中红色 {red} 件" + (f"，占 {part}" if part else ""))
    return "，".join(words) + "。"


def _families(seen: Compared) -> list[tuple[str, Mark, Mark | None]]:
    grid = seen.now.grid("family")
    rows = grid.rows if grid else ()
    return [(name_of("family", row), *seen.marks(f"family:{row}")[:2]) for row in rows if row != "unknown"]  # type: ignore[misc]


def _most(seen: Compared) -> str:
    counted = [(now, name) for name, now, _ in _families(seen) if isinstance(now, int) and now]
    if not counted:
        return ""
    now, name = max(counted, key=lambda one: one[0])
    part = share(now, seen.now.mark("opened"))
    return f"最多的一类是“{name}”，{now} 件" + (f"，占 {part}" if part else "") + "。"


def _changed(seen: Compared) -> str:
    moved = [
        (abs(now - before), name, before, now)
        for name, now, before in _families(seen)
        if isinstance(now, int) and isinstance(before, int)
    ]
    if not moved:
        return ""
    change, name, before, now = max(moved, key=lambda one: one[0])
    if change < MANY or change < CLEAR * max(before, now):
        return ""
    return f"变化最大的一类是“{name}”，由{seen.times[1]} {before} 件到本期 {now} 件。"


def _waited(seen: Compared) -> str:
    red = seen.now.mark("level:red")
    if not red:
        return ""
    words = []
    quick = seen.now.mark("wait_level:60s|red")
    if share(quick, red):
        words.append(f"红色单 60 秒内有人接的 {quick} 件（{share(quick, red)}）")
    if "median:red" in seen.now.measures:
        words.append(f"等待中位数 {duration(seen.now.measures['median:red'])}")
    if "p90:red" in seen.now.measures:
        words.append(f"九成在 {duration(seen.now.measures['p90:red'])}内")
    nobody = seen.now.mark("wait_level:nobody|red")
    if nobody:
        words.append(f"制表时还没有人接的 {nobody} 件")
    return "，".join(words) + "。" if words else ""


def _limits(seen: Compared) -> str:
    broken, all_ = seen.now.mark("clock_end:breached"), seen.now.mark("clocks")
    if not broken:
        return ""
    part = share(broken, all_)
    return f"到期时限 {all_} 个，超时 {broken} 个" + (f"（{part}）" if part else "") + "。"


def _asked_again(seen: Compared) -> str:
    due, done = seen.now.mark("followups"), seen.now.mark("followup:in_time")
    if not due:
        return ""
    part = share(done, due)
    return f"应做回访 {due} 次，按时完成 {done} 次" + (f"（{part}）" if part else "") + "。"


def _gaps(seen: Compared) -> str:
    gaps = seen.now.mark("gaps")
    return f"没有答上的提问 {gaps} 次。" if gaps else ""
