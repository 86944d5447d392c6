"""References to articles as people really write them: the right article or none, never another."""

from __future__ import annotations

import time
from datetime import date

import pytest

from knowledge.statutes import Statutes

UNDERSTOOD = """
未保法11条 => 未成年人保护法第十一条
未保法 第 11 条 => 未成年人保护法第十一条
未保法第十一 => 未成年人保护法第十一条
未保法11 => 未成年人保护法第十一条
未保39条 => 未成年人保护法第三十九条
未保法§39 => 未成年人保护法第三十九条
未成年人保护法 第39条 第二款 => 未成年人保护法第三十九条
未成年人保护法第39条第2款第1项 => 未成年人保护法第三十九条
未成年人保护发39条 => 未成年人保护法第三十九条
未成年人保护法（2024年修正）第三十九条 => 未成年人保护法第三十九条
《中华人民共和国未成年人保护法》（以下简称未保法）第十一条 => 未成年人保护法第十一条
第39条未保法 => 未成年人保护法第三十九条
第三十九条 《未成年人保护法》 => 未成年人保护法第三十九条
未保法里面的第39条 => 未成年人保护法第三十九条
未成年人保護法第１１條 => 未成年人保护法第十一条
刑法236条之一 => 刑法第二百三十六条之一
刑法236之一 => 刑法第二百三十六条之一
刑法第236之1条 => 刑法第二百三十六条之一
刑法第236条（之一） => 刑法第二百三十六条之一
刑法二百三十六条之一第二款 => 刑法第二百三十六条之一
刑法260之一 => 刑法第二百六十条之一
刑法二三六条 => 刑法第二百三十六条
刑法两百三十六条 => 刑法第二百三十六条
刑法236条第二款第（一）项 => 刑法第二百三十六条
刑法17条之一 => 刑法第十七条之一
刑法第十七条的第四款 => 刑法第十七条
刑法第二十条之规定 => 刑法第二十条
強奸刑法236條 => 刑法第二百三十六条
我国《刑法》第二十条第三款 => 刑法第二十条
刑法第20条和治安法19条 => 刑法第二十条
民法典1084 => 民法典第一千零八十四条
民法典第一千〇八十四条 => 民法典第一千零八十四条
民法典一零八四条 => 民法典第一千零八十四条
民法典·婚姻家庭编 第1084条 => 民法典第一千零八十四条
民法典第五编第1084条 => 民法典第一千零八十四条
民法典1084、1085条 => 民法典第一千零八十四条
抚养权 民法典 1084 => 民法典第一千零八十四条
民法典：1084 => 民法典第一千零八十四条
民法典（1084条） => 民法典第一千零八十四条
治安处罚法五十一条 => 治安管理处罚法第五十一条
治安管理处罚法（2025年修订）第51条 => 治安管理处罚法第五十一条
新治安处罚法的第五十一条怎么规定的 => 治安管理处罚法第五十一条
根据教师法第37条 => 教师法第三十七条
民办教育法第3条 => 民办教育促进法第三条
武装警察法第3条 => 人民武装警察法第三条
劳动仲裁法27条 => 劳动争议调解仲裁法第二十七条
家庭教育促进法49 => 家庭教育促进法第四十九条
宪法第四十六条 => 宪法第四十六条
反家暴法第二十三条、第二十四条 => 反家庭暴力法第二十三条
""".strip().splitlines()

NOT_GUESSED = """
未成年人保护法(2012修正)第39条
治安管理处罚法（2012年修正）第43条
2012年的治安管理处罚法第43条
旧治安处罚法43条
1997年刑法第20条
79刑法第79条
特殊教育法第3条
幼儿教师法第三条
疾病预防法第3条
商事仲裁法第3条
婚姻法第三条
民法总则第20条
合同法第52条
日本刑法第20条
未成年人网络保护条例26条
刑法260之二
刑法236-1
刑法第236.1条
刑法二百三
刑法一般怎么判
刑法3年起步
刑法十年
刑法第9999条
民法典一共多少条
民法典1,084条
民法典第1千零84条
民法典2020版
民法典第五编
民法典第1084条之一
刑法修正案十一第一条
未保法
第39条
我12岁
""".strip().splitlines()


@pytest.mark.parametrize("line", UNDERSTOOD)
def test_a_spelling_is_understood(statutes: Statutes, today: date, line: str) -> None:
    query, _, wanted = line.partition(" => ")
    article = statutes.resolve(query, today)
    assert article is not None
    assert article.law.removeprefix("中华人民共和国") + article.article_no == wanted


@pytest.mark.parametrize("query", NOT_GUESSED)
def test_what_may_mean_another_article_is_not_guessed(statutes: Statutes, today: date, query: str) -> None:
    assert statutes.resolve(query, today) is None


def test_the_paragraph_and_the_year_are_kept(statutes: Statutes) -> None:
    paragraph = statutes.named("未保法39条第二款")
    year = statutes.named("治安管理处罚法（2012年修正）第43条")
    assert paragraph is not None
    assert paragraph.paragraph == 2
    assert year is not None
    assert year.year == 2012


def test_the_text_of_a_named_year_is_shown_on_a_day_it_was_in_force(statutes: Statutes) -> None:
    asked = "监狱法（2012年修正）第一条"
    assert statutes.resolve(asked, date(2026, 11, 22)) is None
    assert statutes.resolve(asked, date(2020, 1, 1)) is not None


@pytest.mark.parametrize(
    "text", ["未保法11条" + "看" * 60 + "狗", "刑法" + "的" * 5000 + "狗", "第" * 5000, "刑法" * 5000]
)
def test_no_message_takes_long(statutes: Statutes, text: str) -> None:
    start = time.perf_counter()
    assert not statutes.asks_for_original(text)
    assert time.perf_counter() - start < 2
