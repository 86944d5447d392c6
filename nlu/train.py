"""Trains the Rasa model when its sentences, words or code changed; does nothing when it is current."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from humiao.errors import HumiaoError
from humiao.settings import ROOT

MODELS = ROOT / "models"
ENVIRONMENT = ROOT / ".venv-nlu"
_FILES = ("config.yml", "domain.yml", "humiao/text.py", "humiao/vocabulary.py", "nlu/encoder/reading.py")
_FOLDERS = (
    ("data/nlu", "*.yml"),
    ("data/words", "domain.txt"),
    ("nlu/components", "*.py"),
    ("nlu/encoder/artefact", "card.json"),  # names the network by its hash
)
_KEPT = 1
"""Models kept beside the current one: one to go back to."""


def python() -> Path | None:
    """The Python of the NLU environment; None when it was not made."""
    name = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    found = ENVIRONMENT / name
    return found if found.exists() else None


def stamp() -> str:
    """Names everything that the model is made of, in sixteen characters."""
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def model_path() -> Path | None:
    """The model made of what lies here now, else the one trained last, else None."""
    current = MODELS / _name(stamp())
    if current.exists():
        return current
    found = sorted(MODELS.glob("humiao-*.tar.gz"), key=lambda file: file.stat().st_mtime)
    return found[-1] if found else None


def is_current() -> bool:
    """Whether there is a model made of what lies here now."""
    return (MODELS / _name(stamp())).exists()


def train(progress: Callable[[str], None]) -> bool:
    """Trains unless the model is current; True when it trained.

    ``progress`` gets a line now and then. Raises HM071 without an NLU environment, HM072 when Rasa fails.
    """
    if is_current():
        return False
    interpreter = python()
    if interpreter is None:
        raise HumiaoError("HM071", "there is no NLU environment", "make setup (it needs Python 3.10)")
    name = _name(stamp())
    progress("training the model: one to two minutes …")
    # Under another name first: whoever looks for a model must never find half of one, and two may train at once.
    partial = MODELS / name.replace("humiao-", f"partial-{os.getpid()}-")
    words = _run(_command(interpreter, partial.name), progress)
    if not partial.exists():
        raise HumiaoError("HM072", "the model could not be trained", f"Rasa's last words: {' / '.join(words[-3:])}")
    partial.replace(MODELS / name)
    _drop_old(keep=MODELS / name)
    return True


def _command(interpreter: Path, name: str) -> list[str]:
    command = [str(interpreter), "-m", "rasa", "train", "nlu", "--config", "config.yml", "--domain", "domain.yml"]
    return [*command, "--nlu", "data/nlu", "--out", str(MODELS), "--fixed-model-name", name.removesuffix(".tar.gz")]


def _run(command: Sequence[str], progress: Callable[[str], None]) -> list[str]:
    """Everything Rasa said; its steps go to ``progress``."""
    said: list[str] = []
    environ = rasa_environment(os.environ)
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line.strip())
            if "Starting to train component" in line:
                progress(line.split("component", 1)[1].strip(" '.\n"))
    return [line for line in said if line]


def rasa_environment(environ: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """``environ`` for a Rasa process: no telemetry, one thread, our modules found, plain output."""
    return {
        **environ,
        "RASA_TELEMETRY_ENABLED": "false",
        # No cache of features on disk: our stamp already says whether anything changed.
        "RASA_MAX_CACHE_SIZE": "0",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        # Without compiled files, each start compiles five thousand of them: ten seconds of the start's twenty.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        # One message is too little work to share: more threads only wait for each other on a small server.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        # Rasa's sanic needs no access log, and warnings never quote a message.
        "LOG_LEVEL": "INFO",
        "LOG_LEVEL_LIBRARIES": "ERROR",
    }


def _name(of: str) -> str:
    return f"humiao-{of}.tar.gz"


def _sources() -> Iterator[Path]:
    yield from (ROOT / name for name in _FILES)
    for folder, pattern in _FOLDERS:
        yield from sorted((ROOT / folder).glob(pattern))


def _drop_old(keep: Path) -> None:
    older = sorted(set(MODELS.glob("humiao-*.tar.gz")) - {keep}, key=lambda file: -file.stat().st_mtime)
    for file in older[_KEPT:]:
        file.unlink(missing_ok=True)
