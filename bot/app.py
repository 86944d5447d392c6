"""The caller's side put together: the only place that picks its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Event

from actions.asker import load_asker
from actions.replies import Replies, load_replies
from actions.senses import load_senses
from actions.turn import Kit
from bot.conversation import Conversations, Understand
from bot.intake import Intake
from bot.shelf import open_shelf
from cases.desk_data import check_desk_data
from cases.erasures import keep_log
from cases.spool import Spool
from cases.store import Store
from humiao.clock import local, now
from humiao.privacy import MasterKey, master_key
from humiao.settings import Settings
from knowledge.directory import Directory
from knowledge.entries import load_entries
from knowledge.search import Answers, KnowledgeSearch
from knowledge.shelf import Shelf
from knowledge.statute_search import load_statute_search
from knowledge.statutes import Statutes
from nlu.client import NluClient
from nlu.commands import Commands
from nlu.safety import SafetyRules


@dataclass(frozen=True)
class App:
    """Everything a channel needs."""

    settings: Settings
    store: Store
    spool: Spool
    intake: Intake
    conversations: Conversations
    kit: Kit
    nlu_alive: Callable[[], bool]

    @property
    def replies(self) -> Replies:
        return self.kit.replies

    def follow(self, stop: Event) -> None:
        """Lets the answers follow the editor's desk, until told to stop."""
        if isinstance(self.kit.knowledge, Shelf):
            self.kit.knowledge.follow(stop)


def build_kit(settings: Settings, *, store: Store | None = None, today: date | None = None) -> Kit:
    """Replies, knowledge, statutes and numbers; raises HumiaoError naming what is wrong in data/.

    Without ``store`` the answers are those that come with the program.
    """
    data, statutes = settings.path("data"), Statutes.open()
    directory = Directory.load(data / "contacts.yml")
    knowledge = _answers(settings, store, statutes, directory, today or local(now()).date())
    return Kit(
        replies=load_replies(data / "replies" / "replies.yml"),
        knowledge=knowledge,
        articles=load_statute_search(data, statutes, knowledge.entries).find,
        statutes=statutes,
        directory=directory,
        area=settings["area"],
        also_alert=("telegram",) if settings["alert_telegram_chat"] else (),
    )


def _answers(settings: Settings, store: Store | None, statutes: Statutes, directory: Directory, today: date) -> Answers:
    senses = load_senses(settings.path("var") / "vectors")
    if store is not None:
        return open_shelf(settings, store, statutes, senses, directory)
    entries = load_entries(settings.path("data") / "knowledge", statutes, today)
    return KnowledgeSearch(entries, senses.meaning, statutes, topics=senses.topics)


def build(
    settings: Settings,
    *,
    store: Store | None = None,
    kit: Kit | None = None,
    understand: Understand | None = None,
    master: MasterKey | None = None,
) -> App:
    """Wires the caller's side; every part can be replaced by a parameter."""
    check_desk_data()
    master = master or master_key(settings)
    store = store or Store(settings.database_url, master)
    keep_log(store, settings.path("var") / "erased.log")
    kit = kit or build_kit(settings, store=store)
    client = NluClient(settings.number("nlu_port"), settings.number("nlu_timeout_ms") / 1000)
    data = settings.path("data")
    conversations = Conversations(
        store=store,
        kit=kit,
        rules=SafetyRules.load(data / "safety"),
        commands=Commands.load(data / "commands.yml"),
        asker=load_asker(data / "words" / "asker.yml"),
        understand=understand or client.parse,
    )
    spool = Spool(settings.path("var") / "spool", master)
    intake = Intake(store, spool, conversations, kit.replies)
    return App(settings, store, spool, intake, conversations, kit, client.alive)
