"""Words that sound like danger and are none, and pairs that differ by one word (DOMAIN 5.1)."""

from __future__ import annotations

import pytest

from humiao.vocabulary import RiskLevel, highest
from nlu.safety import SafetyRules

RULES = SafetyRules.load()

HARMLESS = (
    """
笑死|笑死我了|xswl|awsl|啊我死了|累死|困死|饿死|热死|烦死|气死|吓死|尴尬死|丢死人|想死你了|爱死了|美死了
作业多到想死|想亖，debug 想亖|debug 想亖|真想重开一局|社死|社会性死亡|当场去世|原地去世|裂开
打游戏被杀了5次|一刀秒了他|自杀式冲锋|重开一把|跳伞|复活|/自鲨|紫砂壶|紫砂茶具|宜兴紫砂
来自鲨鱼|来自沙特|自沙发|来自鲨鱼辣椒的投稿|zs是招生的意思|gw是公务|tl讨论一下|ys就是原神|开盒抽盲盒|开盒手办|拆盒|抽盲盒
去吃烧烤|周末蹦迪|蹦极好刺激|解脱了，终于考完|毕业了|放假我要消失|OD是办公自动化|OD原画|跑了100m
杀青|秒杀|杀价|封杀|绝杀|狼人杀|剧本杀|狼人杀里刀人|这剧情刀我|孤立词条|孤立系统|数学排除|网络孤立点
堵车|厕所堵了|堵厕所了找人通一下|强奸罪怎么判?|老师让写防欺凌手抄报|防欺凌演讲稿|电影《少年的你》
打我电话|打车|打球|打游戏|被打脸了|打工|摸鱼|摸底考试|摸奖|下面一碗面|我小弟弟三年级|裸考|裸分|裸辞|果照片
药店|吃感冒药|吃了两片药|跳楼价|跳楼大甩卖|跳楼机|人固有一死|死记硬背|死循环|死亡诗社|我要鲨了你|测试|test|你会报警吗|我要投诉你们
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

PAIRS = [
    ("我想死你了", "我想死", RiskLevel.YELLOW),
    ("紫砂壶多少钱", "我想紫砂", RiskLevel.RED),
    ("来自鲨鱼辣椒", "我要自鲨", RiskLevel.RED),
    ("游戏里我重开了", "真的想重开，今晚", RiskLevel.RED),
    ("同学堵车迟到", "他们堵我厕所", RiskLevel.YELLOW),
    ("开盒抽到隐藏款", "他们把我开盒了", RiskLevel.YELLOW),
    ("爸爸打我电话", "爸爸打我", RiskLevel.YELLOW),
    ("烧烤吃撑了", "有没有一起烧烤走的", RiskLevel.RED),
    ("毕业了解脱了", "想解脱，遗书写好了", RiskLevel.RED),
    ("强奸罪判几年(作业)", "那算强奸吗，我12", RiskLevel.RED),
    ("吃了两片感冒药", "吃了两瓶药", RiskLevel.RED),
]

NOT_NEGATIVE = [
    ("我同学说他要跳楼，怎么办", RiskLevel.YELLOW),
    ("孩子写了遗书", RiskLevel.RED),
    ("以前割过，现在好多了", RiskLevel.BLUE),
    ("我没有想自杀", RiskLevel.BLUE),
    ("不会自杀", RiskLevel.BLUE),
    ("爸爸打我手心", RiskLevel.BLUE),
    ("爸爸打我屁股一下", RiskLevel.BLUE),
]


def level(text: str) -> RiskLevel:
    return highest(reason.level for reason in RULES.check(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_fires_no_rule(text: str) -> None:
    assert RULES.check(text) == []


@pytest.mark.parametrize(("harmless", "danger", "at_least"), PAIRS)
def test_one_word_tells_danger_from_everyday_talk(harmless: str, danger: str, at_least: RiskLevel) -> None:
    assert level(harmless) is RiskLevel.NONE
    assert level(danger).rank >= at_least.rank


@pytest.mark.parametrize(("text", "at_least"), NOT_NEGATIVE)
def test_third_persons_denials_and_the_past_are_not_nothing(text: str, at_least: RiskLevel) -> None:
    assert level(text).rank >= at_least.rank


@pytest.mark.parametrize("text", ["以前割过，现在好多了", "我没有想自杀", "不会自杀", "爸爸打我手心"])
def test_what_is_past_denied_or_light_alarms_nobody(text: str) -> None:
    assert not level(text).needs_a_human


COVERED = (
    """
做饭的时候爸爸拿刀追我|考试没考好，我要跳楼|打球的时候被他们打断腿|刚割了手腕贴了创可贴血止不住|弟弟昏迷了叫不醒，手机没电了
他们哈哈笑着说要弄死我|女儿不见了，耳机也没带|我要让他付出代价，刀带了|叔叔给我零食说这是秘密，还摸我|吃完饭我又吃了一瓶安眠药
上网课的老师让我脱衣服给他看|玩完游戏他拿刀逼我|爷爷给我洗澡的时候摸我下面|我在天台聊天群里看到她说今晚要跳楼|作业没写完，我爸拿皮带把我打得流血
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("text", COVERED)
def test_everyday_words_beside_a_danger_do_not_hide_it(text: str) -> None:
    assert level(text) is RiskLevel.RED
