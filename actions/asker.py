"""Who is asking: an adult gets the adult's text; in doubt it is a child."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError


@dataclass(frozen=True)
class Asker:
    """Phrases that only an adult or only a minor uses of oneself."""

    adult_words: re.Pattern[str]
    child_words: re.Pattern[str]

    def adult(self, texts: Sequence[str]) -> bool:
        """The latest message that tells decides; when none does, the asker counts as a child."""
        for text in reversed(texts):
            if self.adult_words.search(text):
                return True
            if self.child_words.search(text):
                return False
        return False


def load_asker(path: Path) -> Asker:
    """Reads the phrases; raises HM021 when the file or a pattern is broken."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Asker(re.compile("|".join(data["adult"])), re.compile("|".join(data["child"])))
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError) as error:
        raise HumiaoError("HM021", f"{path.name} cannot be used", str(error).split("\n")[0]) from error
