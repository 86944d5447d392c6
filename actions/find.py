"""Find the reviewed answer to a text, or decide that there is none."""

from __future__ import annotations

from actions.turn import Kit
from humiao.vocabulary import Topic
from knowledge.search import Findings

SHORTEST_QUESTION = 4
"""Characters of the shortest text that is answered: 抚养费呢, 怎么报警. A single word names a subject
but asks nothing."""


def find(kit: Kit, text: str, topic: Topic | None) -> Findings:
    """What the knowledge has for the text; ``answered`` only when it is a question we can answer."""
    findings = kit.knowledge.find(text, topic=topic)
    return findings if len(text.strip()) >= SHORTEST_QUESTION else Findings(findings.hits, answered=False)
