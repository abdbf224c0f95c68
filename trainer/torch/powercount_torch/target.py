"""Data of posterior plans: samples of all inputs, and the target y of named coordinates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from . import noise
from .devices import Place
from .network import Network
from .task import Json


@dataclass(frozen=True)
class Samples:
    """By the input's value (samples x positions, dim); y (samples,); `along`: each factor's coordinate (samples, positions)."""

    inputs: dict[int, Tensor]
    y: Tensor
    along: Sequence[Tensor]


def hermite(degree: int, z: Tensor) -> list[Tensor]:
    """He_m(z)/sqrt(m!) for m = 0, ..., degree: unit variance under z ~ N(0, 1)."""
    found = [torch.ones_like(z), z]
    for k in range(1, degree):
        found.append((z * found[-1] - math.sqrt(k) * found[-2]) / math.sqrt(k + 1))
    return found[: degree + 1]


def coordinates(target: Sequence[Json], name: str) -> list[int]:
    """Of an input, those that the target names, in its order."""
    return [factor["coordinate"] for factor in target if factor["input"] == name]


def draw(
    network: Network,
    target: Sequence[Json],
    size: str,
    seed: int,
    first: int,
    count: int,
    place: Place,
    fresh: bool = False,
) -> Samples:
    """Samples first, ..., first + count - 1 of a seed's data. Sizes share what the target sees, so that the heavy tails of its
    polynomials move all sizes together."""
    prefix = "fresh-" if fresh else ""

    def normal(words: Sequence[noise.Word], each: int) -> Tensor:
        key = noise.keys([words], place.noise_device)
        return noise.gaussians(key, first * each, count * each)[0]

    inputs: dict[int, Tensor] = {}
    seen: dict[tuple[str, int], Tensor] = {}
    for value, step in network.inputs:
        name, positions, dim = step["to"], step["positions"], step["dim"]
        x = normal((f"{prefix}across", name, size, seed), positions * dim).view(-1, dim)
        named = coordinates(target, name)
        if named:
            along = normal((f"{prefix}along", name, seed), positions * len(named)).view(-1, len(named))
            x[:, named] = along
            for k, coordinate in enumerate(named):
                seen[name, coordinate] = along[:, k].view(count, positions)
        inputs[value] = place.put(x)
    factors = [seen[factor["input"], factor["coordinate"]] for factor in target]
    y = torch.ones_like(factors[0][:, :1])
    for factor, z in zip(target, factors):
        y = y * hermite(factor["degree"], z)[-1]
    y = y.sum(1) / math.sqrt(y.shape[1])
    return Samples(inputs, place.put(y), [place.put(z) for z in factors])
