"""The NLU server as a process: how it is started, when it is ready, how it ends."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from nlu.client import NluClient
from nlu.train import model_path, python, rasa_environment

START_SECONDS = 60.0
STOP_SECONDS = 10.0
BATCH_TIMEOUT = 5.0
"""A batch has no person waiting: rather a slow answer than a degraded one."""


def command(port: int) -> list[str] | None:
    """How to start the server on the loopback ``port``; None without an NLU environment or a model."""
    interpreter, model = python(), model_path()
    if interpreter is None or model is None:
        return None
    served = ["-m", "rasa", "run", "--enable-api", "--model", str(model), "--interface", "127.0.0.1"]
    return [str(interpreter), *served, "--port", str(port)]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` for the server, without our secrets: it needs none."""
    kept = {name: value for name, value in environ.items() if not name.startswith("HUMIAO_")}
    return {**rasa_environment(kept), "LOG_LEVEL": "WARNING"}


def start(port: int, log: Path | None = None) -> subprocess.Popen[bytes]:
    """Starts the server and returns at once; raises HM070 when there is nothing to start."""
    found = command(port)
    if found is None:
        raise HumiaoError("HM070", "there is no NLU environment or model", "make setup")
    # Rasa looks for config and components in the folder it is started in.
    with open(log or os.devnull, "ab") as output:  # noqa: PTH123 - devnull is no path of ours
        return subprocess.Popen(found, cwd=ROOT, env=environment(os.environ), stdout=output, stderr=output)


def is_ready(port: int) -> bool:
    """Whether a server with a model answers on ``port``."""
    return NluClient(port, 1.0).alive()


def wait_until_ready(port: int, timeout: float = START_SECONDS, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Waits at most ``timeout`` seconds; False when it did not come, or ``process`` ended before."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            return False
        if is_ready(port):
            return True
        time.sleep(0.2)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks the server to end, and ends it when it does not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def serving(port: int) -> Iterator[NluClient | None]:
    """A client of the server on ``port``, which is started for the while when none answers.

    None when it cannot be started: then the rules alone must do.
    """
    if is_ready(port):
        yield NluClient(port, BATCH_TIMEOUT)
        return
    if command(port) is None:
        yield None
        return
    process = start(port)
    try:
        ready = wait_until_ready(port, process=process)
        yield NluClient(port, BATCH_TIMEOUT) if ready else None
    finally:
        stop(process)
