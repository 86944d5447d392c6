"""Age, relation, place, phone and time in a message, found by rule with offsets into the original.

Nothing here imports Rasa, so the product's environment can test it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from humiao.text import normalise

_NUMBER = "[0-9一二两三四五六七八九十]"
_GRADE = (
    "(?:小学|初中|高中|幼儿园)(?:[一二三四五六1-6]年级)?|[一二三四五六七八九1-9]年级|"
    "[初高][一二三](?![个次天])|[大中小]班(?=的|娃|孩)"
)
_CLOCK = (
    f"(?:凌晨|早上|上午|中午|下午|傍晚|晚上|半夜|夜里)?(?:{_NUMBER}{{1,3}}点(?:半|{_NUMBER}{{1,3}}分)?(?!钱|事|点))"
)
# What people call those around the child. The longest alternative stands first: the engine takes the first that fits.
_RELATION = (
    "妈妈的男朋友|爸爸的女朋友|体育老师|数学老师|语文老师|英语老师|补习老师|班主任|心理老师|男朋友|女朋友|养父母|亲生父母|"
    "爸爸妈妈|监护人|陌生人|外孙女|孙女|外孙|孙子|外甥女|外甥|侄女|侄子|继父|继母|后爸|后妈|后爹|养父|养母|干爹|爸妈|父母|"
    "爸爸|妈妈|老爸|老妈|老豆|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|姑父|姑姑|姨夫|姨丈|阿姨|舅舅|舅妈|叔叔|伯伯|大伯|"
    "表哥|表姐|堂哥|堂姐|哥哥|姐姐|弟弟|妹妹|儿子|女儿|闺女|同学|同桌|室友|舍友|学长|学姐|闺蜜|老师|教练|教官|校长|园长|"
    "主任|老板|邻居|网友|主播|保安|医生|警察|(?<=[我他她你])[爸妈爹娘哥姐弟妹](?![妈爸哥姐弟妹])"
)
_PLACE = (
    "派出所|救助站|福利院|火车站|汽车站|高铁站|地铁口|地铁站|车站|公交站|教学楼|教室|办公室|厕所|操场|宿舍|寝室|食堂|器材室|"
    "校门口|学校门口|学校|幼儿园|网吧|酒吧|宾馆|酒店|旅馆|医院|公园|超市|商场|桥洞|桥下|桥上|河边|水库|天台|楼顶|阳台|"
    "楼道|巷子里|地下室|工地|厂里|出租屋|家门口|家里|[\u4e00-\u9fff]{2,6}(?:小区|花园|镇|村)(?:[0-9]{1,3}(?:栋|幢|号楼))?"
)
_TIME = (
    f"{_CLOCK}|{_NUMBER}{{1,2}}月{_NUMBER}{{1,3}}[日号]|(?:上|下|这)?(?:周|星期|礼拜)[一二三四五六日天末]|"
    f"今天晚上|今天早上|昨天晚上|明天早上|今晚|昨晚|明晚|今早|明早|前天|昨天|今天|明天|后天|刚才|刚刚|现在|"
    f"上个月|下个月|上周|下周|去年|前年|半夜|凌晨|{_NUMBER}{{1,3}}(?:个)?(?:小时|钟头|天|星期|礼拜|月|年)(?:前|了|以前)"
)
_AGE = (
    f"{_NUMBER}{{1,3}}个?月大|{_NUMBER}{{1,3}}(?:周)?岁(?:半|多)?|"
    f"(?<=我才)1[0-7](?!\\d)|(?<=我今年)1[0-7](?!\\d)|{_GRADE}"
)
_PHONE = r"(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}-?\d{7,8})(?!\d)"

PATTERNS = {
    "age": re.compile(_AGE),
    "phone": re.compile(_PHONE),
    "time": re.compile(_TIME),
    "relation": re.compile(_RELATION),
    "place": re.compile(_PLACE),
}
MOST_CHARACTERS = 4000
"""Longer messages are read up to here: no person's message is longer, and the cost stays bounded."""


@dataclass(frozen=True)
class Cue:
    """``value`` stands at ``start`` up to ``end`` of the original message."""

    name: str
    value: str
    start: int
    end: int


def find_cues(text: str) -> list[Cue]:
    """All cues in the order of the message; where two kinds overlap the earlier named kind wins."""
    form = normalise(text[:MOST_CHARACTERS])
    taken: list[Cue] = []
    for name, pattern in PATTERNS.items():
        for match in pattern.finditer(form.text):
            start, end = form.span(match.start(), match.end())
            if not any(start < cue.end and cue.start < end for cue in taken):
                taken.append(Cue(name, text[start:end], start, end))
    return sorted(taken, key=lambda cue: cue.start)
