"""The Chinese names of what the figures are divided by, for the page that a manager reads."""

from __future__ import annotations

from humiao.names import ACTS, LEVELS, SENDERS, TOPICS

COLUMNS = {"together": "合在一起（来访者实际遇到的）", "classifier": "只用分类模型", "rules": "只用安全规则"}
LENGTHS = {"2-14": "14 字以内", "15-35": "15 到 35 字", "36-70": "36 到 70 字", "71+": "71 字以上"}
DIALECTS = {
    "standard": "普通话",
    "southwest": "西南话（川渝云贵）",
    "hunan": "湖南话",
    "cantonese": "粤语",
    "northeast": "东北话",
    "henan_shandong": "河南、山东话",
    "wu": "吴语（江浙沪）",
    "minnan_taiwan": "闽南话、台湾用语",
    "traditional": "繁体字",
}
DISGUISES = {
    "inserted signs": "字间加符号",
    "zero width": "字间加看不见的字符",
    "blanks": "字间加空格",
    "full width": "全角字母数字",
    "traditional": "换成繁体",
    "homophones": "同音字",
    "pinyin": "关键词写拼音",
    "initials": "拼音首字母",
    "pictures": "表情代字",
    "taken apart": "拆字",
    "look-alike letters": "形近字母",
    "repeated": "叠字",
    "reversed pairs": "颠倒字序",
    "digits": "数字谐音",
}
TABLES: dict[str, dict[str, str]] = {
    "level": {str(level): name for level, name in LEVELS.items()},
    "colour": {str(level): level.zh for level in LEVELS},
    "column": COLUMNS,
    "sender": {str(sender): name for sender, name in SENDERS.items()} | {"unknown": "没有注明"},
    "topic": {str(word): name for table in (TOPICS, ACTS) for word, name in table.items()},
    "length": LENGTHS,
    "dialect": DIALECTS,
    "disguise": DISGUISES,
}
"""By kind, as in the figures: 繁体 is a dialect's name in one and a disguise's in another."""


def shown(id: str, kind: str) -> str:
    """The Chinese name of ``id``; one that came later than this list shows itself."""
    return TABLES[kind].get(id, id)
