"""Keys, sealing and pseudonyms: what a person wrote is never at rest in the clear.

A conversation has its own data key, wrapped by the master key; erasing the wrapped key makes every
copy of the conversation unreadable, in backups too. Addresses become keyed hashes.
"""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from humiao.errors import HumiaoError
from humiao.settings import Settings

_NONCE = 12
"""Bytes of a GCM nonce (NIST SP 800-38D, 8.2.1)."""


class SealBroken(Exception):
    """The text was altered, or belongs to another key or another place."""


@dataclass(frozen=True)
class Key:
    """A 256-bit key for AES-GCM. ``repr`` never shows it."""

    material: bytes

    def __repr__(self) -> str:
        return "Key(…)"

    @classmethod
    def new(cls) -> Key:
        return cls(os.urandom(32))

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypts ``plain`` for one ``place`` (table, column, row): elsewhere it will not open."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self.material).encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The plain bytes; raises SealBroken when they were not sealed here for this place."""
        try:
            return AESGCM(self.material).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(place) from error


@dataclass(frozen=True)
class MasterKey:
    """The one secret of a desk: wraps data keys, hashes addresses, signs the audit chain."""

    wrapping: Key
    hashing: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> MasterKey:
        return cls(Key(_derive(secret, b"humiao wrap")), _derive(secret, b"humiao hash"))

    def new_data_key(self, place: str) -> tuple[Key, bytes]:
        """A fresh data key and its wrapped form, which alone is stored."""
        key = Key.new()
        return key, self.wrapping.seal(key.material, place)

    def unwrap(self, wrapped: bytes, place: str) -> Key:
        return Key(self.wrapping.open(wrapped, place))

    def pseudonym(self, *parts: str) -> str:
        """The same parts give the same 64 hex digits; nobody without the key can try them out."""
        return hmac.new(self.hashing, "\x1f".join(parts).encode(), sha256).hexdigest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def master_key(settings: Settings) -> MasterKey:
    """The desk's key from HUMIAO_MASTER_KEY or var/master.key; raises HM003 when there is none."""
    text = settings["master_key"] or _read(settings.path("var") / "master.key")
    try:
        secret = base64.b64decode(text, validate=True)
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise HumiaoError("HM004", "the master key is not base64 of 32 bytes", "restore var/master.key from its backup")
    return MasterKey.from_secret(secret)


def create_master_key(path: Path) -> bool:
    """Writes a new key that only its owner may read; False when there was one already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(32)))
        file.flush()
        os.fsync(file.fileno())
    return True


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise HumiaoError(
            "HM003", "there is no master key", "run 'humiao migrate', or set HUMIAO_MASTER_KEY_FILE"
        ) from error
