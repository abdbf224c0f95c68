"""What is observed of posteriors: on fresh samples, of the chains' present weights."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .chains import Chains, Physics
from .devices import exact
from .network import Network
from .operations import evaluate
from .target import Samples, draw, hermite
from .task import Json

FRESH = 4096


class Observer:
    """One observable of the chains of an ensemble, each on samples of its own seed."""

    def __init__(self, physics: Physics, observable: Json, count: int) -> None:
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

    def load(self, at: int, seed: int) -> None:
        p = self.physics
        samples = draw(p.network, p.target, p.size, seed, 0, FRESH, p.place, fresh=True)
        self.y[at] = samples.y
        for value, x in samples.inputs.items():
            self.inputs[value][at] = x
        self.regressors[at] = [regressors(self.network, value, p.target, samples) for value in self.values]

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
        """How many units of the value have more than half of their variance explained, averaged over its passes."""
        counts = []
        for turn, value in enumerate(self.values):
            for row, at in enumerate(of):
                counts.append((explained(exact(values[value][row]), self.regressors[at][turn]) > 0.5).sum())
        passes = torch.stack(counts).view(len(self.values), len(of))
        return exact(passes).mean(0)


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
