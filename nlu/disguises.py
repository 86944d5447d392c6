"""How people write words so that a filter does not see them: for tests and for measuring the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from opencc import OpenCC

from humiao.text import is_han

Disguise = Callable[[str], str]


def _forms(text: str) -> dict[str, str]:
    return dict(form.split("=") for form in text.split())


# Only the words of danger are disguised by these: nobody spells a whole message so.
_SOUNDS = _forms(
    "自杀=自砂 想死=想4 跳楼=跳搂 割腕=割碗 强奸=墙奸 性侵=姓侵 裸照=luo照 "
    "救命=旧命 打我=打窝 摸我=模我 家暴=家爆 欺负=期负 威胁=微胁 报警=报井 遗书=遗输 "
    "怀孕=坏孕 不想活=不想霍 死了=亖了"
)
_PINYIN = _forms(
    "自杀=zisha 跳楼=tiao楼 割腕=ge腕 强奸=qiang奸 性侵=xing侵 "
    "裸照=luo照 救命=jiu命 打我=da我 摸我=mo我 家暴=家bao 欺负=qi负 "
    "威胁=wei胁 报警=bao警 遗书=遗shu 怀孕=怀yun 勒索=le索 拐卖=拐mai "
    "安眠药=安眠yao"
)
_INITIALS = _forms("想自杀=想zs 要自杀=要zs 想跳楼=想tl 要跳楼=要tl 被强奸=被qj 被性侵=被xq 被欺负=被qf")
_PICTURES = _forms("刀=🔪 药=💊 血=🩸 哭=😭 酒店=🏨 手机=📱 孩子=👶 车=🚗 晚上=🌙")
_PARTS = _forms(
    "强=弓虽 死=歹匕 打=扌丁 摸=扌莫 脱=月兑 掐=扌臽 割=害刂 跳=足兆 怕=忄白 绑=纟邦 饿=饣我 冷=冫令 救=求攵 跪=足危"
)
_LETTERS = str.maketrans("aceopxyi", "асеорхуі")
_DIGITS = _forms("想死=想4 去死=去4 不想活=8想活")
_PAIRS = _forms("自杀=杀自 割腕=腕割 强奸=奸强 救命=命救 遗书=书遗")
_STUTTERED = "杀死跳割救逼锁绑怕血饿哭"


def _replacing(forms: Mapping[str, str]) -> Disguise:
    def disguise(text: str) -> str:
        for plain, disguised in forms.items():
            text = text.replace(plain, disguised)
        return text

    return disguise


def inserted_signs(text: str) -> str:
    """自*杀: a sign in every pair of Chinese characters."""
    return _between(text, "*")


def zero_width(text: str) -> str:
    """Characters that cannot be seen."""
    return _between(text, "\u200b")


def spaced(text: str) -> str:
    """我 想 死."""
    return _between(text, " ")


def full_width(text: str) -> str:
    """ＡＢＣ, and blanks as wide as a character."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text).replace(" ", "\u3000")


def traditional(text: str) -> str:
    """我要自殺."""
    return str(_to_traditional().convert(text))


def look_alike_letters(text: str) -> str:
    """Pinyin in letters of another script."""
    return pinyin(text).translate(_LETTERS)


def repeated(text: str) -> str:
    """救救救命."""
    return "".join(char * 3 if char in _STUTTERED else char for char in text)


def _between(text: str, sign: str) -> str:
    return "".join(
        char + (sign if is_han(char) and is_han(after) else "")
        for char, after in zip(text, text[1:] + " ", strict=True)
    )


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


homophones = _replacing(_SOUNDS)
pinyin = _replacing(_PINYIN)
initials = _replacing(_INITIALS)
pictures = _replacing(_PICTURES)
taken_apart = _replacing(_PARTS)
digits = _replacing(_DIGITS)
reversed_pairs = _replacing(_PAIRS)

DISGUISES: dict[str, Disguise] = {
    "inserted signs": inserted_signs,
    "zero width": zero_width,
    "blanks": spaced,
    "full width": full_width,
    "traditional": traditional,
    "homophones": homophones,
    "pinyin": pinyin,
    "initials": initials,
    "pictures": pictures,
    "taken apart": taken_apart,
    "look-alike letters": look_alike_letters,
    "repeated": repeated,
    "reversed pairs": reversed_pairs,
    "digits": digits,
}
"""Each takes a message and gives it as somebody would write it who wants to be read by people only."""
