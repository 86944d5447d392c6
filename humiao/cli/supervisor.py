"""One supervised whole: starts the processes, restarts what dies, stops all of it together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.markup import escape

from humiao.cli.first_run import prepare
from humiao.cli.room import check_room
from humiao.cli.serve import stop_on_signals
from humiao.settings import ROOT, Settings
from nlu.serve import command as nlu_command
from nlu.serve import environment as nlu_environment
from nlu.serve import is_ready as nlu_is_ready

STOP_SECONDS = 10.0
READY_SECONDS = 60.0
MOST_PAUSE = 30.0
console = Console(stderr=True, highlight=False)


@dataclass
class Child:
    """One process that is kept running."""

    name: str
    command: list[str]
    environ: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = 0.0
    started: float = field(default=0.0)

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=self.environ,
                cwd=ROOT, start_new_session=True, preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )  # fmt: skip
        self.started = time.monotonic()

    def tend(self) -> None:
        """Starts it again when it died, later and later when it keeps dying."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            if now - self.started > MOST_PAUSE:
                self.deaths = 0
            return
        if self.process is not None:
            self.deaths += 1
            pause = min(2.0 ** (self.deaths - 1), MOST_PAUSE)
            console.print(
                f"[red]{self.name} ended ({self.process.returncode}); again in {pause:.0f} s: {self.log.name}"
            )
            self.process, self.start_at = None, now + pause
        if now >= self.start_at:
            self.start()

    def stop(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    # A killed supervisor must not leave servers behind that nobody restarts. 1 is PR_SET_PDEATHSIG.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def run_all(settings: Settings) -> int:
    """Prepares, starts, says the addresses, tends until stopped; the exit code."""
    check_room(settings)
    prepare(settings, console)
    children = wanted(settings)
    stop = stop_on_signals()
    try:
        for child in children:
            child.start()
        _wait_until_ready(settings, children, stop)
        if not stop.is_set():
            _welcome(settings, children)
        while not stop.wait(0.5):
            for child in children:
                child.tend()
    finally:
        stop_all(children)
    console.print("stopped")
    return 0


def wanted(settings: Settings) -> list[Child]:
    """The processes of this desk; the NLU server only where its environment and model are."""
    logs = settings.path("var") / "log"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}

    def ours(name: str) -> Child:
        return Child(name, [sys.executable, "-m", "humiao", name], environ, logs / f"{name}.log")

    children = [ours("web"), ours("worker")]
    if settings["telegram_token"]:
        children.append(ours("telegram"))
    found = nlu_command(settings.number("nlu_port"))
    if found is None:
        console.print(
            "[yellow]Degraded: no NLU server (Python 3.10 environment or model missing). Safety rules and "
            "knowledge search serve; every unclear message goes to a human. Hint: make setup"
        )
        return children
    return [Child("nlu", found, nlu_environment(environ), logs / "nlu.log"), *children]


def _wait_until_ready(settings: Settings, children: list[Child], stop: Event) -> None:
    checks: dict[str, Callable[[], bool]] = {"web": lambda: _answers(settings)}
    if any(child.name == "nlu" for child in children):
        checks["nlu"] = lambda: nlu_is_ready(settings.number("nlu_port"))
    deadline = time.monotonic() + READY_SECONDS
    with console.status("starting …") as status:
        while checks and time.monotonic() < deadline and not stop.wait(0.3):
            for child in children:
                child.tend()
            checks = {name: check for name, check in checks.items() if not check()}
            status.update(f"starting … waiting for {', '.join(checks)}")
    if checks and not stop.is_set():
        console.print(f"[yellow]not ready yet: {', '.join(checks)}; see {escape(str(settings.path('var') / 'log'))}")


def _answers(settings: Settings) -> bool:
    host = "127.0.0.1" if settings["host"] in ("0.0.0.0", "::") else settings["host"]  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((host, settings.number("port")), timeout=0.3):
            return True
    except OSError:
        return False


def _welcome(settings: Settings, children: list[Child]) -> None:
    console.print(f"[green]ready:[/] {', '.join(child.name for child in children)}")
    console.print(f"  chat page  {escape(settings.url)}/")
    console.print(f"  console    {escape(settings.url)}/console/")
    console.print("  Ctrl-C stops everything")


def stop_all(children: list[Child]) -> None:
    """Asks every process to end, and ends those that do not."""
    for child in reversed(children):
        child.stop(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.stop(signal.SIGKILL)
            child.process.wait()
