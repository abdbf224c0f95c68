"""What is observed of posteriors: on fresh samples, of the chains' present weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import torch
from torch import Tensor

from . import noise
from .chains import Chains, Physics
from .devices import exact
from .network import Network
from .operations import evaluate, weight_list
from .target import Samples, draw, hermite
from .task import Json

FRESH = 4096
# Networks from the prior on which a cell finds how many units chance would count.
CHANCE_DRAWS = 64

# Shares of a value's units, in each of its passes, by seed.
Chances = dict[int, Tensor]


class Observer:
    """One observable of the chains of an ensemble, each on samples of its own seed."""

    def __init__(self, physics: Physics, observable: Json, count: int, chances: Optional[Chances] = None) -> None:
        """`chances` are kept for other ensembles of these cells."""
        place = physics.place
        self.physics, self.kind = physics, observable["kind"]
        self.network = physics.network
        # The alignment is what searches for a number of samples go by.
        self.values: Sequence[int] = self.network.named[observable["of"]] if self.kind == "count" else []
        self.y = torch.zeros(count, FRESH, dtype=place.dtype, device=place.device)
        self.inputs = {
            value: torch.zeros(count, FRESH * step["positions"], step["dim"], dtype=place.dtype, device=place.device)
            for value, step in self.network.inputs
        }
        self.regressors: dict[int, list[Tensor]] = {}
        self.chances: Chances = {} if chances is None else chances
        self.seeds = [0] * count

    def load(self, at: int, seed: int) -> None:
        p = self.physics
        samples = draw(p.network, p.target, p.size, seed, 0, FRESH, p.place, fresh=True)
        self.y[at] = samples.y
        for value, x in samples.inputs.items():
            self.inputs[value][at] = x
        self.regressors[at] = [regressors(self.network, value, p.target, samples) for value in self.values]
        self.seeds[at] = seed
        if self.values and seed not in self.chances:
            self.chances[seed] = self._by_chance(at, seed)

    def __call__(self, chains: Chains, of: Sequence[int]) -> Tensor:
        """(chains asked for,), a few at once: fresh samples take no more memory than those that are learnt."""
        some = max(1, chains.count * chains.present // FRESH)
        return torch.cat([self._observe(chains, of[at : at + some]) for at in range(0, len(of), some)])

    def _observe(self, chains: Chains, of: Sequence[int]) -> Tensor:
        index = torch.tensor(of, device=self.y.device)
        y = exact(self.y[index])
        inputs = {value: x[index] for value, x in self.inputs.items()}
        read_out = self.network.read_out
        source = read_out.sources[0]
        weights = [part[index] for part in chains.scaled()]
        values = evaluate(self.network, inputs, weights, wanted=[*self.values, source])
        if self.kind == "count":
            return self._specialised(values, of)
        f: Tensor = exact(values[self.network.output]).squeeze(2)
        square: Tensor = y.square().mean(1)
        if self.kind == "error":
            return (f - y).square().mean(1) / square
        if self.kind == "eigenvalue":
            width = values[source].shape[2]
            phi = exact(values[source]).view(len(of), FRESH, -1, width).sum(2)
            # Pairs of different samples only: the others would hide what is smaller than 1/FRESH.
            terms = phi * y[:, :, None]
            pairs = (terms.sum(1).square() - terms.square().sum(1)).sum(1) / (FRESH * (FRESH - 1))
            assert read_out.weights is not None
            scale = self.physics.scales[read_out.weights]
            return scale * scale * pairs / square
        return (f * y).mean(1) / square

    def _specialised(self, values: Sequence[Tensor], of: Sequence[int]) -> Tensor:
        """(networks,): units of the value that have specialised, averaged over its passes. Of N units S have, and of the others
        chance counts a share p: S = (counted - N p) / (1 - p), which is below zero where there are fewer than by chance."""
        width = self.network.values[self.values[0]].width
        counts = self._counts(values, of)
        chance = torch.stack([self.chances[self.seeds[at]] for at in of])
        # Where the target reads all inputs, every unit is a function of them.
        found = ((counts - width * chance) / (1 - chance)).where(chance < 1, torch.zeros_like(counts))
        return found.mean(1)

    def _counts(self, values: Sequence[Tensor], of: Sequence[int]) -> Tensor:
        """(networks, passes): how many units of the value have more than half of their variance explained."""
        counts = [
            [(explained(exact(values[value][row]), self.regressors[at][turn]) > 0.5).sum() for row, at in enumerate(of)]
            for turn, value in enumerate(self.values)
        ]
        return exact(torch.stack([torch.stack(turn) for turn in counts], 1))

    def _by_chance(self, at: int, seed: int) -> Tensor:
        """(passes,): the share of units that is counted in networks from the prior, on the samples in place `at`."""
        p, network = self.physics, self.network
        names = [("chance", weights.key, p.size, seed) for weights in network.weights]
        streams = [noise.keys([name], p.place.noise_device) for name in names]
        inputs = {value: x[at, None] for value, x in self.inputs.items()}
        counts = []
        for turn in range(CHANCE_DRAWS):
            parts = [
                noise.gaussians(stream, turn * (w.count + w.count % 2), w.count) for stream, w in zip(streams, network.weights)
            ]
            state = p.place.put(torch.cat(parts, 1))
            weights = [part * scale for part, scale in zip(weight_list(network, state), p.scales)]
            counts.append(self._counts(evaluate(network, inputs, weights, wanted=self.values), [at])[0])
        return torch.stack(counts).mean(0) / network.values[self.values[0]].width


def explained(h: Tensor, x: Tensor) -> Tensor:
    """(units,): the share of the variance of h (rows, units) that regressors x (rows, some), centred, explain."""
    h = h - h.mean(0)
    both = x.mT @ h
    part: Tensor = (both * torch.linalg.solve(x.mT @ x, both)).sum(0)
    return part / h.square().sum(0)


def regressors(network: Network, value: int, target: Sequence[Json], samples: Samples) -> Tensor:
    """(rows of the value, some), centred: polynomials of each direction, and the full product of several."""
    positions = network.values[value].positions
    columns: list[Tensor] = []

    def add(polynomial: Tensor) -> None:
        """(samples, positions of its own): at the value's position, or else at all of its own."""
        if polynomial.shape[1] not in (1, positions):
            columns.extend(polynomial[:, t, None].expand(-1, positions) for t in range(polynomial.shape[1]))
        else:
            columns.append(polynomial.expand(-1, positions))

    whole = torch.ones(1, 1, device=samples.y.device)
    for factor, z in zip(target, samples.along):
        polynomials = hermite(factor["degree"], exact(z))
        whole = whole * polynomials[-1]
        for polynomial in polynomials[1:]:
            add(polynomial)
    if len(target) > 1:
        add(whole)
    x = torch.stack([column.reshape(-1) for column in columns], 1)
    return x - x.mean(0)
