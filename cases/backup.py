"""Backups of the embedded store: one file with the database and the spool, never the master key.

The list of erasures (cases/erasures.py) is written beside the backups, not into them: it must be
newer than the backup that is restored.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from cases import audit
from cases.archive import DATABASE, pack
from cases.embedded import copy_database, database_file
from cases.erasures import LIST, ErasureLog, collect
from cases.restore import Restored, restore
from cases.store import Store
from humiao.clock import Clock, now
from humiao.errors import HumiaoError
from humiao.privacy import MasterKey, master_key
from humiao.settings import Settings

__all__ = ["Restored", "backup", "restore"]


def backup(settings: Settings, target: Path, clock: Clock = now) -> Path:
    """Writes a backup while the service runs; its path. Raises HM051, HM052, HM055, HM056, or HM101 (no such folder).

    ``target`` is a new file, or a folder in which it gets a name of its own.
    """
    live, master = database_file(settings), master_key(settings)
    if not live.exists():
        raise HumiaoError("HM056", "there is no store to back up", "run 'humiao migrate' first")
    if target.is_dir():
        target /= f"humiao-{clock():%Y%m%dT%H%M%SZ}.tar"
    try:
        _write(settings, live, master, target, clock)
    except OSError as error:
        raise HumiaoError(
            "HM101", f"{target} cannot be written ({error.strerror})", "check that the folder is there and has room"
        ) from error
    return target


def _write(settings: Settings, live: Path, master: MasterKey, target: Path, clock: Clock) -> None:
    with TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        # The spool first: a message replayed meanwhile is then in both and counts once, not in neither.
        files = _copy_spool(settings.path("var") / "spool", Path(folder))
        files[DATABASE] = copy_database(live, Path(folder) / DATABASE)
        copy = Store(f"sqlite:///{files[DATABASE]}", master)
        with copy.session(reading=True) as work:
            head = audit.head(work)
            for listed in (settings.path("var") / LIST, target.parent / LIST):
                collect(work, ErasureLog(listed))
        copy.close()
        pack(files, {"made_at": clock().isoformat(), "audit_head": str(head)}, target, master)
    ErasureLog(target.parent / LIST).add(ErasureLog(settings.path("var") / LIST).read())


def _copy_spool(spool: Path, folder: Path) -> dict[str, Path]:
    files = {}
    for path in sorted(spool.glob("*.sealed")):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # replayed just now: it is in the database, which is copied after this
        copy = folder / path.name
        copy.write_bytes(content)
        files[f"spool/{path.name}"] = copy
    return files
