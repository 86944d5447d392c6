"""The doctor: one line per thing that must be right, with an id and a hint for each that is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import typer
from rich.console import Console

from humiao.clock import local, now
from humiao.errors import HumiaoError
from humiao.privacy import master_key
from humiao.settings import Settings, read_settings

app = typer.Typer()


@dataclass(frozen=True)
class Finding:
    """One check: ``id`` and ``hint`` matter when it is not ``fine``."""

    id: str
    what: str
    fine: bool
    hint: str = ""
    serious: bool = True


@app.command()
def doctor() -> None:
    """Check this installation. Example: humiao doctor"""
    console = Console(highlight=False)
    findings = list(examine(read_settings()))
    for finding in findings:
        mark, style = ("ok", "green") if finding.fine else ("!!", "red" if finding.serious else "yellow")
        hint = f" — hint: {finding.hint}" if not finding.fine and finding.hint else ""
        console.print(f"{mark} {finding.id} {finding.what}{hint}", style=style, markup=False)
    if any(finding.serious and not finding.fine for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check in the order in which things depend on each other."""
    yield from _key_and_store(settings)
    yield from _content(settings)
    yield from _surroundings(settings)


def _key_and_store(settings: Settings) -> Iterator[Finding]:
    from cases.store import Store

    fault = _fault(lambda: master_key(settings))
    yield Finding("HL001", "master key can be read", not fault, fault or "")
    if fault:
        return
    key = settings.path("var") / "master.key"
    tight = bool(settings["master_key"]) or not key.exists() or key.stat().st_mode & 0o077 == 0
    yield Finding("HL002", "master key is readable by its owner only", tight, f"chmod 600 {key}")
    store = Store(settings.database_url, master_key(settings))
    yield Finding("HL003", "case store answers and is migrated", store.current(), "humiao migrate")
    if not store.current():
        return
    yield Finding("HL006", "the case store can be written", store.writable(), "another program holds it, or read-only")
    yield from _people(store)


def _people(store: object) -> Iterator[Finding]:
    from cases.audit import verify
    from cases.operators import everybody
    from cases.store import Store
    from cases.words import Role

    assert isinstance(store, Store)  # noqa: S101 - narrows the lazily imported type
    with store.session(reading=True) as work:
        active = [person for person in everybody(work) if person.disabled_at is None]
        chain = verify(work)
    works = any(person.role in (Role.OPERATOR, Role.SUPERVISOR) for person in active)
    yield Finding("HL004", "somebody can take a case", works, "humiao operator add NAME")
    yield Finding(
        "HL005", f"audit chain is whole ({chain.checked} rows)", chain.ok, "keep the store, tell the supervisor"
    )


def _content(settings: Settings) -> Iterator[Finding]:
    from actions.replies import load_replies
    from knowledge.check import check
    from knowledge.directory import Directory
    from knowledge.statutes import Statutes
    from nlu.safety import SafetyRules

    data, today = settings.path("data"), local(now()).date()
    for id, what, load in (
        ("HL010", "safety rules load", lambda: SafetyRules.load(data / "safety")),
        ("HL011", "replies are complete", lambda: load_replies(data / "replies" / "replies.yml")),
        ("HL012", "numbers load", lambda: Directory.load(data / "contacts.yml")),
    ):
        fault = _fault(load)
        yield Finding(id, what, not fault, fault or "")
    problems = check(data / "knowledge", Statutes.open(), today)
    hint = str(problems[0]) if problems else ""
    yield Finding("HL013", "every entry and citation holds today", not problems, hint)


def _surroundings(settings: Settings) -> Iterator[Finding]:
    from humiao.typeset import chinese_font
    from nlu.client import NluClient
    from nlu.serve import command

    port = settings.number("nlu_port")
    yield Finding(
        "HL020", "NLU environment and model are there", command(port) is not None, "make setup", serious=False
    )
    alive = NluClient(port, 1.0).alive()
    yield Finding("HL021", "NLU server answers", alive, "humiao run starts it", serious=False)
    free = shutil.disk_usage(settings.path("var") if settings.path("var").exists() else ".").free
    yield Finding("HL022", f"{free // 1024**2} MB of disk are free", free > 500 * 1024**2, "free at least 500 MB")
    secure = settings["host"] in ("127.0.0.1", "localhost", "::1") or settings.url.startswith("https://")
    hint = "put a proxy with TLS in front and set HUMIAO_PUBLIC_URL"
    yield Finding("HL023", "people reach us over TLS or this machine only", secure, hint)
    no_font = _fault(chinese_font)
    yield Finding("HL024", "a Chinese font is there for letters as PDF", not no_font, no_font or "", serious=False)


def _fault(load: Callable[[], object]) -> str | None:
    try:
        load()
    except HumiaoError as error:
        return str(error)
    return None
