"""The encoder as a PyTorch network: multilingual-e5-small with a head for levels, one for intents, one for senders."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from nlu.encoder.weights import Weights

PLACES = 160
"""Longest input in pieces; messages are cut into windows below it."""
DROP = 0.1
FAR = -1e4
"""Added to the attention paid to filling: as good as never, and within what bfloat16 can say."""


class Layer(nn.Module):
    """Attention and inner layer, each added to what came in and normalised."""

    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        size, inner = weights.sizes.hidden, weights.sizes.inner
        self.heads = weights.sizes.heads
        self.query, self.key, self.value, self.out = (
            _linear(weights, f"l{number}.{name}", size, size) for name in ("q", "k", "v", "ao")
        )
        self.after_attention = _normal(weights, f"l{number}.aln")
        self.widen = _linear(weights, f"l{number}.fi", inner, size)
        self.narrow = _linear(weights, f"l{number}.fo", size, inner)
        self.after_inner = _normal(weights, f"l{number}.oln")

    def forward(self, given: Tensor, far: Tensor) -> Tensor:
        # Written out: on a CPU the fused attention is several times slower backwards for sentences this short.
        query, key, value = (self._by_head(layer(given)) for layer in (self.query, self.key, self.value))
        closeness = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + far
        seen = (closeness.softmax(-1) @ value).transpose(1, 2).reshape(given.shape)
        given = self.after_attention(given + self.out(seen))
        out: Tensor = self.after_inner(given + self.narrow(functional.gelu(self.widen(given))))
        return out

    def _by_head(self, given: Tensor) -> Tensor:
        messages, places, size = given.shape
        return given.view(messages, places, self.heads, size // self.heads).transpose(1, 2)


class Network(nn.Module):
    """``ids`` and ``said`` (1 for a piece, 0 for filling) in; scores of levels and of intents out.

    Word and place vectors stay as they were: a word that no training sentence has keeps its meaning then.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, weights: Weights, numbers: Sequence[int], levels: int, intents: int, senders: int) -> None:
        super().__init__()
        size = weights.sizes.hidden
        words = torch.from_numpy(weights.matrix("emb.word", weights.sizes.pieces, size))[list(numbers)]
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        places = weights.vector("emb.pos").reshape(-1, size)[:PLACES] + weights.vector("emb.type")[:size]
        self.places = nn.Parameter(torch.from_numpy(places), requires_grad=False)
        self.first = _normal(weights, "emb.ln")
        self.layers = nn.ModuleList(Layer(weights, number) for number in range(weights.sizes.layers))
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("spread", torch.ones(size))
        self.levels, self.intents, self.senders = (nn.Linear(size, count) for count in (levels, intents, senders))

    def meaning(self, ids: Tensor, said: Tensor) -> Tensor:
        """One vector a message: the mean over its pieces, spread evenly (E5's own vectors lie in a narrow cone)."""
        given = self.first(self.words(ids) + self.places[: ids.shape[1]])
        given = functional.dropout(given, DROP, self.training)
        far = ((1 - said[:, None, None, :]) * FAR).to(given.dtype)
        for layer in self.layers:
            given = layer(given, far)
        share = said.unsqueeze(-1).to(given.dtype)
        return ((given * share).sum(1) / share.sum(1) - self.mean) / self.spread

    def forward(self, ids: Tensor, said: Tensor) -> tuple[Tensor, Tensor]:
        meaning = self.meaning(ids, said)
        return self.levels(meaning), self.intents(meaning)


def _linear(weights: Weights, name: str, out: int, given: int) -> nn.Linear:
    layer = nn.Linear(given, out)
    layer.weight.data = torch.from_numpy(weights.matrix(f"{name}.w", out, given))
    layer.bias.data = torch.from_numpy(weights.vector(f"{name}.b"))
    return layer


def _normal(weights: Weights, name: str) -> nn.LayerNorm:
    layer = nn.LayerNorm(weights.sizes.hidden, weights.sizes.epsilon)
    layer.weight.data = torch.from_numpy(weights.vector(f"{name}.w"))
    layer.bias.data = torch.from_numpy(weights.vector(f"{name}.b"))
    return layer
