"""The console put together; mounted by the integrating application at /console."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.types import ExceptionHandler

from actions.turn import Kit
from cases.errors import StoreDown
from cases.store import Store
from console import (
    case,
    case_acts,
    directory,
    entry,
    entry_articles,
    entry_history,
    entry_judge,
    entry_save,
    entry_trial,
    exchange,
    gaps,
    knowledge,
    queue,
    sign_in,
    staff,
    static_files,
)
from console.answers import fault, not_found, store_down
from console.headers import SecureHeaders
from console.looks import environment
from console.pages import Pages
from console.visit import Desk
from console.watch import Watch
from humiao.settings import Settings

EDITING = (knowledge, entry, entry_articles, entry_history, entry_judge, entry_save, entry_trial)
LISTS = (gaps, directory, exchange)
PARTS = (static_files, sign_in, queue, case, case_acts, staff, *EDITING, *LISTS)

ANSWERS: tuple[tuple[int | type[Exception], ExceptionHandler], ...] = (
    (404, not_found),
    (405, not_found),
    (StoreDown, store_down),
    (Exception, fault),
)


def build_console(store: Store, settings: Settings, kit: Kit, *, nlu_alive: Callable[[], bool]) -> FastAPI:
    """The console as an application of its own; raises OpenRoute when a route has no stated permission."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(SecureHeaders)
    for kind, answer in ANSWERS:
        app.add_exception_handler(kind, answer)
    pages = Pages(app, Desk(store, settings, environment(), Watch(store, nlu_alive), kit))
    for part in PARTS:
        part.register(pages)
    pages.refuse_others()
    return app
