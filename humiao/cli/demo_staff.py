"""What the staff of the demonstration desk do: through the same doors as people, refusals included."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cases import casefile, lifecycle
from cases.contacts import lock_conversation
from cases.errors import CaseError
from cases.followup import outcomes
from cases.followup.lists import follow_ups
from cases.followup.words import OPEN, Condition, Safe
from cases.moves import is_open
from cases.operators import add, by_name
from cases.quality import reviews
from cases.quality.rubric import rubric
from cases.referral import reports, sending
from cases.referral.agencies import agencies
from cases.referral.content import Agency, Content, Ground, compose
from cases.referral.situations import situations
from cases.referral.words import Basis, Organ, ReferralState, Told, Way
from cases.roster.duty import add_shift
from cases.roster.people import equip
from cases.roster.words import ShiftKind
from cases.store import Store, Work
from cases.tables import Operator, Ticket
from cases.tickets import get
from cases.transcript import say
from cases.words import Author, Outcome, Role
from humiao.message import Reply
from humiao.vocabulary import RiskLevel

STAFF = (
    ("lin", "林老师", Role.OPERATOR), ("bai", "白老师", Role.OPERATOR), ("qiao", "乔老师", Role.OPERATOR),
    ("song", "宋老师", Role.OPERATOR), ("zhao", "赵主任", Role.SUPERVISOR), ("mei", "梅编辑", Role.EDITOR),
    ("xu", "许审稿", Role.REVIEWER), ("guo", "郭审计", Role.AUDITOR), ("he", "何管理", Role.ADMIN),
)  # fmt: skip
WORKERS = ("lin", "bai", "qiao", "song")
SKILLS = {"lin": {"crisis", "family"}, "bai": {"law"}, "qiao": {"sexual_harm", "law"}, "song": {"crisis"}}
NOTES = (
    "孩子说话时旁边有人，约好用“是”“不是”回答。",
    "已问清现在安全，人在学校宿舍，同寝室的同学陪着。",
    "家长态度缓和，愿意一起去学校谈。",
    "对方希望先不告诉家里，已说明保密的例外。",
    "已联系班主任以外的年级主任，约明天上午见面。",
    "情绪比刚来时平稳，约好明天同一时间再聊。",
)
ENDINGS = (
    "情况已经处理，孩子知道再有事找谁。",
    "已由学校和家长共同跟进，约定回访。",
    "问题已经解答，对方表示清楚。",
    "接手单位已反馈，孩子目前安全。",
)


HEARD = (ReferralState.ACKNOWLEDGED, ReferralState.ACCEPTED, ReferralState.DONE)
OUTCOMES = (*[Outcome.HELPED] * 5, *[Outcome.REFERRED] * 3, *[Outcome.INFORMED] * 4, Outcome.UNREACHABLE)


@dataclass(frozen=True)
class Deed:
    """Something to do with one ticket at a moment."""

    at: datetime
    do: Callable[[Work, Ticket], None]


@dataclass
class Staff:
    """The people of the desk and how they usually work; ``rnd`` decides the rest."""

    store: Store
    rnd: Random
    canned: Sequence[str]

    def deeds(self, ticket: Ticket, opened: datetime) -> Iterator[Deed]:
        """A case from taking it to its end, as it would go on a usual day; the latest are still under way."""
        red = ticket.level is RiskLevel.RED
        name = self.rnd.choice(WORKERS)
        wait = timedelta(seconds=self.rnd.randint(12, 75)) if red else timedelta(seconds=self.rnd.randint(60, 2400))
        taken = opened + wait
        yield Deed(taken, lambda work, t: self._take(work, t, name))
        yield Deed(taken + timedelta(seconds=90), lambda work, t: self._talk(work, t, name))
        yield Deed(taken + timedelta(minutes=9), lambda work, t: self._note(work, t, name))
        yield Deed(taken + timedelta(minutes=11), lambda work, t: self._report(work, t, name))
        if red or self.rnd.random() < 0.25:
            yield Deed(taken + timedelta(minutes=25), lambda work, t: self._refer(work, t, name))
            yield Deed(taken + timedelta(hours=20), lambda work, t: self._hear(work, t, name))
        end = taken + timedelta(
            hours=self.rnd.choice((2, 5, 9, 26, 30, 50, 75) if ticket.level.needs_a_human else (1, 2, 4))
        )
        yield Deed(end, lambda work, t: self._close(work, t, name))
        yield Deed(end + timedelta(days=3), lambda work, t: self._ask_again(work, t, name))
        if self.rnd.random() < 0.2:
            yield Deed(end + timedelta(days=1), self._review)

    def _take(self, work: Work, ticket: Ticket, name: str) -> None:
        lifecycle.claim(work, ticket, by_name(work, name))

    def _talk(self, work: Work, ticket: Ticket, name: str) -> None:
        if ticket.owner_id is None:
            return
        conversation = lock_conversation(work, ticket.conversation_id)
        for text in self.rnd.sample(list(self.canned), 2):
            say(work, conversation, Reply(text), Author.OPERATOR, by_name(work, name).id)

    def _note(self, work: Work, ticket: Ticket, name: str) -> None:
        casefile.add_note(work, ticket, by_name(work, name), self.rnd.choice(NOTES))

    def _report(self, work: Work, ticket: Ticket, name: str) -> None:
        if ticket.level is not RiskLevel.RED or reports.reports_of(work, ticket):
            return
        operator, chosen = by_name(work, name), [next(iter(situations().situations))]
        filing = reports.Filing(
            "县公安局", "值班民警", f"A{self.rnd.randint(1000, 9999)}", "按求助者所述，疑似受到侵害。", "督导"
        )
        row = reports.report(work, ticket, operator, Organ.POLICE, Way.PHONE, chosen, filing)
        if self.rnd.random() < 0.7:
            reports.answered(work, ticket, operator, row.id, "已受理，民警已与孩子见面。")
            reports.result_told(work, ticket, operator, row.id, "电话告知来电人")

    def _refer(self, work: Work, ticket: Ticket, name: str) -> None:
        kinds = [k for k in agencies().kinds.values() if k.block(ticket.level, ticket.topics) is None]
        kind, known = self.rnd.choice(kinds), agencies().fields
        facts = {"age": "十三岁左右", "happened": "见来电记录", "wish": "希望有人管", "done": "已稳定情绪"}
        facts = {id: text for id, text in facts.items() if id not in kind.never}
        ground = Ground(Basis.DUTY, "未成年人保护法第十一条")
        content = Content(Agency(f"县{kind.name}"), compose(facts, known), kind.asks, ground, Told.YES, "已告诉孩子")
        referral = sending.draft(work, ticket, by_name(work, name), kind, facts, content)
        sending.send(work, referral, by_name(work, name))

    def _hear(self, work: Work, ticket: Ticket, name: str) -> None:
        for referral in sending.referrals_of(work, ticket):
            for state in (ReferralState.ACKNOWLEDGED, ReferralState.ACCEPTED, ReferralState.DONE)[
                : self.rnd.randint(0, 3)
            ]:
                text = "已上门了解，孩子安全" if state is ReferralState.DONE else ""
                sending.answer(work, referral, state, by=by_name(work, name), text=text)

    def _close(self, work: Work, ticket: Ticket, name: str) -> None:
        outcome = self.rnd.choices(
            (Outcome.HELPED, Outcome.REFERRED, Outcome.INFORMED, Outcome.UNREACHABLE), (5, 3, 4, 1)
        )[0]
        lifecycle.close(work, ticket, by_name(work, name), outcome, self.rnd.choice(ENDINGS), told="电话告知来电人")

    def _ask_again(self, work: Work, ticket: Ticket, name: str) -> None:
        for follow_up in follow_ups(work, ticket)[:1]:
            if follow_up.state in OPEN:
                finding = outcomes.Finding(self.rnd.choice((Condition.BETTER, Condition.SAME)), Safe.YES, "孩子说还好")
                outcomes.finish(work, ticket, by_name(work, name), follow_up.id, finding)

    def _review(self, work: Work, ticket: Ticket) -> None:
        if is_open(ticket.status):
            return
        scores = {item.id: self.rnd.choice((1, 2, 2, 2)) for item in rubric()}
        reviews.add(work, ticket, by_name(work, "zhao"), scores, "整体稳妥，结束前可以再说一遍下一步。")


def carry_out(store: Store, deed: Deed, ticket_id: str) -> bool:
    """Whether it was done; what the rules refuse is left, as a person would leave it."""
    try:
        with store.session() as work:
            deed.do(work, get(work, ticket_id))
            work.commit()
    except CaseError:
        return False
    return True


def hire(store: Store, password: str) -> None:
    """The accounts, their skills; the same password for all, because it is a demonstration."""
    with store.session() as work:
        for name, shown_as, role in STAFF:
            add(work, name, shown_as, role, password)
        work.commit()
    with store.session() as work:
        zhao = by_name(work, "zhao")
        for name in WORKERS:
            equip(work, zhao, by_name(work, name), SKILLS[name], 5)
        work.commit()


def roster(store: Store, first: datetime, days: int) -> None:
    """Two on duty around the clock, twelve hours each; the supervisor in the daytime."""
    with store.session() as work:
        zhao = by_name(work, "zhao")
        people = [by_name(work, name) for name in WORKERS]
        for day in range(days):
            start = first + timedelta(days=day)
            for half, pair in ((0, people[:2]), (12, people[2:])):
                for operator in pair:
                    _shift(work, zhao, operator, ShiftKind.DUTY, start + timedelta(hours=half))
            _shift(work, zhao, zhao, ShiftKind.SUPERVISION, start)
        work.commit()


def _shift(work: Work, zhao: Operator, operator: Operator, kind: ShiftKind, start: datetime) -> None:
    add_shift(work, zhao, operator, kind, start, start + timedelta(hours=12))
