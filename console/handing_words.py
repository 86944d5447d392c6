"""What staff and agencies read about handing on: words for states, bases, outcomes, and who is an agency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cases.referral.agencies import agencies
from cases.referral.situations import situations
from cases.referral.words import (
    Basis,
    CallOutcome,
    Consent,
    FlagKind,
    ReferralState,
    SubTaskState,
    Told,
    Way,
)

STATES = {
    ReferralState.DRAFT: "草稿",
    ReferralState.SENT: "已发出，等对方收到",
    ReferralState.ACKNOWLEDGED: "对方已收到，等是否接受",
    ReferralState.ACCEPTED: "对方已接受，等结果",
    ReferralState.REJECTED: "对方不接受",
    ReferralState.DONE: "已办结",
    ReferralState.REVOKED: "已撤回",
}
ANSWERS = {
    ReferralState.ACKNOWLEDGED: "已收到",
    ReferralState.ACCEPTED: "接受",
    ReferralState.REJECTED: "不接受",
    ReferralState.DONE: "办理结果",
}
TO_AGENCY = {
    **STATES,
    ReferralState.SENT: "等贵单位确认收到",
    ReferralState.ACKNOWLEDGED: "贵单位已收到，请答复是否接受",
    ReferralState.ACCEPTED: "贵单位已接受，办好后请告知结果",
    ReferralState.REJECTED: "贵单位不接受，本台会另找机构",
    ReferralState.DONE: "已收到办理结果，谢谢",
}
"""The same states as the agency reads them."""
EVENTS = {
    **{str(state): name for state, name in STATES.items()},
    "opened": "链接被打开",
    "code_right": "核验码正确，看了内容",
    "code_wrong": "核验码错误",
    "link_locked": "核验码错误太多，链接停用",
    "reminded": "到期没有回复，已提醒",
}
BASES = {Basis.CONSENT: "同意", Basis.DUTY: "法定义务", Basis.EMERGENCY: "紧急情况"}
CONSENTS = {Consent.CHILD: "孩子本人（已满十四周岁）", Consent.GUARDIAN: "监护人（不是疑似加害人）"}
TOLD = {Told.YES: "已告诉孩子", Told.LATER: "随后告诉孩子", Told.NO: "不告诉孩子"}
CALL_OUTCOMES = {
    CallOutcome.CONTACT: "民警已见到孩子",
    CallOutcome.HANDED_OVER: "公安继续处理，还没有见到孩子",
    CallOutcome.NOT_FOUND: "没有找到孩子",
    CallOutcome.NOT_NEEDED: "没有拨打",
}
SUBTASK_STATES = {
    SubTaskState.OPEN: "待办",
    SubTaskState.DOING: "办理中",
    SubTaskState.DONE: "完成",
    SubTaskState.DROPPED: "不再需要",
}
WAYS = {Way.PHONE: "电话", Way.IN_PERSON: "当面", Way.ONLINE: "网络平台", Way.LETTER: "书面"}
FLAGS: Mapping[str, str] = {FlagKind.PREVENTED: "有人阻止报告", FlagKind.NOT_REPORTED: "决定不报告"}


class _Names(Mapping[str, str]):
    """Names out of the desk's own files, read when the first page wants one: a fault there stops no import."""

    def __init__(self, read: Callable[[], dict[str, str]]) -> None:
        self._read = read

    def __getitem__(self, id: str) -> str:
        return self._read()[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def _referrals() -> dict[str, str]:
    kinds = agencies().kinds.items()
    return {f"{id}:{state}": f"{kind.name}，{name}" for id, kind in kinds for state, name in STATES.items()}


def _organs() -> dict[str, str]:
    return {str(organ): row.name for organ, row in situations().organs.items()}


REFERRALS = _Names(_referrals)
ORGANS = _Names(_organs)
SENTENCES: dict[str, tuple[str, Mapping[Any, str]]] = {
    "referral": ("转介：{after}", REFERRALS),
    "police_opened": ("打开110报警", {}),
    "police_script": ("改了报警要说的话", {}),
    "police_called": ("已接通110", {}),
    "police_line": ("记了一条报警通话", {}),
    "police_record": ("记下警号或接警编号", {}),
    "police_arrived": ("民警已到达", {}),
    "police_ended": ("报警结束：{after}", CALL_OUTCOMES),
    "subtask": ("分工：{after}", SUBTASK_STATES),
    "child_told": ("已告诉孩子向外提供了什么", {}),
    "reported": ("强制报告：{after}", ORGANS),
    "report_answered": ("强制报告有了回复：{after}", ORGANS),
    "report_told": ("强制报告的结果已告知：{after}", ORGANS),
    "report_flag": ("提醒督导：{after}", FLAGS),
    "report_flag_seen": ("督导已看：{after}", FLAGS),
}
"""Each kind of change with the table of the words it goes from and to, for the history of a case."""
