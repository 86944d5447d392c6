"""The console put together; mounted by the integrating application at /console."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.types import ExceptionHandler

from actions.turn import Kit
from cases.desk_data import check_desk_data
from cases.errors import StoreDown
from cases.store import Store
from console import (
    account,
    accounts,
    break_glass,
    caller_acts,
    case,
    case_access,
    case_acts,
    case_follow_ups,
    case_materials,
    case_print,
    case_safety,
    case_service,
    clocks,
    directory,
    duty,
    entry,
    entry_articles,
    entry_history,
    entry_judge,
    entry_save,
    entry_trial,
    exchange,
    follow_ups,
    gaps,
    handing_on,
    here,
    intake,
    knowledge,
    knowledge_tab,
    quality,
    queue,
    refer,
    referral,
    referral_list,
    reporting,
    search,
    second_step,
    sign_in,
    staff,
    static_files,
    together,
    wall,
)
from console.answers import fault, not_found, store_down
from console.figures import ledger as figure_ledger
from console.figures import pages as figure_pages
from console.figures import study as case_study
from console.headers import SecureHeaders
from console.listening import Understand
from console.looks import environment
from console.pages import Pages
from console.visit import Desk
from console.watch import Watch
from humiao.settings import Settings

EDITING = (knowledge, entry, entry_articles, entry_history, entry_judge, entry_save, entry_trial)
LISTS = (gaps, directory, exchange, quality)
FIGURES = (figure_pages, figure_ledger, case_study)
HANDING_ON = (handing_on, reporting, refer, referral, referral_list)
HANDS = (here, together, duty, wall)
ACCESS = (second_step, account, accounts, break_glass, case_access)
CALLERS = (intake, caller_acts, knowledge_tab)
CASEWORK = (case_safety, case_service, case_materials, case_follow_ups, case_print, follow_ups)
PARTS = (
    static_files,
    sign_in,
    queue,
    search,
    case,
    case_acts,
    clocks,
    staff,
    *ACCESS,
    *HANDS,
    *CALLERS,
    *CASEWORK,
    *EDITING,
    *LISTS,
    *FIGURES,
    *HANDING_ON,
)

ANSWERS: tuple[tuple[int | type[Exception], ExceptionHandler], ...] = (
    (404, not_found),
    (405, not_found),
    (StoreDown, store_down),
    (Exception, fault),
)


def build_console(
    store: Store,
    settings: Settings,
    kit: Kit,
    *,
    nlu_alive: Callable[[], bool],
    understand: Understand | None = None,
) -> FastAPI:
    """The console as an application of its own; raises OpenRoute when a route has no stated permission.

    ``understand`` asks the NLU server about what an operator types during a call.
    """
    check_desk_data()
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(SecureHeaders)
    for kind, answer in ANSWERS:
        app.add_exception_handler(kind, answer)
    pages = Pages(app, Desk(store, settings, environment(), Watch(store, nlu_alive), kit, understand))
    for part in PARTS:
        part.register(pages)
    pages.refuse_others()
    return app
