"""The page itself: made once, the same for everybody, with nothing in it that a person wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.replies import Replies
from bot.web_forms import CHARACTERS
from humiao.settings import Settings

NEUTRAL = "https://www.baidu.com/"
"""Where the quick exit leads: the page that most people here have open anyway."""


@dataclass(frozen=True)
class Urgent:
    """A number shown before anything is typed, with when to dial it."""

    number: str
    when: str


# National and the same for decades, so they are no entries of a directory that expire.
URGENT = (Urgent("110", "有危险"), Urgent("120", "受伤急救"), Urgent("12356", "心里难受"))


def render(folder: Path, settings: Settings, replies: Replies) -> str:
    """The HTML of the page."""
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("chat.html").render(
        opening=replies.say("opening").text,
        urgent=URGENT,
        neutral=NEUTRAL,
        characters=CHARACTERS,
        megabytes=settings.number("upload_mb"),
    )
