"""Fine-tuning: first the heads alone on the network as it is, then everything together."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from nlu.encoder.examples import Lesson, Lessons
from nlu.encoder.network import DROP, Network
from nlu.encoder.reading import FILL
from nlu.sentences import Example

EPOCHS = 6
BATCH = 48
RATE = 3e-4
HEADS_RATE = 2 * RATE
SMOOTH = 0.05
SENDER_WEIGHT = 0.2
"""Who writes is learnt beside: it tells a child from an officer, and is asked of nobody."""
PROBE_STEPS, PROBE_RATE = 150, 0.02
WARM = 1 / 12
SORTED_AT_ONCE = 40
"""Batches sorted by length together: little filling, yet each epoch has new batches."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """Lessons side by side; ``said`` is 1 for a piece and 0 for filling."""

    ids: Tensor
    said: Tensor
    levels: Tensor
    intents: Tensor
    senders: Tensor

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> Batch:
        longest = max(len(lesson.pieces) for lesson in lessons)
        ids = torch.full((len(lessons), longest), FILL, dtype=torch.long)
        for row, lesson in enumerate(lessons):
            ids[row, : len(lesson.pieces)] = torch.tensor(lesson.pieces)
        labels = torch.tensor([(lesson.level, lesson.intent, lesson.sender) for lesson in lessons]).T
        return cls(ids, (ids != FILL).float(), labels[0], labels[1], labels[2])


def learn(network: Network, examples: Sequence[Example], lessons: Lessons, progress: Callable[[str], None]) -> None:
    """Trains ``network``, which must be in bfloat16, in place; the same seed on the same machine gives the same."""
    _probe(network, [lessons.plain(example) for example in examples])
    progress("heads fitted")
    teacher = _Teacher(network, steps=EPOCHS * (len(examples) // BATCH + 1))
    for epoch in range(EPOCHS):
        network.train()
        batches = list(_batches(list(lessons.varied(examples)), shuffled_by=epoch))
        surprise = sum(teacher.step(batch) for batch in batches) / len(batches)
        progress(f"epoch {epoch + 1} of {EPOCHS}: mean loss {surprise:.3f}")
    network.eval()


def scores(network: Network, lessons: Sequence[Lesson]) -> tuple[Floats, Floats]:
    """The scores of levels and of intents, a row a lesson."""
    network.eval()
    order = sorted(range(len(lessons)), key=lambda at: len(lessons[at].pieces))
    found = []
    with torch.no_grad():
        for batch in _in_order([lessons[at] for at in order]):
            found.append(network(batch.ids, batch.said))
    back = np.argsort(order)
    levels, intents = (torch.cat([pair[side] for pair in found]).float().numpy()[back] for side in (0, 1))
    return levels, intents


class _Teacher:
    """One optimiser step a batch. The weights live in full precision; the network computes with rounded copies."""

    def __init__(self, network: Network, steps: int) -> None:
        heads = {id(part) for head in _heads(network) for part in head.parameters()}
        trained = [part for part in network.parameters() if part.requires_grad]
        self._network = network
        self._rounded = [p for p in trained if id(p) not in heads] + [p for p in trained if id(p) in heads]
        self._full = [part.detach().float().clone().requires_grad_() for part in self._rounded]
        inside = len(trained) - len(heads)
        groups = [{"params": self._full[:inside], "lr": RATE}, {"params": self._full[inside:], "lr": HEADS_RATE}]
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        warm = max(1, int(steps * WARM))

        def rate(step: int) -> float:
            return min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)

        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimiser, rate)

    def step(self, batch: Batch) -> float:
        meaning = functional.dropout(self._network.meaning(batch.ids, batch.said), DROP)
        loss = _loss(self._network, meaning, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        for full, rounded in zip(self._full, self._rounded, strict=True):
            full.grad = rounded.grad.float() if rounded.grad is not None else None
            rounded.grad = None
        nn.utils.clip_grad_norm_(self._full, 1.0)
        self._optimiser.step()
        self._schedule.step()
        with torch.no_grad():
            torch._foreach_copy_(self._rounded, self._full)
        return float(loss.detach())


def _loss(network: Network, meaning: Tensor, batch: Batch) -> Tensor:
    level, intent, sender = (head(meaning).float() for head in _heads(network))
    surprise = functional.cross_entropy(level, batch.levels, label_smoothing=SMOOTH)
    surprise = surprise + functional.cross_entropy(intent, batch.intents, label_smoothing=SMOOTH)
    return surprise + SENDER_WEIGHT * functional.cross_entropy(sender, batch.senders)


def _heads(network: Network) -> tuple[nn.Linear, nn.Linear, nn.Linear]:
    return network.levels, network.intents, network.senders


def _probe(network: Network, lessons: Sequence[Lesson]) -> None:
    """Fits the heads on the frozen network, so that its first steps are not wasted on unlearning noise."""
    network.eval()
    batches = list(_in_order(sorted(lessons, key=lambda lesson: len(lesson.pieces))))
    with torch.no_grad():
        meanings = torch.cat([network.meaning(batch.ids, batch.said).float() for batch in batches])
    network.mean.copy_(meanings.mean(0))
    network.spread.copy_(meanings.std(0) + 1e-4)
    meanings = (meanings - meanings.mean(0)) / (meanings.std(0) + 1e-4)
    for head, name in zip(_heads(network), ("levels", "intents", "senders"), strict=True):
        _fit(head, meanings, torch.cat([getattr(batch, name) for batch in batches]))


def _fit(head: nn.Linear, meanings: Tensor, labels: Tensor) -> None:
    weight = torch.zeros(head.weight.shape, requires_grad=True)
    bias = torch.zeros(head.bias.shape, requires_grad=True)
    optimiser = torch.optim.Adam([weight, bias], lr=PROBE_RATE)
    for _ in range(PROBE_STEPS):
        found = meanings @ weight.T + bias
        loss = functional.cross_entropy(found, labels, label_smoothing=SMOOTH) + 1e-3 * (weight**2).sum()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    head.weight.data.copy_(weight.data)
    head.bias.data.copy_(bias.data)


def _batches(lessons: Sequence[Lesson], shuffled_by: int) -> Iterator[Batch]:
    made = []
    for start in range(0, len(lessons), BATCH * SORTED_AT_ONCE):
        made += list(_split(sorted(lessons[start : start + BATCH * SORTED_AT_ONCE], key=lambda one: len(one.pieces))))
    random.Random(shuffled_by).shuffle(made)  # noqa: S311 - repeatable, not secret
    return (Batch.of(lessons) for lessons in made)


def _in_order(lessons: Sequence[Lesson]) -> Iterator[Batch]:
    return (Batch.of(part) for part in _split(lessons))


def _split(lessons: Sequence[Lesson]) -> Iterator[Sequence[Lesson]]:
    return (lessons[start : start + BATCH] for start in range(0, len(lessons), BATCH))
