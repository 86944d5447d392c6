"""The answers of the editor's desk, read from the store, with those of the program to fall back on."""

from __future__ import annotations

from collections.abc import Sequence

from actions.senses import Senses
from cases.errors import StoreDown
from cases.store import Store
from humiao.clock import local
from humiao.settings import Settings
from knowledge.desk.numbers import directory as stored_directory
from knowledge.desk.served import served
from knowledge.desk.version import version
from knowledge.directory import Directory
from knowledge.entries import load_entries
from knowledge.entry import Entry
from knowledge.prose import load_phrases
from knowledge.search import KnowledgeSearch
from knowledge.shelf import Shelf, Standing
from knowledge.statutes import Statutes


def open_shelf(
    settings: Settings, store: Store, statutes: Statutes, senses: Senses, directory: Directory | None = None
) -> Shelf:
    """The shelf as it stands; a store that is down or still empty leaves the shipped answers to begin with.

    ``directory`` follows too: the numbers of the desk count with every change of what is served.
    """
    data = settings.path("data")
    phrases = load_phrases(data / "forbidden_phrases.yml")

    def standing() -> Standing:
        with store.session(reading=True) as work:
            return version(work.db), local(store.clock()).date()

    def read() -> Sequence[Entry]:
        on = local(store.clock()).date()
        with store.session(reading=True) as work:
            stocked, found = version(work.db), served(work.db, statutes, phrases, on)
            numbers = stored_directory(work.db).rows
        if numbers and directory is not None:
            directory.renew(numbers)
        return found.entries if stocked else load_entries(data / "knowledge", statutes, on)

    def build(entries: Sequence[Entry]) -> KnowledgeSearch:
        return KnowledgeSearch(entries, senses.meaning, statutes, topics=senses.topics)

    try:
        seen, entries = standing(), read()
    except StoreDown:
        seen, entries = None, load_entries(data / "knowledge", statutes, local(store.clock()).date())
    return Shelf(entries, seen, standing=standing, read=read, build=build)
