"""What was handed on: referrals with where they stand, mandatory reports, and what stood in their way."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from cases.figures.common import within
from cases.figures.grid import Counted, one_way, two_way
from cases.figures.period import Period
from cases.referral.tables import MandatoryReport, Referral, ReportFlag
from cases.referral.words import FlagKind, Organ, ReferralState
from cases.store import Work

_STATES = tuple(str(state) for state in ReferralState if state is not ReferralState.DRAFT)


def count(work: Work, period: Period) -> Counted:
    """Referrals by the moment they were sent, with their state now; reports by the moment they were made."""
    return _referrals(work, period) + _reports(work, period)


def _referrals(work: Work, period: Period) -> Counted:
    query = (
        select(Referral.kind, Referral.state, Referral.green, func.count())
        .where(within(Referral.sent_at, period))
        .group_by(Referral.kind, Referral.state, Referral.green)
    )
    kinds, states, green = Counter[str](), Counter[str](), Counter[str]()
    both: Counter[tuple[str, str]] = Counter()
    for kind, state, fast, number in work.db.execute(query):
        kinds[kind] += number
        states[str(state)] += number
        both[kind, str(state)] += number
        green["yes" if fast else "no"] += number
    kind_table = one_way("referral_kind", kinds, "referrals")
    state_table = one_way("referral_state", states, "referrals", order=_STATES)
    return (
        kind_table
        + state_table
        + two_way("referral", both, kind_table.grids[0], state_table.grids[0])
        + one_way("green", green, "referrals", order=("yes", "no"))
    )


def _reports(work: Work, period: Period) -> Counted:
    made = (
        select(MandatoryReport.organ, MandatoryReport.answered_at.is_not(None).label("answered"))
        .where(within(MandatoryReport.reported_at, period))
        .subquery()
    )
    organs, answers = Counter[str](), Counter[str]()
    for organ, answered, number in work.db.execute(select(made, func.count()).group_by(*made.c)):
        organs[str(organ)] += number
        answers["answered" if answered else "waiting"] += number
    flagged = select(ReportFlag.kind, func.count()).where(within(ReportFlag.at, period)).group_by(ReportFlag.kind)
    flags = {str(kind): number for kind, number in work.db.execute(flagged)}
    return (
        one_way("report", organs, "reports", order=tuple(map(str, Organ)))
        + one_way("report_answer", answers, "reports", order=("answered", "waiting"))
        + one_way("report_flag", flags, "report_flags", order=tuple(map(str, FlagKind)))
    )
