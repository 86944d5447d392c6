"""The file of a backup: a tar with a manifest that is signed with the master key but does not hold it."""

from __future__ import annotations

import hmac
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import IO, Any

from humiao.errors import HumiaoError
from humiao.privacy import MasterKey

MANIFEST = "manifest.json"
DATABASE = "humiao.db"
_NAME = re.compile(r"manifest\.json|humiao\.db|spool/\d{20}-[0-9a-f]{8}\.sealed")
_FORMAT = 1


def pack(files: Mapping[str, Path], facts: Mapping[str, str], target: Path, master: MasterKey) -> None:
    """Writes the files into ``target``, complete or not at all; raises HM052 when it exists."""
    if target.exists():
        raise HumiaoError("HM052", "there is a file of this name already", "give the backup a new name")
    manifest = dict(facts) | {"format": _FORMAT, "files": {name: _mark(path) for name, path in files.items()}}
    manifest["seal"] = _seal(manifest, master)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as tar:
            for name, path in files.items():
                tar.add(path, name, recursive=False)
            text = json.dumps(manifest, indent=1, sort_keys=True).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(text), 0o600
            tar.addfile(entry, io.BytesIO(text))
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(target)
    sync(target.parent)


def unpack(source: Path, folder: Path, master: MasterKey) -> dict[str, Any]:
    """The manifest, with the files laid into ``folder``; raises HM053 damaged, HM054 not signed by this key."""
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                _extract(tar, member, folder)
        manifest = json.loads((folder / MANIFEST).read_bytes())
        names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
        sound = manifest["files"] == {name: _mark(folder / name) for name in names}
        sealed = hmac.compare_digest(str(manifest.pop("seal")), _seal(manifest, master))
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise _damaged(source) from error
    if not sealed:
        raise HumiaoError(
            "HM054", f"{source.name} was altered, or made with another master key", "restore that desk's master key"
        )
    if not sound or manifest["format"] != _FORMAT or DATABASE not in names:
        raise _damaged(source)
    return dict(manifest)


def sync(folder: Path) -> None:
    """Makes new and removed names in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    content = tar.extractfile(member) if member.isreg() else None
    # Only names we write ourselves: a tar may also say ../../etc.
    if content is None or not _NAME.fullmatch(member.name):
        raise ValueError(member.name)
    path = folder / member.name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write(path, content)


def write(path: Path, content: IO[bytes]) -> None:
    """A new file that only its owner may read, on the disk when this returns; raises FileExistsError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        shutil.copyfileobj(content, stream)
        stream.flush()
        os.fsync(stream.fileno())


def _mark(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return {"sha256": file_digest(stream, "sha256").hexdigest(), "size": path.stat().st_size}


def _seal(manifest: Mapping[str, Any], master: MasterKey) -> str:
    return master.pseudonym("backup", json.dumps(manifest, sort_keys=True))


def _damaged(source: Path) -> HumiaoError:
    return HumiaoError("HM053", f"{source.name} is damaged or no backup of Humiao", "take another backup")
