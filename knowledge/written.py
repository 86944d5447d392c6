"""The patterns of a written reference: what may stand between a law's name and its number, and around both."""

from __future__ import annotations

import re

from knowledge.numerals import NUMBER

_ENDS = "法典|法|条例|规定|办法|解释|细则|意见|规则|决定"
_CHINESE = "零〇一二两三四五六七八九十百千万"
_PARTS = "总则|物权|合同|人格权|婚姻家庭|继承|侵权责任"
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d)年?"

_BETWEEN = (
    rf"(?:[(（\[【](?:{_YEAR})?[^()（）\d]{{0,12}}[)）\]】])?"  # （2024年修正）, （以下简称未保法）
    rf"(?:(?:{_PARTS})[编篇]|第(?:{NUMBER})(?:编|分编|章|节)|附则)*"
)
"""Articles are numbered through a whole law, so the part that somebody names beside the number adds nothing."""
_LINK = r"(?:[,:·/_\-—(（\[【]|的|里面|里|当中|中|规定|上|之)*"

_SUB = rf"条?[(（]?之(?P<sub>{NUMBER})(?![{_CHINESE}款项])[)）]?条?|条"
_MEASURES = "年月日岁个次天万元块人名位号届部件款项章节编级周点分秒倍种类大小本版起宗页字米亿折成"
"""After a bare number they make it a count: 刑法3年, 民法典2020版."""
_ENDS_A_NUMBER = r"$|[,.;:!?，。；：！？、)）\]】\"'”]|的|是|原文|全文|内容|规定|怎么|咋|说|讲|写|呢|吗|啥|什么|第"

_NUMBERED = (
    rf"[第§]{{0,2}}(?P<number>{NUMBER})(?:"
    rf"(?:{_SUB})"
    rf"|(?<=\d)(?![{_CHINESE}{_MEASURES}a-z%\d]|,\d{{3}}(?!\d)|[.\-—~/:]\d)"  # not the 1 of 1,084 or 1千零84
    rf"|(?<=[{_CHINESE}])(?={_ENDS_A_NUMBER})"  # 刑法一般 names no article
    r")"
)

UNKNOWN = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{1,20}}(?:{_ENDS})){_LINK}{_NUMBERED}")
"""A law that is not ours, but surely a law and an article."""
NUMBERED_BEFORE = rf"第?(?P<number>{NUMBER})条(?:之(?P<sub>{NUMBER}))?(?:第(?:{NUMBER})[款项])*[,的\-]?"
"""第十一条 未保法: the number first."""
YEAR_BEFORE = re.compile(_YEAR + r"(?:[版的]|修正|修订|通过)*$")
PARAGRAPH = re.compile(rf"第?(?P<paragraph>{NUMBER})款")
FILLER = (
    r"(?:请|帮我?|给我?|我?想|我?要|麻烦|你|能不能|可以|能|把|看看|看|查查|查询|查|找|发|显示|读|知道|一下|下|原文|原话|全文|条文"
    r"|法条|法律|内容|具体|是什么|是啥|什么|啥|怎么|规定|写|说|讲|意思|解释|中|里|的|了|是|吗|呢|吧|么|来|出来|哪|在"
    rf"|第?(?:{NUMBER})[款项]|[\s,.;:!?，。；：！？、~“”\"'()（）\[\]【】])*+"
)
"""Never taken back (*+): with 看 and 看看 both in it, 看看看看…狗 would be tried in every way there is."""


def after_a_name() -> str:
    """What may follow a law's name up to the end of the article's number."""
    return _BETWEEN + _LINK + _NUMBERED
