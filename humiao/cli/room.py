"""What must be free before we start: the ports, and room on the disk."""

from __future__ import annotations

import errno
import os
import shutil
import socket

from humiao.errors import HumiaoError
from humiao.settings import Settings

NEEDED_BYTES = 200 * 1024**2
"""Free disk below which we do not start: the store, the spool and the logs need room."""


def check_room(settings: Settings) -> None:
    """Raises HM031 when a port is taken, HM035 when we cannot listen there, HM032 when the disk is full."""
    check_port(settings, "port", settings["host"])
    check_port(settings, "nlu_port", "127.0.0.1")
    var = settings.path("var")
    try:
        var.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(var).free
    except OSError as error:
        raise HumiaoError("HM032", f"{var} cannot be written ({error.strerror})", "set HUMIAO_VAR") from error
    if not os.access(var, os.W_OK | os.X_OK):
        raise HumiaoError("HM032", f"{var} cannot be written", "give it to this user, or set HUMIAO_VAR")
    if free < NEEDED_BYTES:
        raise HumiaoError("HM032", f"only {free // 1024**2} MB are free under {var}", "free at least 200 MB")


def check_port(settings: Settings, name: str, host: str) -> None:
    """Raises HM031 when the port of this setting is taken, HM035 when it cannot be listened on at ``host``."""
    port = settings.number(name)
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            hint = f"stop what uses it or set HUMIAO_{name.upper()}"
            raise HumiaoError("HM031", f"port {port} on {host} is taken", hint) from error
        hint = f"HUMIAO_HOST is an address of this machine; is HUMIAO_{name.upper()} one that this user may use?"
        raise HumiaoError(
            "HM035",
            f"cannot listen on {host}, port {port} ({getattr(error, 'strerror', None) or 'no such host'})",
            hint,
        ) from error
