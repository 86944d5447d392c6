"""Finding the right answer and abstaining, measured on questions that were not tuned on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from humiao.vocabulary import Topic
from knowledge.entries import Entry
from knowledge.search import KnowledgeSearch, load_off_topic
from knowledge.statutes import Statutes

HERE = Path(__file__).parent
pytestmark = pytest.mark.timeout(600)  # the very first run embeds all entries, slowly on a busy machine


@dataclass(frozen=True)
class Measured:
    """Shares over one set of questions."""

    first_hit: float
    abstention: float


def questions(name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["questions"]
    return rows


def measure(search: KnowledgeSearch, rows: list[dict[str, object]]) -> Measured:
    first, decided, answerable = 0, 0, 0
    for row in rows:
        findings = search.find(str(row["ask"]))
        decided += findings.answered != bool(row.get("refuse"))
        wanted = row.get("entry")
        if isinstance(wanted, list):
            answerable += 1
            first += bool(findings.hits) and findings.hits[0].entry.id in wanted
    return Measured(first / answerable, decided / len(rows))


def test_the_set_of_questions_is_as_described(entries: dict[str, Entry]) -> None:
    rows = questions("questions.yml")
    assert len(rows) == 120
    assert sum("refuse" in row for row in rows) == 40
    asked = {text for entry in entries.values() for text in entry.questions} | set(load_off_topic_sentences())
    assert not asked & {str(row["ask"]) for name in ("questions.yml", "questions_later.yml") for row in questions(name)}


def load_off_topic_sentences() -> tuple[str, ...]:
    return load_off_topic(HERE.parent.parent / "data" / "off_topic.yml")


@pytest.mark.parametrize("rows", [questions("questions.yml")[1::2], questions("questions_later.yml")])
def test_questions_never_tuned_on_are_answered_rightly_and_foreign_ones_refused(
    search: KnowledgeSearch, rows: list[dict[str, object]]
) -> None:
    measured = measure(search, rows)
    assert measured.first_hit >= 0.9
    assert measured.abstention >= 0.95


def test_without_the_sentence_model_wording_alone_still_serves(entries: dict[str, Entry], statutes: Statutes) -> None:
    measured = measure(KnowledgeSearch(tuple(entries.values()), None, statutes), questions("questions.yml")[1::2])
    assert measured.first_hit >= 0.75
    assert measured.abstention >= 0.8


def test_a_title_that_was_offered_is_answered_with_its_entry(
    search: KnowledgeSearch, entries: dict[str, Entry]
) -> None:
    for entry in list(entries.values())[::7]:
        findings = search.find(entry.title)
        assert findings.answered
        assert findings.hits[0].entry is entry


def test_the_topic_of_triage_settles_a_tie(search: KnowledgeSearch) -> None:
    question = "我十七在奶茶店干活老板扣我工资"
    scores = {topic: search.find(question, topic=topic) for topic in (None, Topic.CHILD_LABOUR)}
    assert scores[Topic.CHILD_LABOUR].hits[0].score > scores[None].hits[0].score
    assert scores[Topic.CHILD_LABOUR].answered == scores[None].answered


def test_naming_an_article_favours_the_answers_that_rest_on_it(search: KnowledgeSearch) -> None:
    findings = search.find("刑法第二十条说的情况，他先动手我可不可以打")
    assert findings.hits[0].entry.id == "self_defence"


@pytest.mark.parametrize("text", ["", "   ", "？？！", "😭😭"])
def test_a_message_without_words_finds_nothing(search: KnowledgeSearch, text: str) -> None:
    assert search.find(text).hits == ()


def test_never_more_than_three_titles_are_offered(search: KnowledgeSearch) -> None:
    assert len(search.find("同学打我怎么办").hits) == 3


def test_a_very_long_message_is_still_understood(search: KnowledgeSearch) -> None:
    findings = search.find("同学老是打我，老师不管，怎么办。" + "今天" * 2000 + "他们天天在学校欺负我")
    assert findings.hits == () or findings.hits[0].entry.id.startswith(("bullying", "teacher", "self"))
