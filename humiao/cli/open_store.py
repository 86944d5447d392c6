"""Opening the store for a command: it must be there and migrated."""

from __future__ import annotations

from cases.erasures import keep_log
from cases.store import Store
from humiao.errors import HumiaoError
from humiao.privacy import master_key
from humiao.settings import Settings


def open_store(settings: Settings) -> Store:
    """The migrated store; raises HM107 when it does not answer, HM104 when it is older than the program."""
    store = Store(settings.database_url, master_key(settings))
    if not store.ready() and settings["database"]:
        hint = "is the server up, and is HUMIAO_DATABASE right?"
        raise HumiaoError("HM107", "the case store does not answer", hint)
    if not store.current():
        raise HumiaoError("HM104", "the case store is not there or not migrated", "run 'humiao migrate'")
    keep_log(store, settings.path("var") / "erased.log")
    return store


def store_if_there(settings: Settings) -> Store | None:
    """The store when this machine has one that is migrated; None where only the program's own data are."""
    try:
        store = Store(settings.database_url, master_key(settings))
    except HumiaoError:
        return None
    return store if store.current() else None
