"""Says in Chinese, for the people at the desk, how a message was judged and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from humiao.assessment import Assessment, Entity, Reason, Source, Understanding
from humiao.names import ACTS, LEVELS, SOURCES, TOPICS, topic
from humiao.spans import segments
from humiao.vocabulary import RiskLevel
from nlu.batch import reason_row

MEANS = {
    RiskLevel.RED: "要马上有人接手",
    RiskLevel.YELLOW: "要尽快有人看",
    RiskLevel.BLUE: "有烦恼，看不出有人在伤害孩子",
    RiskLevel.NONE: "没有看到需要人处理的情况",
}
ENTITIES = {"age": "年龄", "relation": "关系", "place": "地点", "phone": "电话", "time": "时间"}
SHOWN = 0.05
"""A topic with a smaller share is noise to a reader."""


def explain(text: str, found: Assessment, heard: Understanding | None) -> list[str]:
    """Lines to print; ``heard`` is what the classifier answered."""
    return [
        f"级别：{LEVELS[found.level]}（{MEANS[found.level]}）",
        f"原文：{marked(text, found)}",
        "理由：",
        *(f"  · {_reason(reason, text, heard)}" for reason in found.reasons),
        *([] if found.reasons else ["  · 没有规则或模型提出更高的级别。"]),
        *_about(found, heard),
        *(["追问：说得不够清楚，会温和地问一次是否安全。"] if found.check_in else []),
        *(["降级：分类模型没有回答，只凭安全规则判断，至少按黄色；该红的可能没有判红。"] if found.degraded else []),
        f"版本：规则 {found.rules_version or '—'}，模型 {found.model_version or '没有用'}",
    ]


def marked(text: str, found: Assessment) -> str:
    """The message with 【】 around what rules matched, readable without colours as well."""
    pieces = segments(text, [reason_row(reason) for reason in found.reasons])
    runs = groupby(pieces, key=lambda piece: piece.level is not None)
    return "".join(_run("".join(piece.text for piece in run), hit=hit) for hit, run in runs)


def _run(text: str, *, hit: bool) -> str:
    return f"【{text}】" if hit else text


def _reason(reason: Reason, text: str, heard: Understanding | None) -> str:
    source, level = SOURCES[reason.source], reason.level.zh
    if reason.source is Source.CLASSIFIER:
        return f"{source}：{_risks(heard)}；判为{level}。" if heard else f"{source}：判为{level}。"
    if reason.source is Source.FLOOR and reason.topic:
        sure = "" if reason.confidence is None else f"（{reason.confidence:.0%}）"
        return f"{source}：说的是“{TOPICS[reason.topic]}”{sure}，说出这样的事至少判{level}。"
    if reason.source is Source.CONTEXT and reason.start is None:
        return f"{source}：{_context(reason)}"
    words = text[reason.start : reason.end]
    about = f"（{TOPICS[reason.topic]}）" if reason.topic else ""
    note = f" 规则说明：{reason.note}" if reason.note else ""
    beside = "和前面的消息连起来，" if reason.source is Source.CONTEXT else ""
    return f"{source} {reason.id}{about}：{beside}看到“{words}”，判为{level}。{note}"


def _context(reason: Reason) -> str:
    if reason.id == "degraded":
        return f"分类模型没有回答，为稳妥起见至少判{reason.level.zh}。"
    return f"这段对话此前已判为{reason.level.zh}，程序不会自己降低。"


def _risks(heard: Understanding | None) -> str:
    risks = heard.risks if heard else {}
    return "，".join(f"{level.zh} {risks.get(level, 0.0):.0%}" for level in reversed(RiskLevel))


def _about(found: Assessment, heard: Understanding | None) -> Iterator[str]:
    shares = heard.topics if heard else {}
    ruled = {str(one.topic) for one in found.reasons if one.source in (Source.RULE, Source.CONTEXT) and one.topic}
    likely = sorted((name for name in shares if shares[name] >= SHOWN), key=lambda name: -shares[name])
    names = dict.fromkeys([*(str(one) for one in found.topics), *likely])
    shown = [_name(name) + ("（规则）" if name in ruled else f" {shares.get(name, 0.0):.0%}") for name in names]
    yield f"主题：{'，'.join(shown) or '看不出'}"
    if found.entities:
        yield f"提到：{'，'.join(_entity(entity) for entity in found.entities)}"


def _name(intent: str) -> str:
    return next((shown for act, shown in ACTS.items() if act == intent), topic(intent))


def _entity(entity: Entity) -> str:
    return f"{ENTITIES.get(entity.name, entity.name)}“{entity.value}”"
