"""How the linter's findings and counts are told."""

from __future__ import annotations

import io

from rich.console import Console

from nlu.lint import counts, findings
from nlu.lint_report import report, show
from tests.nlu.evaluating import BLUE, RED, YELLOW, said

TRAINED = [said("我在桥下面过夜", RED), said("我在桥下面，过夜", YELLOW, "drugs", ""), said("走了", BLUE)]
HELD = [said("他们又来了 [b]", RED, sender="peer")]


def test_findings_and_counts_are_plain_data() -> None:
    told = report(findings(TRAINED, HELD), counts(TRAINED), counts(HELD))

    assert [finding["fault"] for finding in told["findings"]] == ["conflict"]
    assert told["findings"][0]["other"]["text"] == "我在桥下面，过夜"
    assert told["trained"]["by_topic"] == {"runaway": {"red": 1, "blue": 1}, "drugs": {"yellow": 1}}
    assert told["trained"]["by_sender"] == {"child": 2, "unknown": 1}
    assert told["held_out"]["by_sender"] == {"peer": 1}


def test_a_person_reads_counts_by_topic_and_level_and_then_the_findings() -> None:
    written = io.StringIO()
    show(findings(TRAINED, HELD), counts(TRAINED), counts(HELD), Console(file=written, width=120))

    told = written.getvalue()
    assert "trained on, by sender: child 2, unknown 1" in told
    assert "the same words with two labels: decide" in told
    assert told.rstrip().endswith("findings: 1")
