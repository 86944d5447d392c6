"""Makes both Python environments and the trained model; does nothing when they are current.

Runs on any Python 3.8 or newer with the standard library alone, because it comes before everything.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = "Scripts" if os.name == "nt" else "bin"
REQUIREMENTS = ROOT / "requirements"
NO_RASA = 3
"""Exit code when Python 3.10 cannot be had and the degraded mode was refused."""


class SetupError(Exception):
    """One sentence for the person at the terminal."""


def fingerprint(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def run(command: list[str], cwd: Path = ROOT, **environ: str) -> None:
    # pyenv tells its children which Python it chose for us; its shims would then refuse every other,
    # the Python 3.10 of the NLU server above all. The .python-version of the folder decides instead.
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYENV_VERSION", "PYENV_DIR")}
    done = subprocess.run(command, cwd=cwd, env={**inherited, **environ}, stdout=sys.stderr, check=False)
    if done.returncode:
        raise SetupError(f"'{' '.join(command[:4])} …' ended with {done.returncode}; its words are above")


def uv() -> str:
    """The pinned uv, in an environment of its own."""
    folder, wanted = ROOT / ".env", REQUIREMENTS / "uv.txt"
    if not current(folder, fingerprint(wanted)):
        print("· installing uv", file=sys.stderr)
        run([sys.executable, "-m", "venv", "--clear", str(folder)])
        run([str(folder / BIN / "python"), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(wanted)])
        mark(folder, fingerprint(wanted))
    return str(folder / BIN / "uv")


def current(folder: Path, stamp: str) -> bool:
    file = folder / "humiao.stamp"
    return file.exists() and file.read_text().strip() == stamp


def mark(folder: Path, stamp: str) -> None:
    (folder / "humiao.stamp").write_text(stamp)


def app_environment(level: str) -> None:
    """The product's environment; ``level`` dev adds the tools of the tests."""
    folder = ROOT / ".venv"
    stamps = {name: fingerprint(REQUIREMENTS / f"{name}.txt", ROOT / "pyproject.toml") for name in ("app", "dev")}
    enough = ("dev",) if level == "dev" else ("app", "dev")
    if any(current(folder, stamps[name]) for name in enough):
        return
    print(f"· making the environment of the product ({level})", file=sys.stderr)
    tool, inside = uv(), {"VIRTUAL_ENV": str(folder)}
    if not (folder / BIN / "python").exists():
        run([tool, "venv", "-q", "--python", ">=3.11", str(folder)])
    run([tool, "pip", "sync", "-q", "--require-hashes", str(REQUIREMENTS / f"{level}.txt")], **inside)
    run([tool, "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", str(ROOT)], **inside)
    mark(folder, stamps[level])


def nlu_environment() -> None:
    """Rasa's environment, on Python 3.10, which uv finds or downloads."""
    folder, wanted = ROOT / ".venv-nlu", REQUIREMENTS / "nlu" / "nlu.txt"
    if current(folder, fingerprint(wanted)):
        return
    print("· making the environment of the NLU server (about 2.7 GB)", file=sys.stderr)
    tool, here = uv(), REQUIREMENTS / "nlu"
    if not (folder / BIN / "python").exists():
        run([tool, "venv", "-q", "--python", "3.10", str(folder)], cwd=here)
    run([tool, "pip", "sync", "-q", "--require-hashes", str(wanted)], cwd=here, VIRTUAL_ENV=str(folder))
    mark(folder, fingerprint(wanted))


def encoder_environment() -> None:
    """PyTorch and what else makes the encoder anew; nothing that runs the product needs it."""
    folder, wanted = ROOT / ".venv-encoder", [REQUIREMENTS / "encoder.txt", REQUIREMENTS / "encoder-torch.txt"]
    if current(folder, fingerprint(*wanted)):
        return
    print("· making the environment that trains the encoder (about 1 GB)", file=sys.stderr)
    run([sys.executable, "-m", "venv", "--clear", str(folder)])
    # pip, not uv: the CPU build of torch is found where pip is told to look (--find-links or its own index).
    pip = [str(folder / BIN / "python"), "-m", "pip", "install", "-q", "--no-deps", "--require-hashes"]
    for file in wanted:
        run([*pip, "-r", str(file)])
    mark(folder, fingerprint(*wanted))


def go_on_degraded() -> bool:
    """Asks at a terminal; without one it goes on, because a hotline that runs is safer than none."""
    if not sys.stdin.isatty():
        return True
    return input("Go on in degraded mode? [Y/n] ").strip().lower() in ("", "y", "yes")


def main(wanted: list[str]) -> int:
    """Arguments: app or dev, nlu, model; or encoder alone. Exit code 1: nothing can run; 3: degraded refused."""
    if "encoder" in wanted:
        return encoder()
    try:
        app_environment("dev" if "dev" in wanted else "app")
    except (SetupError, OSError) as error:
        print(f"HM090 the product's environment could not be made: {error}", file=sys.stderr)
        return 1
    steps = [["kb", "index"], ["nlu", "train"]] if "model" in wanted else []
    answers = fingerprint(*sorted((ROOT / "data").glob("knowledge/*.yml")), ROOT / "data" / "off_topic.yml")
    vectors = ROOT / "var" / "vectors"
    if steps and vectors.exists() and current(vectors, answers):
        steps = steps[1:]
    try:
        nlu_environment()
    except (SetupError, OSError) as error:
        print(
            f"HM091 the NLU server's environment could not be made: {error} — hint: it needs Python 3.10; "
            "without it Humiao runs degraded, on safety rules and knowledge search alone",
            file=sys.stderr,
        )
        if not go_on_degraded():
            return NO_RASA
        steps = [step for step in steps if step[0] == "kb"]
    for step in steps:
        if code := humiao(step):
            return code
        if step[0] == "kb" and vectors.exists():
            mark(vectors, answers)
    return 0


def encoder() -> int:
    """Makes the encoder anew in its own environment."""
    try:
        encoder_environment()
    except (SetupError, OSError) as error:
        print(f"HM092 the environment of the encoder could not be made: {error}", file=sys.stderr)
        return 1
    python = ROOT / ".venv-encoder" / BIN / "python"
    # Threads that wait by spinning take the processor from each other on a small machine.
    environ = {**os.environ, "OMP_NUM_THREADS": str(os.cpu_count() or 1), "OMP_WAIT_POLICY": "passive"}
    return subprocess.run([str(python), "-m", "nlu.encoder"], cwd=ROOT, env=environ, check=False).returncode


def humiao(arguments: list[str]) -> int:
    return subprocess.run([str(ROOT / ".venv" / BIN / "humiao"), *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
