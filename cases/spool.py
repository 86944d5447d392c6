"""The spool: what people write while the database is down waits on disk, in order, encrypted.

While anything waits, later messages should go through the spool too, or they would overtake it.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from cases.durable import sync_folder
from cases.intake import receive
from cases.sealing import place
from cases.store import Store
from humiao.message import Channel, Inbound, MessageKind, Upload
from humiao.privacy import MasterKey, SealBroken

_log = structlog.get_logger(__name__)

_NAME = re.compile(r"\d{20}-[0-9a-f]{8}\.sealed")
_WRAPPED = 60
"""Bytes of a wrapped data key: nonce 12, key 32, tag 16."""


class Spool:
    """A folder of messages that are not in the store yet; one file each, named in order."""

    def __init__(self, folder: Path, master: MasterKey) -> None:
        self.folder = folder
        self.master = master

    def put(self, inbound: Inbound) -> None:
        """Keeps the message; on return it survives a power failure. Raises OSError when it cannot."""
        with self._locked("put"):
            for unfinished in self.folder.glob("*.tmp"):
                unfinished.unlink()
            name = self._next_name()
            temporary = self.folder / f"{name}.tmp"
            _write(temporary, self._seal(inbound, name))
            temporary.rename(self.folder / name)
            sync_folder(self.folder)

    def waiting(self) -> int:
        """How many messages wait for the store."""
        return len(self._names(self.folder))

    def broken(self) -> int:
        """How many files could not be read or stored: a person must look at them in ``broken/``."""
        return len(self._names(self.folder / "broken"))

    def replay(self, store: Store) -> int:
        """Stores what waits, in order, and returns how many; raises StoreDown and keeps the rest.

        A file goes only after its message is committed; should we die in between, the next replay
        finds the message known. What cannot be read is moved to ``broken/`` and does not stop the
        others. Does nothing while another process replays.
        """
        done = 0
        with self._locked("replay", wait=False) as free:
            for name in self._names(self.folder) if free else ():
                done += self._replay_one(self.folder / name, store)
        return done

    def _replay_one(self, file: Path, store: Store) -> int:
        try:
            inbound = self._open(file)
            with store.session() as work:
                receive(work, inbound)
                work.commit()
        # Errors of these kinds lie in this one message; StoreDown passes and stops the replay.
        except (SealBroken, ValueError, KeyError, TypeError, SQLAlchemyError) as error:
            self._set_aside(file, error)
            return 0
        file.unlink()
        sync_folder(file.parent)
        return 1

    def _set_aside(self, file: Path, error: Exception) -> None:
        aside = self.folder / "broken"
        aside.mkdir(mode=0o700, exist_ok=True)
        file.rename(aside / file.name)
        sync_folder(aside)
        sync_folder(self.folder)
        _log.error("spool.broken", file=file.name, problem=type(error).__name__)

    def _seal(self, inbound: Inbound, name: str) -> bytes:
        key, wrapped = self.master.new_data_key(place("spool.key", name))
        return wrapped + key.seal(json.dumps(_stored(inbound)).encode(), place("spool.message", name))

    def _open(self, file: Path) -> Inbound:
        content = file.read_bytes()
        key = self.master.unwrap(content[:_WRAPPED], place("spool.key", file.name))
        return _inbound(json.loads(key.open(content[_WRAPPED:], place("spool.message", file.name))))

    def _names(self, folder: Path) -> list[str]:
        return sorted(file.name for file in folder.glob("*.sealed") if _NAME.fullmatch(file.name))

    def _next_name(self) -> str:
        # Later than all that wait, even when the clock was set back.
        last = max((int(name[:20]) for name in self._names(self.folder)), default=0)
        return f"{max(time.time_ns(), last + 1):020d}-{secrets.token_hex(4)}.sealed"

    @contextmanager
    def _locked(self, what: str, *, wait: bool = True) -> Iterator[bool]:
        """Holds one of the folder's locks; yields False when it is taken and we do not wait."""
        self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        with (self.folder / f".{what}.lock").open("a", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def _write(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _stored(inbound: Inbound) -> dict[str, Any]:
    upload = inbound.upload
    content = base64.b64encode(upload.content).decode() if upload else ""
    return asdict(inbound) | {
        "sent_at": inbound.sent_at.isoformat(),
        "upload": {"name": upload.name, "media_type": upload.media_type, "content": content} if upload else None,
    }


def _inbound(stored: dict[str, Any]) -> Inbound:
    upload = stored["upload"]
    return Inbound(
        **stored
        | {
            "channel": Channel(stored["channel"]),
            "kind": MessageKind(stored["kind"]),
            "sent_at": datetime.fromisoformat(stored["sent_at"]),
            "upload": Upload(**upload | {"content": base64.b64decode(upload["content"])}) if upload else None,
        }
    )
