"""Any source may raise the level and none may lower it."""

from __future__ import annotations

from typing import Any

import pytest

from humiao.assessment import Assessment, Source, Understanding
from humiao.vocabulary import Act, RiskLevel, Topic
from nlu.safety import SafetyRules
from nlu.triage import assess, joined

RULES = SafetyRules.load()
NONE, BLUE, YELLOW, RED = RiskLevel.NONE, RiskLevel.BLUE, RiskLevel.YELLOW, RiskLevel.RED


def understood(intent: str = "legal_education", risk: RiskLevel = NONE, sure: float = 0.9) -> Understanding:
    risks = dict.fromkeys(RiskLevel, (1 - sure) / 3) | {risk: sure}
    return Understanding(intent, sure, {intent: sure, "legal_aid": 1 - sure}, risks, model="m1")


def told(text: str, understanding: Understanding | None = None, **more: Any) -> Assessment:
    return assess(text, rules=RULES, understanding=understanding or understood(), **more)


def test_a_rule_wins_over_a_classifier_that_sees_a_greeting() -> None:
    assessment = told("今晚我要自杀", understood("greet"))

    assert assessment.level is RED
    assert assessment.topic is Topic.SUICIDE_CRISIS
    assert assessment.act is Act.GREET


def test_the_classifier_may_raise_what_rules_miss() -> None:
    assessment = told("有点事", understood("runaway", RED))

    assert assessment.level is RED
    assert assessment.level_from(Source.RULE) is NONE


def test_the_conversation_never_falls_below_its_earlier_level() -> None:
    assessment = told("别再说想死了，我没事", earlier=RED)

    assert assessment.level is RED
    assert [r.level for r in assessment.reasons if r.id == "earlier"] == [RED]


def test_a_goodbye_spread_over_lines_is_red() -> None:
    assessment = told("不用回我了，就是想有人知道我来过", history=["在吗", "我把存的钱都转给弟弟了"])

    assert assessment.level is RED
    assert assessment.level_from(Source.CONTEXT) is RED
    assert all(0 <= (r.start or 0) <= (r.end or 0) <= 16 for r in assessment.reasons)


def test_what_earlier_lines_said_alone_is_not_said_again() -> None:
    assert told("今天天气不错", history=["我要自杀"]).level is NONE


def test_without_the_classifier_the_level_can_only_be_too_high() -> None:
    assessment = assess("我想问点事", rules=RULES, understanding=None)

    assert (assessment.level, assessment.degraded) == (YELLOW, True)
    assert "degraded" in {reason.id for reason in assessment.reasons}


def test_a_command_is_not_lifted_when_the_classifier_is_down() -> None:
    assessment = assess("你好", rules=RULES, understanding=None, harmless=True)

    assert (assessment.level, assessment.degraded) == (NONE, True)


def test_rules_alone_lift_nothing() -> None:
    assessment = assess("我想问点事", rules=RULES, understanding=None, rules_only=True)

    assert (assessment.level, assessment.degraded) == (NONE, False)


def test_the_floor_of_a_topic_lifts_a_disclosure() -> None:
    assert told("那件事一直这样", understood("domestic_violence", BLUE, sure=0.6)).level is YELLOW
    assert told("那件事一直这样", understood("sexual_assault", YELLOW, sure=0.55)).level is YELLOW
    likely = Understanding(
        "sexual_assault", 0.9, {"sexual_assault": 0.9}, {RED: 0.25, YELLOW: 0.65, BLUE: 0.1}, model="m"
    )
    assert told("那件事一直这样", likely).level is RED


def test_no_floor_counts_where_the_classifier_rules_danger_out() -> None:
    assert told("那件事一直这样", understood("domestic_violence", BLUE, sure=0.9)).level is BLUE


def test_weak_signs_need_a_classifier_that_does_not_rule_danger_out() -> None:
    text = "我在家里不敢说话"
    assert [reason.id for reason in RULES.check(text)] == ["signs.some"]

    assert told(text, understood("out_of_scope", NONE, sure=0.99)).level is NONE
    assert told(text, understood("out_of_scope", NONE, sure=0.5)).level is YELLOW


@pytest.mark.parametrize("text", ["他拿刀架在我脖子上", "今晚我要自杀", "我想zs"])
def test_a_named_danger_counts_whatever_the_classifier_says(text: str) -> None:
    assert told(text, understood("out_of_scope", NONE, sure=0.99)).level is RED


@pytest.mark.parametrize("text", ["强奸罪怎么判", "电影《素媛》观后感怎么写"])
def test_the_floor_never_lifts_a_question_about_the_law(text: str) -> None:
    assert told(text, understood("sexual_assault", BLUE)).level is BLUE
    assert told(text, understood("sexual_assault", NONE)).level is NONE


def test_unclear_distress_is_asked_about_once_gently() -> None:
    assert told("活着好没意思").check_in
    assert told("没什么", understood("mental_distress", BLUE, sure=0.3)).check_in
    assert not told("你们几点上班").check_in
    assert not told("今晚我要自杀").check_in


def test_the_classifier_names_the_topic_before_the_rules() -> None:
    assessment = told("爸爸拿着刀在门外", understood("traffic", BLUE, sure=0.6))

    assert assessment.topics[0] is Topic.TRAFFIC
    assert Topic.VIOLENCE_IN_PROGRESS in assessment.topics


def test_rules_name_the_topic_where_the_classifier_sees_none() -> None:
    assert told("爸爸拿着刀在门外", understood("greet", sure=0.4)).topic is Topic.VIOLENCE_IN_PROGRESS


def test_the_last_lines_together_may_raise_what_each_alone_does_not() -> None:
    alone, together = understood("out_of_scope", NONE), understood("sexual_assault", RED)

    assert told("他又来了", alone, history=("叔叔晚上进我房间",), together=together).level is RED
    assert told("他又来了", alone, together=understood("sexual_assault", RED, sure=0.5)).level is NONE


def test_only_lines_with_words_are_joined() -> None:
    assert joined(["一", " ", "二"], "三") == "一\n二\n三"
    assert joined([], "三") is None
    assert joined(["一"], " ") is None


def test_an_act_has_no_topic_of_its_own() -> None:
    assessment = told("谢谢老师", understood("thanks"))

    assert (assessment.act, assessment.topics) == (Act.THANKS, ())


def test_the_versions_are_kept_with_the_assessment() -> None:
    assessment = told("你好")

    assert (assessment.rules_version, assessment.model_version) == (RULES.version, "m1")
