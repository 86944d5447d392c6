"""The Chinese words of callers: who they are, what they agree to, contacts that are no case, why two may be one."""

from __future__ import annotations

from cases.callers.words import AgeBand, Consent, FlagKind, Gender, MarkKind, NonData, Speaking, Way
from humiao.names import SENDERS as SENDERS

GENDERS = {Gender.GIRL: "女", Gender.BOY: "男"}

BANDS = {
    AgeBand.UNDER_8: "不满8岁",
    AgeBand.FROM_8: "8至13岁",
    AgeBand.FROM_14: "14至15岁",
    AgeBand.FROM_16: "16至17岁",
    AgeBand.ADULT: "已满18岁",
}

SPEAKING = {Speaking.FREELY: "方便说话", Speaking.GUARDED: "身边有人，不方便", Speaking.UNSURE: "说不清"}

CONSENTS = {
    Consent.NOT_ASKED: "还没有问",
    Consent.AGREES: "同意我们联系能帮忙的人",
    Consent.NOT_GUARDIAN: "可以联系别人，不要告诉家长",
    Consent.REFUSES: "不同意",
}

WAYS = {
    Way.PHONE: "打电话",
    Way.TEXT: "发短信",
    Way.ONLINE: "网上留言",
    Way.VISIT: "当面",
    Way.NEVER: "不要主动联系，等对方再来",
}

NON_DATA = {
    NonData.SILENT: "无声",
    NonData.HARASSING: "骚扰",
    NonData.TEST: "测试",
    NonData.THANKS: "致谢",
    NonData.WRONG_NUMBER: "打错",
}

FLAGS = {FlagKind.HARASSING: "恶意骚扰", FlagKind.FREQUENT: "反复来电"}

MARKS = {
    MarkKind.PHONE: "同一个电话号码",
    MarkKind.PERSON: "称呼、年龄段和性别相同",
    MarkKind.OPENING: "开头的话一字不差",
    MarkKind.LIKENESS: "开头的话很像",
}

URGENT = (
    "现在问清：在哪里、安不安全、能不能先到安全的地方。",
    "请身边的同事打110（受伤或吃了药打120），您不要挂断，陪着对方。",
    "不追问细节，不许诺保密；不要让可能伤害孩子的人知道这通电话。",
)
"""What to do at once on a red call, while it goes on."""

DISCLOSURE = "照对方的原话记，不追问细节，不引导；不许诺保密，可以说“我会尽力，要找谁帮忙，我尽量先告诉你”。"
