"""Finding an article to cite: by its name and number, or by what it is about."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from starlette.responses import Response

from cases.access import Permission
from console.pages import Pages
from console.visit import Visit
from knowledge.statutes import Article

MOST = 8
LONGEST = 200


@dataclass(frozen=True)
class Found:
    """An article in force today, with why it was found."""

    law: str
    article: str
    text: str
    version_date: str
    in_force_from: str
    why: str


def register(pages: Pages) -> None:
    @pages.page("/knowledge/articles", needs=Permission.KNOWLEDGE_READ)
    def articles(visit: Visit) -> Response:
        question = visit.request.query_params.get("q", "").strip()[:LONGEST]
        found = _find(visit, question, exact="exact" in visit.request.query_params) if question else []
        if visit.by_script:
            return visit.data({"articles": [asdict(one) for one in found]})
        return visit.page("entry_articles.html", question=question, found=found)


def _find(visit: Visit, question: str, *, exact: bool) -> list[Found]:
    """The one that was named; otherwise those that are about it. Only what may be cited today is ever listed."""
    on = visit.desk.today
    named = visit.desk.kit.statutes.resolve(question, on)
    if named:
        return [_shown(named, "按名称和条号")]
    if exact:
        return []
    return [_shown(hit.article, hit.why) for hit in visit.desk.workbench.statute_search.find(question, on, MOST)]


def _shown(article: Article, why: str) -> Found:
    days = (article.version_date.isoformat(), article.in_force_from.isoformat())
    return Found(article.law, article.article_no, article.text, *days, why)
