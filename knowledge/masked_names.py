"""Names of people in a text: by how they are introduced, by surname and usual characters, by title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.masked_words import Span, Token, ordinary, words

NAME = "【姓名】"

_CALLED = re.compile(
    r"(?:名叫|名字叫做|名字叫|名字是|姓名是?|大名叫|小名叫|网名叫|外号叫|绰号叫|昵称叫|网名是|小名是|真名叫?|全名叫?|叫做|署名)"
    r"[\s：:“\"'「]*([^\s，。！？、：:；;,.!?的在是“”\"'」]{1,4})"
)
_SOMEBODY = re.compile(
    r"(?:有个|有一个|一个|那个|同学|学生|女孩|男孩|男的|女的)叫([^\s，。！？、我你他她它的人]{2,4}?)(?=的|[，。！？\s]|$)"
)
_I_AM = re.compile(r"(?:我|他|她|孩子|儿子|女儿|老师|同学|爸|妈|人)叫([\u4e00-\u9fff]{2,4})")
_SURNAME = re.compile(r"(?<=姓)((?:欧阳|司马|上官|诸葛|慕容|[\u4e00-\u9fff]))(?<!名)")
_SHORT = re.compile(
    r"(?:我|他|她|孩子|儿子|女儿)叫([小阿大老][\u4e00-\u9fff]{1,2}?|[\u4e00-\u9fff]{2,4})(?=[，。！？,.!?\s的]|$)"
)
_NOT_CALLED = "我你他她它人家爸妈爷奶不了来去出回起过"
_PLAIN = frozenset("王李刘陈赵吴郑朱郭邓冯彭肖蔡潘袁蒋沈姚卢姜崔谭廖范汪陆贾韦邱邹孟秦阎薛尹黎贺郝龚邵覃罗曹")
"""Surnames that are hardly anything else: what jieba takes for a name with one of these is one."""
_NAMELY = frozenset(
    "欣涵轩萱彤妍琪瑶颖慧瑾瑜婷怡诗雅佳晨曦瑞奕泽嫣薇菲茜倩莹晶芳敏娜秀丽磊洋艳勇杰娟涛霞萍玲芬燕琳琴鑫斌莉辉浩博宇梓桐"
)
_NICK = frozenset("胖瘦黑豆猫狗猪宝")
_TO = frozenset("向于从")
_LEADING = "和跟与同叫是被给把让对找向问"
_KINDS = ("nr", "nrt", "nrfg", "nrj")


def name_spans(text: str, found: Sequence[Token]) -> Iterator[Span]:
    """Every stretch that is, or may well be, somebody's name; they may overlap."""
    yield from _introduced(text)
    yield from _by_kind(found)
    yield from _by_characters(text, found)
    yield from _by_title(text, found)
    yield from _familiar(text, found)


def _introduced(text: str) -> Iterator[Span]:
    for match in (*_CALLED.finditer(text), *_SOMEBODY.finditer(text)):
        yield Span(match.start(1), match.end(1), NAME)
    for match in _SURNAME.finditer(text):
        if match[1][0] in words().surnames | set("欧上令"):
            yield Span(match.start(1), match.end(1), NAME)
    for match in _SHORT.finditer(text):
        if match[1][0] not in _NOT_CALLED and (match[1][0] in "小阿大老" or not ordinary(match[1])):
            yield Span(match.start(1), match.end(1), NAME)
    for match in _I_AM.finditer(text):
        size = _length(match[1]) or (3 if match[1][0] in words().surnames and match[1][1] in words().given else 0)
        if size:
            yield Span(match.start(1), match.start(1) + min(size, len(match[1])), NAME)


