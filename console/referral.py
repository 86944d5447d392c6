"""One referral: as it will be sent, sent, answered; its letter, its link and the code for the telephone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.responses import Response

from cases import audit, reach
from cases.access import Permission
from cases.errors import Erased, NotFound, RuleForbids
from cases.referral.content import content_of
from cases.referral.events import events_of
from cases.referral.letter import Letter, compose_letter
from cases.referral.letter_docx import letter_docx
from cases.referral.letter_pdf import letter_pdf
from cases.referral.links import link_of
from cases.referral.moves import ENDS, MOVES
from cases.referral.sending import answer, edit, kind_of, referral_of, renew_link, revoke, send
from cases.referral.tables import Referral
from cases.referral.words import ReferralState, Told
from cases.store import Work
from console import handing_words
from console.agency_side import link_address
from console.handing_on import TAB, chosen
from console.pages import Pages
from console.visit import Visit
from humiao.errors import HumiaoError

PAPERS: dict[str, tuple[str, Callable[[Letter], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", letter_docx),
    "pdf": ("application/pdf", letter_pdf),
}


def register(pages: Pages) -> None:
    @pages.page("/cases/{number}/referrals/{id}", needs=Permission.CASE_REFER)
    def show(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.read(work, visit.path("number"), visit.operator)
            referral = referral_of(work, ticket, visit.path("id"))
            link, content = link_of(work, referral), content_of(work, referral)
            page = visit.page(
                "referral.html",
                w=handing_words,
                number=ticket.number,
                referral=referral,
                kind=kind_of(referral.kind),
                content=content,
                letter=_letter(visit, work, referral) if content else None,
                link=link_address(visit.desk.settings, link.token) if link else "",
                code=link.code if link else "",
                until=link.row.expires_at if link else None,
                events=events_of(work, referral),
                answers=[(s, name) for s, name in handing_words.ANSWERS.items() if s in MOVES[referral.state]],
                over=referral.state in ENDS,
                draft=referral.state is ReferralState.DRAFT,
            )
            work.commit()
        return page

    @pages.page("/cases/{number}/referrals/{id}/letter.{kind}", needs=Permission.CASE_REFER)
    def letter(visit: Visit) -> Response:
        """The letter, saved and never opened in the page."""
        if visit.path("kind") not in PAPERS:
            raise NotFound("letter")
        media, draw = PAPERS[visit.path("kind")]
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            referral = referral_of(work, ticket, visit.path("id"))
            written = _letter(visit, work, referral)
            audit.append(work, visit.operator.id, "referral:letter", f"referral/{referral.id}")
            work.commit()
        try:
            paper = draw(written)
        except HumiaoError as error:
            raise RuleForbids("这台服务器没有安装中文字体，做不出 PDF：请下载 DOCX，并告诉管理员。") from error
        name = quote(f"{referral.number}.{visit.path('kind')}", safe="")
        return Response(
            paper, media_type=media, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        )

    for name, act in ACTS.items():
        pages.page(f"/cases/{{number}}/referrals/{{id}}/{name}", needs=Permission.CASE_REFER, method="POST")(
            _posted(act)
        )


def _posted(act: Callable[[Visit, Work, Referral], None]) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            referral = referral_of(work, ticket, visit.path("id"))
            act(visit, work, referral)
            work.commit()
        if referral.state is ReferralState.REVOKED and referral.sent_at is None:
            return visit.go(f"/cases/{ticket.number}{TAB}")
        return visit.go(f"/cases/{ticket.number}/referrals/{referral.id}")

    return handle


def save(visit: Visit, work: Work, referral: Referral) -> None:
    content = content_of(work, referral)
    if content is None:
        raise Erased("the referral was erased")
    told = chosen(Told, visit.field("told"))
    summary, asks = visit.field("summary"), visit.field("asks")
    changed = content.edited(summary=summary, asks=asks, told=told, told_words=visit.field("told_words"))
    edit(work, referral, visit.operator, changed)


def save_and_send(visit: Visit, work: Work, referral: Referral) -> None:
    """What is on the page goes out, not an earlier text."""
    save(visit, work, referral)
    send(work, referral, visit.operator)


def answered(visit: Visit, work: Work, referral: Referral) -> None:
    """The agency telephoned."""
    answer(work, referral, chosen(ReferralState, visit.field("state")), by=visit.operator, text=visit.field("text"))


def taken_back(visit: Visit, work: Work, referral: Referral) -> None:
    revoke(work, referral, visit.operator, visit.field("reason"))


def another_link(visit: Visit, work: Work, referral: Referral) -> None:
    renew_link(work, referral, visit.operator)


ACTS: dict[str, Callable[[Visit, Work, Referral], None]] = {
    "save": save,
    "send": save_and_send,
    "answer": answered,
    "revoke": taken_back,
    "link": another_link,
}


def _letter(visit: Visit, work: Work, referral: Referral) -> Letter:
    content, link = content_of(work, referral), link_of(work, referral)
    if content is None:
        raise Erased("the referral was erased")
    address = link_address(visit.desk.settings, link.token) if link else ""
    at = referral.sent_at or work.clock()
    return compose_letter(referral.number, kind_of(referral.kind), content, at=at, green=referral.green, link=address)
