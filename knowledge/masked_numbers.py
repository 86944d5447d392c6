"""What is written in digits and Latin letters and leads to a person: numbers, accounts, addresses, days."""

from __future__ import annotations

import re

from knowledge.masked_words import words

NUMBER, CLASS, DAY, LINK, MAIL, LATIN = "【号码】", "【班级】", "【日期】", "【网址】", "【邮箱】", "【姓名】"

_D = r"[0-9０-９]"
_ZH = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两"
_SMALL = r"[0-9０-９一二三四五六七八九十]"
_YEAR = rf"(?:(?:19|20)?{_D}{{2}}|[{_ZH}]{{2}}|[{_ZH}]{{4}})"
_BORN = r"(?:出生|生的|生人|生日|的生日|过生|生于)"
_AMOUNT = r"(?!\s*(?:元|块|万|千|百|亿|人|次|个|名|份|条|天|岁|分|斤|米|公里|字|粉|赞|钻|币|点券|股|多|余))"
_APP = (
    r"(?:微信|威信|薇信|卫星|vx|wx|v信|QQ|扣扣|企鹅|抖音|快手|小红书|微博|支付宝|陌陌|账号|帐号|号码|手机|电话"
    r"|卡号|群号|密码|验证码|尾号|学号|考号|证号|工号|编号|身份证|号)"
)

_LINKS = re.compile(
    r"(?:https?|hxxp)://[!-~]+|www\.[!-~]+"
    r"|(?<![\w.@])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|cc|vip|xyz|io|me)(?![a-z0-9])[!-~]*",
    re.IGNORECASE | re.ASCII,
)
_MAILS = re.compile(r"[\w.+-]+\s?[@＠]\s?[\w-]+(?:\.[\w-]+)+", re.ASCII)
_DAYS = (
    rf"{_YEAR}\s*年\s*{_SMALL}{{1,3}}\s*月(?:\s*初?{_SMALL}{{1,3}}\s*[日号]?)?",
    rf"(?<!{_D})(?:19|20){_D}{{2}}\s*[.\-/／]\s*{_D}{{1,2}}\s*[.\-/／]\s*{_D}{{1,2}}(?!{_D})",
    rf"{_YEAR}\s*年?\s*(?={_BORN})",
    rf"(?:农历|阴历|阳历)?(?:{_SMALL}{{1,3}}|正|冬|腊)\s*月\s*初?{_SMALL}{{1,3}}\s*[日号]?(?=[^，。！？]{{0,3}}{_BORN})",
    r"(?<=生日是)[^，。！？\s]{2,12}|(?<=生日)[：:\s]*[0-9０-９一二三四五六七八九十][^，。！？\s]{0,3}[月日号./-][^，。！？\s]{0,6}",
    rf"(?<=我是)(?:19|20)?{_D}{{2}}年的|(?<=出生于)[^，。！？\s]{{2,12}}|(?<=生于)[^，。！？\s]{{2,12}}",
)
_CLASSES = (
    rf"(?:小学|初中|高中|初|高|大)?{_SMALL}{{1,2}}\s*(?:年级|年)?\s*[（(]?\s*{_SMALL}{{1,4}}\s*[)）]?\s*班(?![车人机子长主干])",
    rf"(?<![上下加值]){_D}{{1,4}}\s*班(?![车人机子主])|(?<![上下加值])[一二三四五六七八九十]{{1,3}}班(?![车人机子主])",
)
_PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·•\s]?[A-Za-z0-9]{4,6}(?![A-Za-z0-9])"
)
_ACCOUNT = re.compile(
    rf"({_APP}\s*(?:号|名|码)?\s*[是为叫:：加]{{0,2}}\s*)([A-Za-z0-9０-９_\-]{{4,25}})", re.IGNORECASE
)
_DIGITS = re.compile(rf"(?<![A-Za-z0-9_])[+＋]?{_D}(?:[\s\-－.·—]?{_D}){{4,}}[xX]?{_AMOUNT}")
_SPOKEN = re.compile(rf"[{_ZH}0-9０-９](?:[\s\-－·—]?[{_ZH}0-9０-９]){{6,}}{_AMOUNT}")
_MIXED = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z_\-]*[0-9_])(?=[0-9_\-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_\-]{4,}")
_LATIN = re.compile(r"(?<![A-Za-z])(?:[A-Z][a-z]{2,}|[A-Za-z]{4,})(?:\s[A-Z][a-z]+)?(?![A-Za-z])")
_DEVICE = re.compile(r"(?:iphone|ipad|huawei|oppo|vivo|mate|switch|ps)\s?\d{1,3}\w{0,3}", re.IGNORECASE)


def mask_numbers(text: str) -> str:
    """The text without them; hotlines, amounts, ages and lengths of time stay."""
    text = _LINKS.sub(LINK, _MAILS.sub(MAIL, text))
    for pattern in _DAYS:
        text = re.sub(pattern, DAY, text)
    for pattern in _CLASSES:
        text = re.sub(pattern, CLASS, text)
    text = re.sub(_PLATE, NUMBER, text)
    text = _SPOKEN.sub(NUMBER, _DIGITS.sub(_digits, text))
    text = _ACCOUNT.sub(_account, text)
    text = _MIXED.sub(_mixed, text)
    return _LATIN.sub(_latin, text)


def _account(found: re.Match[str]) -> str:
    return found[0] if found[2] in words().hotlines or found[2].upper() in words().latin else found[1] + NUMBER


def _digits(found: re.Match[str]) -> str:
    return found[0] if found[0] in words().hotlines else NUMBER


def _mixed(found: re.Match[str]) -> str:
    return found[0] if _DEVICE.fullmatch(found[0]) else NUMBER


def _latin(found: re.Match[str]) -> str:
    return found[0] if all(word.upper() in words().latin for word in found[0].split()) else LATIN
