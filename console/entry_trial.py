"""While somebody writes: how it will be read, and what would be answered with the draft."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from cases.access import Permission
from console.entry import beside, entry_page, sheet
from console.entry_save import Typed, typed
from console.pages import Pages
from console.visit import Visit
from console.workbench import Workbench, wordings
from knowledge.desk.drafts import draft_entry, known_ids
from knowledge.desk.regression import regression
from knowledge.entry import Entry
from knowledge.likeness import likeness
from knowledge.search import Ranking
from knowledge.spelling import fold

LONGEST = 500
"""Characters of a question that is tried."""


@dataclass(frozen=True)
class Near:
    """An answer that came near, and the wording of it that came nearest; no score: it has the very question."""

    entry: Entry
    score: float | None
    phrasing: str
    draft: bool


@dataclass(frozen=True)
class Tried:
    """What would be answered to a question if the draft were published, and what is answered now."""

    question: str
    exact: Entry | None
    ranking: Ranking
    near: tuple[Near, ...]
    now: Entry | None

    @property
    def answer(self) -> Entry | None:
        return self.exact or self.ranking.answer


def register(pages: Pages) -> None:
    for start in ("/knowledge/new", "/knowledge/e/{id}"):
        for name, handler in (("preview", _preview), ("try", _try), ("regression", _regression)):
            pages.page(f"{start}/{name}", needs=Permission.KNOWLEDGE_WRITE, method="POST")(handler)


def _preview(visit: Visit) -> Response:
    with visit.desk.store.session(reading=True) as work:
        form, known = typed(visit, work), known_ids(work.db)
        if not visit.by_script:
            return entry_page(
                visit, sheet(visit, work, _place(form), form.content, form.parent), problems=form.complaints
            )
    return visit.data({"html": visit.html("_preview.html", beside=beside(visit, form.content, known))})


def _try(visit: Visit) -> Response:
    question = visit.field("try_question")[:LONGEST]
    with visit.desk.store.session(reading=True) as work:
        form = typed(visit, work)
        shown = None if visit.by_script else sheet(visit, work, _place(form), form.content, form.parent)
    draft = draft_entry(form.content, visit.operator.shown_as)
    tried = try_question(visit.desk.workbench, draft, question) if fold(question) else None
    if shown:
        return entry_page(visit, shown, tried=tried, problems=form.complaints)
    return visit.data({"html": visit.html("_tried.html", tried=tried)})


def _regression(visit: Visit) -> Response:
    with visit.desk.store.session(reading=True) as work:
        form = typed(visit, work)
    bench = visit.desk.workbench
    found = regression(bench.trials, draft_entry(form.content, visit.operator.shown_as), bench.questions)
    if visit.by_script:
        return visit.data({"html": visit.html("_regression.html", found=found)})
    return visit.page("entry_regression.html", found=found, back=_place(form))


def try_question(bench: Workbench, draft: Entry, question: str) -> Tried:
    """Asks both indexes; what a caller would get is the first of the one with the draft."""
    index, now = bench.trials.with_draft(draft), bench.trials.now()
    exact = _owner(bench, draft, question)
    shares = bench.trials.shares(question)
    ranking = index.ranking(question, shares)
    scored = [(hit.entry, hit.score) for hit in ranking.hits if hit.entry != exact]
    near = [*([(exact, None)] if exact else []), *scored]
    found = now.find(question, shares=shares)
    before = found.hits[0].entry if found.answered else None
    drawn = tuple(_near(bench, entry, score, question, draft) for entry, score in near)
    return Tried(question, exact, ranking, drawn, before)


def _owner(bench: Workbench, draft: Entry, question: str) -> Entry | None:
    """The answer that has this very question, once the draft is published; of two, the one that search takes."""
    served = bench.owner(question)
    owners = [served] if served and served.id != draft.id else []
    if fold(question) in {fold(text) for text in wordings(draft)}:
        owners.append(draft)
    return max(owners, key=lambda entry: entry.id, default=None)


def _near(bench: Workbench, entry: Entry, score: float | None, question: str, draft: Entry) -> Near:
    words = wordings(entry)
    vectors = bench.trials.vectors
    if vectors is None:
        alike = [likeness(fold(text), fold(question)) for text in words]
    else:
        alike = list(vectors.kept(words) @ vectors([question])[0])
    return Near(entry, score, words[max(range(len(words)), key=alike.__getitem__)], entry.id == draft.id)


def _place(form: Typed) -> str:
    """The entry's name once it is saved: a new one has none yet."""
    return form.entry_id if form.parent else ""
