"""The letter to an agency 转介函: one content, drawn as DOCX and as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from cases.referral.agencies import AgencyKind, Article
from cases.referral.content import Content
from cases.referral.desk_file import read_desk
from cases.referral.words import Basis
from humiao.clock import local

SECRECY = (
    "本函含未成年人的个人信息，只用于办理本事项。请勿披露孩子的姓名、影像、住所、就读学校以及其他可能识别出"
    "其身份的信息（《中华人民共和国未成年人保护法》第一百零三条）；请勿超出本函目的使用或者转给无关人员"
    "（《中华人民共和国个人信息保护法》第六条、第二十三条、第二十八条）。"
    "未经与本台联系，请不要告知可能伤害孩子的人。"
)
GROUNDS = {
    Basis.CONSENT: (
        Article("中华人民共和国个人信息保护法", "第二十三条", "提供个人信息应当告知并取得单独同意"),
        Article("中华人民共和国个人信息保护法", "第二十九条", "处理敏感个人信息应当取得单独同意"),
        Article("中华人民共和国个人信息保护法", "第三十一条", "不满十四周岁的，应当取得监护人的同意"),
    ),
    Basis.DUTY: (
        Article("中华人民共和国个人信息保护法", "第十三条", "为履行法定职责或者法定义务所必需的，不需取得个人同意"),
    ),
    Basis.EMERGENCY: (
        Article("中华人民共和国个人信息保护法", "第十三条", "紧急情况下为保护生命健康所必需的，不需取得个人同意"),
        Article("中华人民共和国个人信息保护法", "第十八条", "紧急情况消除后及时告知本人"),
    ),
}
"""What the law of personal data says for each basis; the agency's own articles come beside it."""
GROUND_NAMES = {Basis.CONSENT: "同意", Basis.DUTY: "法定义务", Basis.EMERGENCY: "紧急情况"}


@dataclass(frozen=True)
class Letterhead:
    """Who writes, and where to answer."""

    office: str
    contact: str


@dataclass(frozen=True)
class Letter:
    """Everything that stands in the letter, in its order; plain text throughout."""

    office: str
    contact: str
    number: str
    date: str
    to: str
    title: str
    green: str
    summary: tuple[str, ...]
    asks: str
    ground: str
    articles: tuple[str, ...]
    link: str
    secrecy: str = SECRECY

    @property
    def answer(self) -> str:
        """How to answer; the code is told on the telephone only, so that a lost letter opens nothing more."""
        by_link = (
            "请打开下面的链接（或扫二维码）点“已收到”，并告知是否受理；核验码由本台电话告知。" if self.link else ""
        )
        return f"{by_link}{'也可以' if by_link else '请'}直接联系本台：{self.contact}。"


@cache
def letterhead() -> Letterhead:
    """The desk's own, read once; raises HM180."""
    return read_desk("letterhead.yml", read_letterhead)


def read_letterhead(data: dict[str, Any]) -> tuple[Letterhead, list[str]]:
    """The letterhead in a file that was read, and what is wrong with it."""
    head = Letterhead(str(data["office"]), str(data["contact"]))
    return head, [] if head.office and head.contact else ["office and contact are needed"]


def compose_letter(
    number: str, kind: AgencyKind, content: Content, *, at: datetime, green: bool, link: str = ""
) -> Letter:
    """The letter as it goes out; ``link`` is empty for a draft."""
    head, day = letterhead(), local(at)
    return Letter(
        office=head.office,
        contact=head.contact,
        number=number,
        date=f"{day.year}年{day.month}月{day.day}日",
        to=content.agency.name,
        title="未成年人保护事项转介函",
        green=kind.green if green else "",
        summary=tuple(line for line in content.summary.splitlines() if line.strip()),
        asks=content.asks,
        ground=GROUND_NAMES[content.ground.basis],
        articles=tuple(article.line for article in (*kind.basis, *GROUNDS[content.ground.basis])),
        link=link,
    )
