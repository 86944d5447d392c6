"""The case file on paper, at three levels of masking; who printed it, when and at which level is on every sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from starlette.responses import Response

from cases import audit, fields, reach
from cases.access import Permission
from cases.callers.profile import profile
from cases.casework import people
from cases.errors import NotAllowed
from cases.fields import Tie
from cases.store import Work
from cases.tables import Ticket
from console.pages import Pages
from console.print_parts import Part, parts
from console.visit import Visit
from humiao.vocabulary import Word
from knowledge.masking import mask


class Mask(Word):
    """What of a case goes onto paper."""

    FULL = "full"
    NAMES = "names"
    ALL = "all"


MASKS = {Mask.FULL: "内部完整", Mask.NAMES: "隐去身份", Mask.ALL: "仅统计"}
MEANING = {
    Mask.FULL: "全部内容，只供负责这个单的人和督导在办公室内使用。",
    Mask.NAMES: "姓名、号码、地址、学校自动遮盖。机器会有遗漏：交给别人以前，请逐页看一遍。",
    Mask.ALL: "没有任何人写的话，只有时间、级别和数量。",
}


@dataclass(frozen=True)
class Printed:
    """One part on paper: lines of label and text, or only how many there are."""

    title: str
    lines: tuple[tuple[str, str], ...]
    count: int


def register(pages: Pages) -> None:
    @pages.page("/cases/{number}/print", needs=Permission.CASE_READ)
    def paper(visit: Visit) -> Response:
        level = _level(visit)
        with visit.desk.store.session() as work:
            ticket = reach.read(work, visit.path("number"), visit.operator)
            if level is Mask.FULL and fields.tie(work, visit.operator, ticket) is Tie.OTHER:
                raise NotAllowed("only for who is responsible for the case")
            hide = _hiding(work, ticket, level)
            printed = [_printed(part, level, hide) for part in parts(work, ticket, visit.operator)]
            audit.append(work, visit.operator.id, "ticket:printed", f"ticket/{ticket.id}", {"mask": str(level)})
            work.commit()
        values: dict[str, Any] = {
            "ticket": ticket,
            "parts": printed,
            "level": level,
            "masks": MASKS,
            "meaning": MEANING[level],
        }
        return visit.page("print.html", **values)


def _level(visit: Visit) -> Mask:
    wanted = visit.request.query_params.get("mask", "")
    return Mask(wanted) if wanted in set(Mask) else Mask.NAMES


def _hiding(work: Work, ticket: Ticket, level: Mask) -> Callable[[str], str]:
    """How texts are written; what is known to be a name or a number here is hidden for certain."""
    if level is not Mask.NAMES:
        return lambda text: text
    known = profile(work, ticket.conversation)
    named = [person.named for person in people.people(work, ticket)]
    secrets = {known.name: "【姓名】", known.phone: "【电话】", known.where: "【地址】"}
    secrets |= {one.name: "【姓名】" for one in named} | {one.phone: "【电话】" for one in named}

    longest_first = sorted(filter(None, secrets), key=len, reverse=True)
    known_here = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def hide(text: str) -> str:
        # Between the names that are known: the rules would take their marks for parts of other names.
        pieces = (mask_lines(piece) for piece in known_here.split(text))
        marks = (secrets[name] for name in known_here.findall(text))
        return "".join(part for pair in zip_longest(pieces, marks, fillvalue="") for part in pair)

    return hide


def mask_lines(text: str) -> str:
    """The text masked line by line: its lines stay apart."""
    return "\n".join(mask(line) if line.strip() else line for line in text.split("\n"))


def _printed(part: Part, level: Mask, hide: Callable[[str], str]) -> Printed:
    if level is Mask.ALL and not part.facts:
        return Printed(part.title, (), len(part.lines))
    shown = [line for line in part.lines if level is Mask.FULL or not line.identity]
    texts = tuple((line.label, line.text if part.facts or line.fact else hide(line.text)) for line in shown)
    return Printed(part.title, texts, len(part.lines))
