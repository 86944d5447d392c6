"""``make bench``: rules, parse, search, message to durable reply, throughput, start-up, memory.

The machine is shared and noisy: read medians and ratios, not single numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import yaml

from bot.app import App, build, build_kit
from cases.store import Store
from humiao.clock import now
from humiao.message import Channel, Inbound
from humiao.privacy import MasterKey
from humiao.settings import ROOT, read_settings
from nlu.client import NluClient
from nlu.safety import SafetyRules
from nlu.serve import command, environment, is_ready

STOCK_PORT, OUR_PORT = 8361, 8360


def sentences(number: int) -> list[str]:
    """Every n-th training sentence: real lengths, every topic."""
    texts = [
        example["text"].strip()
        for file in sorted((ROOT / "data" / "nlu").glob("*.yml"))
        for intent in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        for example in intent["examples"]
    ]
    return texts[:: max(1, len(texts) // number)][:number]


def milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    for text in texts[:5]:
        work(text)
    taken = []
    for text in texts:
        start = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return {"p50_ms": round(statistics.median(taken), 3), "p99_ms": round(taken[int(len(taken) * 0.99)], 3)}


@contextmanager
def rasa(model: Path, port: int) -> Iterator[tuple[float, int, NluClient]]:
    """A Rasa server over ``model``: seconds until ready, its process id, a patient client."""
    ours = command(port)
    if ours is None:
        raise SystemExit("there is no NLU environment or model: make setup")
    replaced = [str(model) if part.endswith(".tar.gz") else part for part in ours]
    began = time.perf_counter()
    server = subprocess.Popen(
        replaced, env=environment(dict(os.environ)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    try:
        while not is_ready(port):
            if server.poll() is not None:
                raise SystemExit(f"the server over {model.name} ended with {server.returncode}")
            time.sleep(0.1)
        yield time.perf_counter() - began, server.pid, NluClient(port, 5.0)
    finally:
        server.terminate()
        server.wait()


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def parse_figures(model: Path, port: int, texts: Sequence[str]) -> dict[str, float]:
    """Asked over plain HTTP, the same for both servers: our client wants fields that the peer lacks."""
    with rasa(model, port) as (seconds, pid, _), httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:

        def parse(text: str) -> None:
            http.post("/model/parse", json={"text": text}).raise_for_status()

        found = milliseconds(parse, texts)
        return {**found, "start_s": round(seconds, 1), "memory_mb": resident_mb(pid)}


def durable(app: App, texts: Sequence[str]) -> dict[str, float]:
    """From the channel's call to the committed reply, one caller after another."""
    return milliseconds(lambda text: app.intake.receive(_message(uuid4().hex, text)), texts)


def throughput(app: App, texts: Sequence[str], conversations: int = 50, each: int = 6) -> dict[str, float]:
    """Messages a second with many conversations at once."""

    def talk(number: int) -> None:
        sender = uuid4().hex
        for step in range(each):
            app.intake.receive(_message(sender, texts[(number * each + step) % len(texts)]))

    start = time.perf_counter()
    with ThreadPoolExecutor(conversations) as pool:
        list(pool.map(talk, range(conversations)))
    seconds = time.perf_counter() - start
    return {"messages_per_s": round(conversations * each / seconds, 1), "conversations": conversations}


def _message(sender: str, text: str) -> Inbound:
    return Inbound(Channel.WEB, sender, uuid4().hex, now(), text)


def our_side(texts: Sequence[str], model: Path) -> dict[str, object]:
    """Everything of ours, with our NLU server beside it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"HUMIAO_VAR": folder, "HUMIAO_NLU_PORT": str(OUR_PORT)})
        master = MasterKey.from_secret(b"only for this measurement, 32 b.")
        store = Store(settings.database_url, master)
        store.migrate()
        kit = build_kit(settings)
        start = time.perf_counter()
        kit = build_kit(settings)
        loaded = time.perf_counter() - start
        rules = SafetyRules.load(ROOT / "data" / "safety")
        figures: dict[str, object] = {"content_load_s": round(loaded, 2), "rules": milliseconds(rules.check, texts)}
        figures["search"] = milliseconds(lambda text: kit.knowledge.find(text), texts)
        figures["parse"] = parse_figures(model, OUR_PORT, texts)
        with rasa(model, OUR_PORT):
            app = build(settings, store=store, kit=kit, master=master)
            figures["message_to_durable_reply"] = durable(app, texts)
            figures["throughput"] = throughput(app, texts)
        figures["memory_mb"] = resident_mb(os.getpid())
        return figures


def stock_model(folder: Path) -> Path:
    """Trains the stock pipeline on the same sentences: minutes of processor time."""
    rasa_command = [str(ROOT / ".venv-nlu" / "bin" / "rasa"), "train", "nlu", "--config", "bench/stock/config.yml"]
    subprocess.run(
        [*rasa_command, "--nlu", "data/nlu", "--domain", "domain.yml", "--out", str(folder)],
        cwd=ROOT, check=True, env=environment(dict(os.environ)), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return next(folder.glob("*.tar.gz"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sentences", type=int, default=300)
    parser.add_argument("--without-stock", action="store_true", help="skip training the peer (minutes)")
    parser.add_argument("--stock-model", type=Path, help="a peer trained before over bench/stock/config.yml")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    from nlu.train import model_path

    texts, model = sentences(options.sentences), model_path()
    if model is None:
        raise SystemExit("there is no NLU environment or model: make setup")
    figures: dict[str, object] = {"sentences": len(texts), "ours": our_side(texts, model)}
    if options.stock_model:
        figures["rasa_stock_pipeline"] = {"parse": parse_figures(options.stock_model, STOCK_PORT, texts)}
    elif not options.without_stock:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            peer = stock_model(Path(folder))
            trained = round(time.perf_counter() - began)
            figures["rasa_stock_pipeline"] = {"train_s": trained, "parse": parse_figures(peer, STOCK_PORT, texts)}
    text = json.dumps(figures, indent=2)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
