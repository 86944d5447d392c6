"""What is passed on with a referral, and what permits it: sealed as one record, shown as it will be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from cases.errors import ReasonNeeded, RuleForbids
from cases.referral.agencies import AgencyKind, Field
from cases.referral.sealed import seal, unseal
from cases.referral.tables import Referral
from cases.referral.words import Basis, Consent, Told
from cases.store import Work
from humiao.vocabulary import RiskLevel

LONGEST = 4_000
"""Characters of what is sent: two pages of a letter."""
UNPROVEN = "以下为求助者所述和值班员了解的情况，未经核实；有疑似情形即可转介，不要求先有证据。"
_COLUMN = "referrals.content_sealed"


@dataclass(frozen=True)
class Agency:
    """The office a referral goes to, as the directory had it that day or as somebody wrote it by hand."""

    name: str
    number: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Ground:
    """What permits to pass the data on; ``words`` is the reason, or how consent was given and when."""

    basis: Basis
    words: str = ""
    by: Consent | None = None
    age: int | None = None
    """Completed years of the child, when it was asked."""
    not_suspected: bool = False
    """Somebody on duty made sure that the guardian who agreed is not the one who is suspected."""


@dataclass(frozen=True)
class Content:
    """Everything of a referral that a person wrote."""

    agency: Agency
    summary: str
    asks: str
    ground: Ground
    told: Told = Told.LATER
    told_words: str = ""

    def edited(self, *, summary: str, asks: str, told: Told, told_words: str) -> Content:
        return replace(self, summary=summary.strip(), asks=asks.strip(), told=told, told_words=told_words.strip())


def compose(facts: Mapping[str, str], known: Mapping[str, Field]) -> str:
    """The summary from the ticked fields in the order of the desk; empty ones are left out."""
    lines = [f"{field.name}：{facts[id].strip()}" for id, field in known.items() if facts.get(id, "").strip()]
    return "\n".join([UNPROVEN, *lines])


def check(kind: AgencyKind, level: RiskLevel, topics: list[str], facts: Mapping[str, str], content: Content) -> None:
    """Raises RuleForbids when a rule stands against it, ReasonNeeded when something is missing."""
    if block := kind.block(level, topics):
        raise RuleForbids(f"不能转介给{kind.name}：{block.sentence}")
    if never := sorted(kind.never & {id for id, text in facts.items() if text.strip()}):
        raise RuleForbids(f"转介给{kind.name}不发送：{'、'.join(never)}。请去掉再提交。")
    check_words(content)
    check_ground(content.ground)


def check_words(content: Content) -> None:
    """Raises ReasonNeeded for an empty or too long text, RuleForbids when nobody says why the child is not told."""
    if not content.agency.name or not content.asks or not content.summary or len(content.summary) > LONGEST:
        raise ReasonNeeded("agency, summary and request are needed")
    if content.told is Told.NO and not content.told_words:
        raise RuleForbids("不告知孩子的，请写明原因（例如告知会让孩子更危险）。")


def check_ground(ground: Ground) -> None:
    """Raises RuleForbids unless the basis holds (个人信息保护法 第十三条、第二十九条、第三十一条)."""
    if not ground.words.strip():
        raise RuleForbids("请写明依据：谁、什么时候、怎样同意的，或为什么属于法定义务、紧急情况。")
    if ground.basis is not Basis.CONSENT:
        return
    if ground.by is Consent.CHILD and (ground.age is None or ground.age < 14):
        raise RuleForbids("不满十四周岁（或年龄不明）不能只凭孩子同意，要监护人同意；有危险时改用法定义务或紧急情况。")
    if ground.by is Consent.GUARDIAN and not ground.not_suspected:
        raise RuleForbids("疑似加害的监护人不能代孩子同意。请确认这位监护人不是疑似加害人，或改用法定义务、紧急情况。")
    if ground.by is None:
        raise RuleForbids("请选是谁同意的。")


def keep(work: Work, referral: Referral, content: Content) -> None:
    """Seals the content in its row; raises Erased."""
    record = asdict(content)
    referral.content_sealed = seal(work, referral.ticket.conversation, record, _COLUMN, referral.id)


def content_of(work: Work, referral: Referral) -> Content | None:
    """The content again; None once it was erased."""
    record = unseal(work, referral.ticket.conversation, referral.content_sealed, _COLUMN, referral.id)
    return _content(record) if record else None


def _content(record: dict[str, Any]) -> Content:
    ground = record["ground"]
    by = Consent(ground["by"]) if ground["by"] else None
    rest = {f.name: ground[f.name] for f in fields(Ground) if f.name not in ("basis", "by")}
    return Content(
        agency=Agency(**record["agency"]),
        summary=record["summary"],
        asks=record["asks"],
        ground=Ground(basis=Basis(ground["basis"]), by=by, **rest),
        told=Told(record["told"]),
        told_words=record["told_words"],
    )
