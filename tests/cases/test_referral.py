"""Referrals on both databases: what a rule forbids, what goes out, what the agency answers, who is reminded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product

import pytest

from cases import audit, casefile, tickets
from cases.errors import CaseError, Erased, NotAllowed, ReasonNeeded, RuleForbids
from cases.referral import links, sending
from cases.referral.agencies import agencies
from cases.referral.content import Agency, Content, Ground, compose, content_of
from cases.referral.events import events_of
from cases.referral.moves import MOVES, allowed, faults
from cases.referral.reminders import remind, waiting
from cases.referral.sharing import log_of, tell_child
from cases.referral.tables import Referral
from cases.referral.words import Basis, Consent, ReferralState, Told
from cases.store import Work
from cases.tables import Ticket
from cases.wiping import empty
from humiao.vocabulary import RiskLevel, Topic
from tests.cases.conftest import Desk
from tests.conftest import HeldClock

KIND = "legal_aid"
FACTS = {"age": "约13岁", "happened": "孩子说：“他又动手了。”"}
DUTY = Ground(Basis.DUTY, "发现疑似家庭暴力")
S = ReferralState


def content(ground: Ground = DUTY, *, told: Told = Told.LATER, told_words: str = "") -> Content:
    summary = compose(FACTS, agencies().fields)
    return Content(Agency("某县法律援助中心", "12348"), summary, "请受理", ground, told, told_words)


def made(work: Work, desk: Desk, ticket: Ticket, kind: str = KIND, ground: Ground = DUTY) -> Referral:
    return sending.draft(work, ticket, desk.lin, sending.kind_of(kind), FACTS, content(ground))


def sent(desk: Desk, ticket_id: str) -> tuple[str, links.Link]:
    """The id of a referral that went out, and its link."""
    with desk.store.session() as work:
        referral = made(work, desk, tickets.get(work, ticket_id))
        link = sending.send(work, referral, desk.lin)
        work.commit()
    return referral.id, link


def answer(desk: Desk, id: str, state: ReferralState, text: str = "") -> None:
    with desk.store.session() as work:
        sending.answer(work, work.db.get_one(Referral, id), state, by=desk.lin, text=text)
        work.commit()


def test_a_referral_goes_out_with_a_line_in_the_sharing_log_and_a_chain_that_holds(desk: Desk) -> None:
    id, _ = sent(desk, desk.case())

    with desk.store.session() as work:
        referral = work.db.get_one(Referral, id)
        log = log_of(work, referral.ticket)
        assert referral.number == f"{referral.ticket.number}-Z1"
        assert (log[0].to, log[0].by, log[0].row.basis) == ("某县法律援助中心", "林老师", Basis.DUTY)
        assert "约13岁" in log[0].what and log[0].row.fields == ["age", "happened"]
        assert audit.verify(work).ok
        assert "动手".encode() not in (referral.content_sealed or b"")


@pytest.mark.parametrize(
    ("topic", "level"),
    [
        (Topic.DOMESTIC_VIOLENCE, RiskLevel.YELLOW),
        (Topic.SEXUAL_HARASSMENT, RiskLevel.BLUE),
        (Topic.SEXTORTION, RiskLevel.RED),
        (Topic.NEGLECT_ABANDONMENT, RiskLevel.NONE),
        (Topic.PHYSICAL_BULLYING, RiskLevel.YELLOW),
    ],
)
def test_harm_to_a_child_is_never_handed_to_mediation(desk: Desk, topic: Topic, level: RiskLevel) -> None:
    block = agencies().kinds["mediation"].block(level, [topic])
    assert block and "《" in block.sentence

    ticket_id = desk.case(RiskLevel.YELLOW)
    with desk.store.session() as work, pytest.raises(RuleForbids, match="人民调解"):
        made(work, desk, tickets.get(work, ticket_id), "mediation")


def test_a_quarrel_may_be_mediated(desk: Desk) -> None:
    mediation = agencies().kinds["mediation"]

    assert mediation.block(RiskLevel.BLUE, [Topic.PARENT_CHILD_CONFLICT]) is None
    assert mediation.block(RiskLevel.BLUE, [Topic.PHYSICAL_BULLYING]) is None


def test_a_case_that_became_another_since_the_draft_is_not_sent(desk: Desk) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        ticket.topics = [Topic.PARENT_CHILD_CONFLICT]
        referral = sending.draft(work, ticket, desk.lin, sending.kind_of("mediation"), {}, content())
        ticket.topics = [Topic.DOMESTIC_VIOLENCE]
        work.db.flush()
        with pytest.raises(RuleForbids):
            sending.send(work, referral, desk.lin)


@pytest.mark.parametrize(
    "ground",
    [
        Ground(Basis.CONSENT, "电话里同意", Consent.CHILD, age=13),
        Ground(Basis.CONSENT, "电话里同意", Consent.CHILD, age=None),
        Ground(Basis.CONSENT, "父亲同意", Consent.GUARDIAN, age=10),
        Ground(Basis.CONSENT, "同意"),
        Ground(Basis.DUTY, " "),
        Ground(Basis.EMERGENCY, ""),
    ],
)
def test_without_a_basis_that_holds_nothing_is_made(desk: Desk, ground: Ground) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work, pytest.raises(RuleForbids):
        made(work, desk, tickets.get(work, ticket_id), ground=ground)


@pytest.mark.parametrize(
    "ground",
    [
        Ground(Basis.CONSENT, "11月21日聊天里同意", Consent.CHILD, age=14),
        Ground(Basis.CONSENT, "奶奶电话同意", Consent.GUARDIAN, age=9, not_suspected=True),
    ],
)
def test_a_consent_of_somebody_who_can_give_it_is_enough(desk: Desk, ground: Ground) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work:
        assert made(work, desk, tickets.get(work, ticket_id), ground=ground).basis is Basis.CONSENT


def test_what_is_never_sent_to_a_kind_is_refused_and_not_left_out_in_silence(desk: Desk) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work, pytest.raises(RuleForbids, match="12345"):
        kind = sending.kind_of("hotline_12345")
        sending.draft(work, tickets.get(work, ticket_id), desk.lin, kind, {"school": "某小学"}, content())


def test_not_telling_the_child_needs_a_reason_and_can_be_made_good(desk: Desk) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work, pytest.raises(RuleForbids, match="原因"):
        kind = sending.kind_of(KIND)
        sending.draft(work, tickets.get(work, ticket_id), desk.lin, kind, FACTS, content(told=Told.NO))
    sent(desk, ticket_id)

    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        tell_child(work, ticket, desk.lin, log_of(work, ticket)[0].row.id)
        assert log_of(work, ticket)[0].row.told is Told.YES


def test_what_was_sent_stays_as_it_was(desk: Desk) -> None:
    id, _ = sent(desk, desk.case())
    with desk.store.session() as work, pytest.raises(NotAllowed):
        sending.edit(work, work.db.get_one(Referral, id), desk.lin, content())


def test_the_moves_hold_together_and_the_lint_sees_what_does_not() -> None:
    assert faults(MOVES) == []
    assert "accepted is a dead end" in faults({**MOVES, S.ACCEPTED: frozenset()})
    assert "done goes on after the end" in faults({**MOVES, S.DONE: frozenset({S.SENT})})
    assert any("never reached" in fault for fault in faults({**MOVES, S.DRAFT: frozenset({S.REVOKED})}))


def test_no_way_but_those_of_the_table(desk: Desk) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work:
        referral = made(work, desk, tickets.get(work, ticket_id))
        for before, after in product(S, sending.ANSWERS):
            referral.state = before
            work.db.flush()
            if allowed(before, after):
                sending.answer(work, referral, after, by=desk.lin, text="对方来电")
                assert referral.state is after
            else:
                with pytest.raises(NotAllowed):
                    sending.answer(work, referral, after, by=desk.lin, text="对方来电")


def test_a_rejection_has_words_leaves_a_task_and_ends_the_link(desk: Desk) -> None:
    ticket_id = desk.case()
    id, link = sent(desk, ticket_id)
    with pytest.raises(ReasonNeeded):
        answer(desk, id, S.REJECTED)

    answer(desk, id, S.REJECTED, "不在本县")

    with desk.store.session() as work:
        assert any("没有被接受" in (t.detail or "") for t in casefile.tasks(work, tickets.get(work, ticket_id)))
        with pytest.raises(links.LinkDead):
            links.opened(work, link.token, "here")


def test_an_auditor_refers_nobody(desk: Desk) -> None:
    ticket_id = desk.case()
    with desk.store.session() as work, pytest.raises(NotAllowed):
        sending.draft(work, tickets.get(work, ticket_id), desk.guo, sending.kind_of(KIND), FACTS, content())


def test_who_does_not_answer_is_reminded_once_a_day_even_by_two_workers(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case()
    id, _ = sent(desk, ticket_id)
    assert remind(desk.store) == 0

    held_clock.forward(timedelta(days=1, minutes=1))
    with ThreadPoolExecutor() as threads:
        counts = list(threads.map(lambda _: remind(desk.store), range(3)))
    assert sum(counts) == 1
    held_clock.forward(timedelta(days=1, minutes=1))
    assert remind(desk.store) == 1

    with desk.store.session() as work:
        referral = work.db.get_one(Referral, id)
        assert referral.reminders == 2
        details = [t.detail or "" for t in casefile.tasks(work, tickets.get(work, ticket_id))]
        assert len([d for d in details if "电话催问" in d]) == 2
        assert [e.what for e in events_of(work, referral)].count("reminded") == 2
    answer(desk, id, S.ACCEPTED)
    assert remind(desk.store) == 0


def test_the_list_shows_the_longest_overdue_first_and_is_filtered(desk: Desk, held_clock: HeldClock) -> None:
    first, _ = sent(desk, desk.case(sender="a"))
    held_clock.forward(timedelta(days=2))
    second, _ = sent(desk, desk.case(sender="b"))

    with desk.store.session() as work:
        assert [w.referral.id for w in waiting(work, desk.lin)] == [first, second]
        assert [w.referral.id for w in waiting(work, desk.lin, overdue=True)] == [first]
        assert waiting(work, desk.lin, kind="police") == []
        assert waiting(work, desk.lin, owner_id=desk.bai.id) == []
        assert waiting(work, desk.guo) == []


def test_an_erased_case_keeps_the_count_and_loses_every_word(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.BLUE)
    id, link = sent(desk, ticket_id)
    with desk.store.session() as work:
        conversation = tickets.get(work, ticket_id).conversation
        empty(work, conversation)
        conversation.key_wrapped = None
        work.commit()

    with desk.store.session() as work:
        referral = work.db.get_one(Referral, id)
        assert content_of(work, referral) is None
        assert log_of(work, referral.ticket)[0].what == ""
        with pytest.raises(links.LinkDead):
            links.opened(work, link.token, "here")
        with pytest.raises(Erased):
            sending.answer(work, referral, S.DONE, by=desk.lin, text="办结")


def test_a_link_opens_once_per_state_and_never_says_why_it_does_not(desk: Desk, held_clock: HeldClock) -> None:
    id, link = sent(desk, desk.case())
    with desk.store.session() as work:
        referral, row = links.opened(work, link.token, "here")
        sending.answer(work, referral, S.ACKNOWLEDGED, by=None)
        with pytest.raises(NotAllowed):
            sending.answer(work, referral, S.ACKNOWLEDGED, by=None)
        assert row.token_hash != link.token and link.token not in row.seed
        work.commit()
    for token in ("", "x" * 43, link.token[:-1], link.token + "x", "é" * 43):
        with desk.store.session() as work, pytest.raises(links.LinkDead):
            links.opened(work, token, "here")

    held_clock.forward(links.LASTS)
    with desk.store.session() as work, pytest.raises(links.LinkDead):
        links.opened(work, link.token, "here")
    with desk.store.session() as work:
        assert links.link_of(work, work.db.get_one(Referral, id)) is None


def test_five_wrong_codes_end_the_link_whoever_types_them(desk: Desk) -> None:
    _, link = sent(desk, desk.case())
    wrong = f"{(int(link.code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1, None):
        with desk.store.session() as work:
            referral, row = links.opened(work, link.token, "here")
            with pytest.raises(CaseError) as refused:
                links.check_code(work, referral, row, wrong, "here")
            assert getattr(refused.value, "left", None) == left
            work.commit()
    with desk.store.session() as work, pytest.raises(links.LinkDead):
        links.opened(work, link.token, "here")


def test_another_link_ends_the_one_before(desk: Desk) -> None:
    id, old = sent(desk, desk.case())
    with desk.store.session() as work:
        new = sending.renew_link(work, work.db.get_one(Referral, id), desk.lin)
        work.commit()

    assert (new.token, new.code) != (old.token, old.code)
    with desk.store.session() as work:
        assert links.opened(work, new.token, "here")[0].id == id
        with pytest.raises(links.LinkDead):
            links.opened(work, old.token, "here")
