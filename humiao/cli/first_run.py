"""What a first start makes: the master key, the tables, and an operator to sign in with."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from cases.erasures import ErasureLog, keep_log
from cases.operators import add, everybody
from cases.passwords import new_password
from cases.replay import erase_listed
from cases.store import Store
from cases.words import Role
from humiao.clock import local
from humiao.errors import HumiaoError
from humiao.privacy import create_master_key, master_key
from humiao.settings import Settings
from knowledge.desk.marks import mark
from knowledge.desk.numbers import stock_numbers
from knowledge.desk.stock import stock
from knowledge.directory import Directory
from knowledge.statutes import Statutes

FIRST_NAME = "admin"


def prepare(settings: Settings, console: Console) -> Store:
    """Makes what is missing and says so; what is there is left alone. Raises HM032, StoreDown."""
    key = settings.path("var") / "master.key"
    if not settings["master_key"] and _new_key(key):
        console.print(
            f"[bold]new master key:[/] {escape(str(key))} — keep a copy elsewhere; without it nothing can be read again"
        )
    store = Store(settings.database_url, master_key(settings))
    store.migrate()
    erased = settings.path("var") / "erased.log"
    keep_log(store, erased)
    # A store that came back from an older copy is brought up to what people had erased.
    erase_listed(store, ErasureLog(erased).read())
    _stock(settings, store, console)
    password = first_operator(store)
    if password:
        console.print(f"[bold]first supervisor:[/] {FIRST_NAME}   [bold]password:[/] {password}   (shown only now)")
        if settings["totp"] == "required":
            hint = "the console then asks for an authenticator app; for a first look without one: HUMIAO_TOTP=off"
            console.print(hint, soft_wrap=True)
    return store


def _stock(settings: Settings, store: Store, console: Console) -> None:
    """The answers that came with the program, and marks on those whose law changed since they were approved."""
    statutes, on = Statutes.open(), local(store.clock()).date()
    with store.session() as work:
        done = stock(work.db, settings.path("data") / "knowledge", statutes, at=store.clock(), on=on)
        stock_numbers(work.db, Directory.load(settings.path("data") / "contacts.yml"))
        marks = mark(work.db, statutes, on)
        work.commit()
    if done.added or done.replaced:
        console.print(f"answers: {len(done.added)} new, {len(done.replaced)} renewed")
    if done.kept:
        console.print(f"answers: {len(done.kept)} edited at the desk were left as they are", style="yellow")
    if marks:
        where = "see the due list of /console/knowledge"
        console.print(f"answers: {len(marks)} cite an article that changed: {where}", style="yellow")


def _new_key(key: Path) -> bool:
    try:
        return create_master_key(key)
    except OSError as error:
        raise HumiaoError(
            "HM032", f"{key.parent} cannot be written ({error.strerror})", "give it to this user, or set HUMIAO_VAR"
        ) from error


def first_operator(store: Store) -> str | None:
    """A supervisor with a fresh password, when there is nobody yet."""
    with store.session() as work:
        if everybody(work):
            return None
        password = new_password()
        add(work, FIRST_NAME, "值班长", Role.SUPERVISOR, password)
        work.commit()
    return password
