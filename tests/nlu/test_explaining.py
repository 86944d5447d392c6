"""What an operator reads about one message: every reason in words, the matched words marked, nothing hidden."""

from __future__ import annotations

import pytest

from humiao.assessment import Assessment, Entity, Reason, Source, Understanding
from humiao.vocabulary import Act, RiskLevel, Topic
from nlu.explaining import explain, marked

RED, YELLOW, BLUE, NONE = RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE, RiskLevel.NONE
TEXT = "我在楼顶，风好大"
HEARD = Understanding("self_harm", 0.4, {"self_harm": 0.4, "greet": 0.3, "drugs": 0.01}, {RED: 0.8, NONE: 0.2})
RULE = Reason(Source.RULE, "suicide.edge", RED, Topic.SUICIDE_CRISIS, start=1, end=4, note="On the edge")


def told(*reasons: Reason, heard: Understanding | None = HEARD, **others: object) -> str:
    found = Assessment(RED, (Topic.SUICIDE_CRISIS,), reasons=reasons, rules_version="r9", **others)  # type: ignore[arg-type]
    return "\n".join(explain(TEXT, found, heard))


def test_a_rule_tells_its_words_and_its_reason_and_marks_the_message() -> None:
    text = told(RULE)

    assert "级别：红 · 紧急" in text
    assert "我【在楼顶】，风好大" in text
    assert "安全规则 suicide.edge（自杀危机）：看到“在楼顶”，判为红。 规则说明：On the edge" in text


def test_the_classifier_tells_all_its_probabilities() -> None:
    assert "分类模型：红 80%，黄 0%，蓝 0%，无 20%；判为红。" in told(Reason(Source.CLASSIFIER, "risk", RED))


def test_a_floor_tells_the_topic_it_belongs_to() -> None:
    reason = Reason(Source.FLOOR, "sexual_assault", YELLOW, Topic.SEXUAL_ASSAULT, confidence=0.7)

    assert "主题底线：说的是“性侵害”（70%），说出这样的事至少判黄。" in told(reason)


def test_topics_have_shares_and_those_of_rules_say_so() -> None:
    assert "主题：自杀危机（规则），自伤 40%，问候 30%\n" in told(RULE) + "\n"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(Source.CONTEXT, "earlier", YELLOW), "此前已判为黄，程序不会自己降低"),
        (Reason(Source.CONTEXT, "degraded", YELLOW), "分类模型没有回答，为稳妥起见至少判黄"),
        (Reason(Source.CONTEXT, "goodbye", RED, start=5, end=8), "和前面的消息连起来，看到“风好大”，判为红"),
    ],
)
def test_context_is_told_in_words(reason: Reason, words: str) -> None:
    assert words in told(reason)


def test_without_a_classifier_it_says_so_plainly() -> None:
    text = told(RULE, heard=None, degraded=True, check_in=True)

    assert "降级：分类模型没有回答，只凭安全规则判断，至少按黄色；该红的可能没有判红。" in text
    assert "追问：" in text
    assert "版本：规则 r9，模型 没有用" in text


def test_entities_are_named() -> None:
    assert "提到：年龄“13岁”" in told(entities=(Entity("age", "13岁", 0, 3),))


def test_a_message_without_reasons_says_so() -> None:
    text = "\n".join(explain("你好", Assessment(NONE, act=Act.GREET), None))

    assert "没有规则或模型提出更高的级别" in text
    assert "主题：看不出" in text


def test_marks_that_touch_or_overlap_are_one() -> None:
    others = (Reason(Source.RULE, "a", RED, start=1, end=3), Reason(Source.RULE, "b", BLUE, start=2, end=5))

    assert marked("零一二三四五", Assessment(RED, reasons=others)) == "零【一二三四】五"
