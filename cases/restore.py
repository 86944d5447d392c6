"""Restoring a backup: checked, erased again and brought up to date before it replaces anything."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from cases import audit
from cases.archive import DATABASE, sync, unpack, write
from cases.embedded import database_file, is_filled, merge_log
from cases.erasures import LIST, ErasureLog, collect
from cases.errors import StoreDown
from cases.replay import erase_listed
from cases.store import Store
from humiao.clock import Clock, now
from humiao.errors import HumiaoError
from humiao.privacy import MasterKey, master_key
from humiao.settings import Settings

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Restored:
    """What was done: ``erased`` counts what was erased again, ``replaced`` is where the old store lies."""

    made_at: str
    audit: audit.VerifyResult
    erased: int
    list_found: bool
    replaced: Path | None


def restore(settings: Settings, source: Path, *, force: bool = False, clock: Clock = now) -> Restored:
    """Puts a backup in place of the embedded store; the service must be stopped.

    Raises HM051 (PostgreSQL), HM053 or HM054 (damaged, other key), HM057 (something is stored
    already), HM058 (in use) or HM059 (broken audit chain). ``force`` overrules HM057, keeping the
    old file beside the new one, and HM059.
    """
    live, master, var = database_file(settings), master_key(settings), settings.path("var")
    live.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    _demand_free(live, force)
    listed = ErasureLog(var / LIST)
    beside = source.parent / LIST
    list_found = listed.path.exists() or beside.exists()
    listed.add(ErasureLog(beside).read())
    _collect(live, master, listed)
    with TemporaryDirectory(dir=live.parent, prefix=".restore-") as folder:
        manifest = unpack(source, Path(folder), master)
        new = Path(folder) / DATABASE
        result, erased = _prepare(new, master, clock, manifest["audit_head"], listed, force)
        merge_log(new)
        _lay_spool(Path(folder) / "spool", var / "spool")
        replaced = _set_aside(live, clock)
        new.rename(live)
        sync(live.parent)
    return Restored(str(manifest["made_at"]), result, erased, list_found, replaced)


def _prepare(
    new: Path, master: MasterKey, clock: Clock, head: str, listed: ErasureLog, force: bool
) -> tuple[audit.VerifyResult, int]:
    store = Store(f"sqlite:///{new}", master, clock)
    with store.session(reading=True) as work:
        result = audit.verify(work, audit.Head.parse(head))
    if not result.ok and not force:
        raise HumiaoError("HM059", f"the audit chain is broken at link {result.first_bad}", "take an older backup")
    store.migrate()
    erased = erase_listed(store, listed.read())
    store.close()
    return result, erased


def _demand_free(live: Path, force: bool) -> None:
    if not live.exists() or not live.stat().st_size:
        return
    try:
        merge_log(live)
        filled = is_filled(live)
    except sqlite3.OperationalError as error:
        raise HumiaoError("HM058", "the store is in use", "stop Humiao first") from error
    except sqlite3.DatabaseError:
        filled = True  # damaged: perhaps the only copy of something
    if filled and not force:
        raise HumiaoError("HM057", "there is a store already", "--force keeps it beside the restored one")


def _collect(live: Path, master: MasterKey, listed: ErasureLog) -> None:
    # What the present store knows of erasures is newer than the backup; a damaged or old store
    # cannot say, and then the lists beside it must do.
    store = Store(f"sqlite:///{live}", master)
    if live.exists() and store.current():
        try:
            with store.session(reading=True) as work:
                collect(work, listed)
        except StoreDown:
            _log.warning("restore.erasures-not-read")
    store.close()


def _set_aside(live: Path, clock: Clock) -> Path | None:
    if not live.exists():
        return None
    aside = live.with_name(f"{live.name}.replaced-{clock():%Y%m%dT%H%M%SZ}")
    for suffix in ("-wal", "-shm"):  # there only when the file was damaged: part of what can be saved
        beside = live.with_name(live.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return live.rename(aside)


def _lay_spool(source: Path, spool: Path) -> None:
    if not source.is_dir():
        return
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in sorted(source.iterdir()):
        if not (spool / file.name).exists():
            with file.open("rb") as content:
                write(spool / file.name, content)
    sync(spool)