def _by_kind(found: Sequence[Token]) -> Iterator[Span]:
    """What jieba takes for a name; it often takes a little too much or too little."""
    known = words()
    for place, token in enumerate(found):
        word, start = token.word, token.start
        while len(word) > 2 and word[0] in _LEADING:
            word, start = word[1:], start + 1
        if token.kind not in _KINDS or len(word) < 2 or word[:2] in known.no_names or word[1:] in known.titles:
            continue
        if word[0] not in known.surnames and word[:2] not in known.compound and word[0] not in "小阿老":
            continue
        end = _trimmed(word, start)
        if end - start == 2 and word[1] not in known.given and word[0] not in _PLAIN and word[0] not in "小阿老":
            continue
        after = found[place + 1] if place + 1 < len(found) else None
        if len(word) == 2 and after is not None and len(after.word) == 1 and after.word in known.given:
            end = after.end
        yield Span(start, end, NAME)


def _trimmed(word: str, start: int) -> int:
    """Where the name ends when jieba took a word after it for a part of it: 老王是, 王芳怀."""
    known = words()
    most = 4 if word[:2] in known.compound else 2 if word[0] in "小阿老" else 3
    while len(word) > most or (len(word) > 2 and word[-1] not in known.given and word[0] not in _PLAIN):
        word = word[:-1]
    return start + len(word)


def _by_characters(text: str, found: Sequence[Token]) -> Iterator[Span]:
    """A surname at the beginning of a word, followed by two characters that names are made of."""
    starts = {token.start for token in found}
    for start in sorted(starts):
        part = text[start : start + 4]
        # 许可欣 is a name, 安全感 is not: after an everyday word the last character is one of names or stands alone.
        apart = not ordinary(part[:2]) or part[2:3] in _NAMELY or {start + 2, start + 3} <= starts | {len(text)}
        if (size := _length(part)) and apart:
            yield Span(start, start + size, NAME)


def _by_title(text: str, found: Sequence[Token]) -> Iterator[Span]:
    """王老师, 建国叔叔: the name goes, the title stays."""
    known = words()
    for place, token in enumerate(found):
        word = token.word
        for title in known.titles:
            if (
                word.endswith(title)
                and len(word) == len(title) + 1
                and word[0] in known.surnames - _TO
                and not ordinary(word)
            ):
                yield Span(token.start, token.start + 1, NAME)
        if place and word in known.titles and len(word) > 1:
            before = found[place - 1]
            named = (
                (before.word in known.surnames - _TO)
                or before.word in known.compound
                or (len(before.word) == 2 and set(before.word) <= known.given)
            )
            if named and not ordinary(before.word + word) and not (len(before.word) == 2 and ordinary(before.word)):
                yield Span(before.start, before.end, NAME)


def _familiar(text: str, found: Sequence[Token]) -> Iterator[Span]:
    """小明, 阿强, 老王, 强哥: short names among friends; and double surnames, which are nothing else."""
    known = words()
    for compound in known.compound:
        yield from (Span(match.start(), match.end(), NAME) for match in re.finditer(compound, text))
    for token in found:
        if len(token.word) == 2 and token.word[0] in "小阿老" and not ordinary(token.word):
            pool = known.surnames if token.word[0] == "老" else known.given | known.surnames | _NICK
            if token.word[1] in pool and token.word not in known.no_names:
                yield Span(token.start, token.end, NAME)
    for match in re.finditer(r"([\u4e00-\u9fff]{1,2})(?:哥(?!哥)|姐(?!姐))", text):
        if set(match[1]) <= known.given - set("大小二三四") and not ordinary(match[0]) and not ordinary(match[0][-2:]):
            yield Span(match.start(), match.end(), NAME)


def _length(part: str) -> int:
    """How many characters at the beginning of ``part`` are a full name; 0: none."""
    known = words()
    surname = 2 if part[:2] in known.compound else 1 if part[:1] in known.surnames else 0
    name = part[: surname + 2]
    if not surname or len(name) < surname + 2 or not set(name[surname:]) <= known.given:
        return 0
    return 0 if name in known.no_names or ordinary(name) or name[:2] in known.no_names else len(name)
