"""Short classes that remember, for the seams to the outside; tests/contracts holds them to the real thing."""

from __future__ import annotations

from humiao.assessment import Understanding
from humiao.vocabulary import RiskLevel


class FakeNlu:
    """Understands what it was taught; everything else is out of scope without risk."""

    def __init__(self) -> None:
        self.taught: dict[str, Understanding] = {}
        self.asked: list[str] = []
        self.down = False

    def teach(self, text: str, intent: str, risk: RiskLevel, confidence: float = 0.9) -> None:
        risks = {level: (0.97 if level is risk else 0.01) for level in RiskLevel}
        self.taught[text] = Understanding(intent, confidence, {intent: confidence}, risks, model="fake")

    def parse(self, text: str) -> Understanding | None:
        self.asked.append(text)
        if self.down:
            return None
        nothing = {level: (0.97 if level is RiskLevel.NONE else 0.01) for level in RiskLevel}
        return self.taught.get(text, Understanding("out_of_scope", 0.3, {}, nothing, model="fake"))

    def alive(self) -> bool:
        return not self.down
