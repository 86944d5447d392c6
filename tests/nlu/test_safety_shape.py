"""The engine itself: spans, disguises, cost, and faults in the rule files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel, highest
from nlu.safety import RULES_FOLDER, SafetyRules

RULES = SafetyRules.load()
DANGERS = ["我要自杀", "遗书写好了", "他拿着刀在门外", "教练摸我下面", "我被锁在阳台", "三天没饭吃了", "刀在书包里了"]
HIDDEN = "\u200b\u200d\u2060\ufeff\u00ad\u200e\ufe0f"
MIXED = "我想死自杀紫砂刀打她摸下面，。！？ \n*·-《》“”🔪💊aZ9ａ④亖\u200b\u0301"


def level(text: str) -> RiskLevel:
    return highest(reason.level for reason in RULES.check(text))


@given(st.one_of(st.text(max_size=200), st.text(MIXED, max_size=200)))
@settings(max_examples=300, deadline=None)
def test_a_span_always_lies_inside_the_message(text: str) -> None:
    for reason in RULES.check(text):
        assert reason.start is not None
        assert reason.end is not None
        assert 0 <= reason.start < reason.end <= len(text)


@given(st.sampled_from(DANGERS), st.data())
@settings(max_examples=200, deadline=None)
def test_invisible_characters_hide_no_danger(danger: str, data: st.DataObject) -> None:
    fillers = st.text(HIDDEN, max_size=3)
    disguised = "".join(char + data.draw(fillers) for char in danger)

    assert level(disguised) is RiskLevel.RED


@pytest.mark.parametrize(
    "disguised",
    [
        "我要自*杀", "我要自.杀", "我要自-杀", "我要自 杀", "我要自、杀", "我要自_杀", "我 要 自 杀",
        "我要自。杀", "我要自/杀",
        "我要ｚｉｓｈａ", "我要ZiSha", "我想④了，今晚", "我想4️⃣了，今晚", "想亖了，藥攢夠了", "我要自殺",
        "我被🈶強了",
        "我要自鯊", "我想紫、砂", "我想紫砂", "想噶，遗书写好了", "今晚不想霍了",
    ],
)  # fmt: skip
def test_a_disguise_hides_no_danger(disguised: str) -> None:
    assert level(disguised) is RiskLevel.RED


@given(st.sampled_from(DANGERS), st.booleans())
@settings(deadline=None)
def test_full_width_and_traditional_forms_hide_no_danger(danger: str, before: bool) -> None:
    padding = "ｈｅｌｌｏ　"

    assert level(padding + danger if before else danger + padding) is RiskLevel.RED


def test_the_span_points_at_the_words_in_the_original() -> None:
    text = "老师好。　我\u200b要自*杀！"
    reason = RULES.check(text)[0]

    assert text[reason.start : reason.end] in {"要自*杀", "我\u200b要自*杀"}


UNITS = ["我想死", "打", "不", "他摸我", "我被他", "想想想自", "吃了一瓶药，", "《", "🔪", "a", "自，。"]
UNITS += ["爸爸打我。", "没有", "今晚要", "紫砂壶", "*.", "想死死记硬背"]


@pytest.mark.parametrize("unit", UNITS)
def test_ten_times_the_text_costs_about_ten_times_the_time(unit: str) -> None:
    short, long = (unit * 4000)[:400], (unit * 4000)[:4000]
    RULES.check(long)

    # Best of several, because the machine does other things too; quadratic work would give 100.
    assert best_time(long) < 25 * best_time(short) + 0.01


def best_time(text: str) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        RULES.check(text)
        times.append(time.perf_counter() - start)
    return min(times)


def test_the_version_follows_the_files(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = SafetyRules.load(folder).version
    (folder / "more.yml").write_text("cues:\n  added: [某词]\n", encoding="utf-8")

    assert before == RULES.version
    assert SafetyRules.load(folder).version != before


GOOD = """
rules:
  - id: added.rule
    topic: suicide_crisis
    level: red
    any: ["{me} 一二三"]
    reason: A test
    source: a test
    fires: [我一二三]
    quiet: [一二三]
"""


def test_a_sound_rule_can_be_added(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "more.yml").write_text(GOOD, encoding="utf-8")

    assert "added.rule" in {reason.id for reason in SafetyRules.load(folder).check("我一二三")}


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ("level: purple", "level: red", "purple"),
        ("topic: weather", "topic: suicide_crisis", "weather"),
        ("{nobody}", "{me}", "nobody"),
        ("fires: []", "fires: [我一二三]", "fires"),
        ("colour: x\n    level: red", "level: red", "colour"),
        ("~99 一二三", "一二三", "99"),
    ],
)
def test_a_fault_is_named_with_file_and_rule(tmp_path: Path, wrong: str, right: str, named: str) -> None:
    folder = copied(tmp_path)
    (folder / "more.yml").write_text(GOOD.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(HumiaoError) as raised:
        SafetyRules.load(folder)

    assert "more.yml" in str(raised.value)
    assert "added.rule" in str(raised.value)
    assert named in str(raised.value)


def test_a_folder_without_rules_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(HumiaoError):
        SafetyRules.load(tmp_path)


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES_FOLDER, tmp_path / "safety"))


def test_danger_is_found_wherever_it_stands_in_a_very_long_text() -> None:
    rules = SafetyRules.load()
    danger = "我站在天台上不想活了"
    for place in (0, 3_900, 3_995, 7_700, 20_000):
        text = "今天天气很好。" * 3_000
        text = f"{text[:place]}{danger}{text[place:]}"

        [reason] = [found for found in rules.check(text) if found.level is RiskLevel.RED][:1]

        assert place - 5 <= (reason.start or 0) <= place + len(danger)
