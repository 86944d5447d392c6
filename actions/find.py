"""Find the reviewed answer to a text, or decide that there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from actions.turn import Kit
from knowledge.search import Findings

SHORTEST_QUESTION = 4
"""Characters of the shortest text that is answered: 抚养费呢, 怎么报警. A single word names a subject
but asks nothing."""
LONGEST_FOLLOW_UP = 25
"""Characters: whoever goes on asking about the same thing does not tell it again."""
BEFORE = 2
"""Earlier messages that a follow-up question is read with."""

_GOES_ON = re.compile(
    r"^(?:那|哪|如果|要是|万一|假如|还有|然后|所以|可是|但是|但|可|他|她|它|他们|这样|这种|这个|多久|多少|几|谁|为什么|凭什么|要不要|用不用|需要|我该|会不会|能不能)"
    r"|(?:呢|的话)[？?。!！]*$"
)
_ASKS = re.compile(
    r"[?？]|吗|嘛$|么$|呢|怎么|咋|怎样|如何|能不能|可不可以|可以不|该不该|要不要|会不会|是不是|有没有"
    r"|犯法|违法|多久|多少|为什么|凭什么|哪里|哪儿|去哪|找谁|谁来|谁能"
)


def find(kit: Kit, text: str, shares: Mapping[str, float], earlier: Sequence[str] = ()) -> Findings:
    """What the knowledge has for the text; ``answered`` only when it is a question we can answer.

    ``shares`` is what the classifier takes it to be about; ``earlier`` is what the person wrote before
    and got an answer to: 那他会坐牢吗 is read with it.
    """
    before = "，".join(earlier[-BEFORE:]) if goes_on(text) else ""
    findings = kit.knowledge.find(text, shares=shares, before=before)
    return findings if len(text.strip()) >= SHORTEST_QUESTION else Findings(findings.hits, answered=False)


def goes_on(text: str) -> bool:
    """True when the text reads like the next question about the same thing."""
    return len(text) <= LONGEST_FOLLOW_UP and _GOES_ON.search(text.strip()) is not None


def asks(text: str) -> bool:
    """True when the text asks something, whatever else it tells."""
    return _ASKS.search(text) is not None
