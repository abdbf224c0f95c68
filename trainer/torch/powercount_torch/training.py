"""A few steps of full-batch training of an ensemble of networks, on half the squared error per row, averaged over rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Optional

import torch
from torch import Tensor

from . import noise, optimizers
from .capture import Captured
from .devices import Place
from .network import Network, Weights
from .operations import evaluate, scaled
from .task import Json, Step


@dataclass(frozen=True)
class Batch:
    """Networks that are trained at once: the same plan and size, each with its seed and its factor of all rates."""

    network: Network
    optimizer: Json
    steps: int
    samples: int
    seeds: Sequence[int]
    factors: Sequence[float]
    place: Place


@dataclass(frozen=True)
class Trained:
    """Values before the first step and after the last one (those that were wanted), the weights at both times with their
    multipliers, and the loss after the last step."""

    before: Sequence[Tensor]
    after: Sequence[Tensor]
    first: Sequence[Tensor]
    last: Sequence[Tensor]
    loss: Tensor


def draw(stream: str, weights: Weights, batch: Batch) -> Tensor:
    """(networks, outputs, inputs): mean + deviation * normal."""
    shape = (len(batch.seeds), weights.rows, weights.columns)
    if weights.deviation == 0:
        return torch.full(shape, weights.mean, dtype=batch.place.dtype, device=batch.place.device)
    names = [(stream, weights.key, seed) for seed in batch.seeds]
    return weights.mean + weights.deviation * normal(names, weights.count, batch.place).view(shape)


def normal(names: Sequence[Sequence[noise.Word]], count: int, place: Place) -> Tensor:
    """(streams, count): the first numbers of streams."""
    return place.put(noise.gaussians(noise.keys(names, place.noise_device), 0, count))


def inputs(batch: Batch) -> dict[int, Tensor]:
    made = {}
    for value, step in batch.network.inputs:
        rows, dim = batch.samples * step["positions"], step["dim"]
        made[value] = _tokens(rows, dim, batch) if step["of"] == "tokens" else _gaussian(step, rows, dim, batch)
    return made


def _gaussian(step: Step, rows: int, dim: int, batch: Batch) -> Tensor:
    names = [("input", step["to"], seed) for seed in batch.seeds]
    return normal(names, rows * dim, batch.place).view(-1, rows, dim)


def _tokens(rows: int, dim: int, batch: Batch) -> Tensor:
    """Tokens differ from row to row as long as there are enough of them."""
    one_hot = torch.zeros(rows, dim, dtype=batch.place.dtype, device=batch.place.device)
    row = torch.arange(rows, device=batch.place.device)
    one_hot[row, row % dim] = 1
    return one_hot.expand(len(batch.seeds), -1, -1)


def loss_of(output: Tensor, targets: Tensor) -> Tensor:
    """(networks,)"""
    return (output - targets).square().sum((1, 2)) / (2 * output.shape[1])


class Training:
    """The ensemble under way. `independent`: gradients pass back through dense weights that were drawn independently and
    move as the others do."""

    def __init__(self, batch: Batch, independent: bool = False) -> None:
        network, place = batch.network, batch.place
        self.batch = batch
        self.inputs = inputs(batch)
        self.start = [draw("weights", weights, batch) for weights in network.weights]
        self.weights = [tensor.clone() for tensor in self.start]
        self.backward: Optional[list[Tensor]] = None
        if independent:
            drawn = [draw("backward", weights, batch) for weights in network.weights]
            both = zip(drawn, self.weights, network.weights)
            self.backward = [other if of.op == "dense" else own for other, own, of in both]
        output = network.values[network.output]
        names = [("targets", seed) for seed in batch.seeds]
        count = batch.samples * output.positions * output.width
        self.targets = normal(names, count, place).view(len(names), -1, output.width)
        self.rules = [optimizers.rule_of(batch.optimizer, tensor) for tensor in self.weights]
        factors = torch.tensor(batch.factors, dtype=torch.float64).view(-1, 1, 1)
        self.rates = [place.put(factors * weights.rate) for weights in network.weights]

    def values(self, weights: Sequence[Tensor], wanted: Collection[int] = ()) -> list[Tensor]:
        network = self.batch.network
        backward = None if self.backward is None else scaled(network, self.backward)
        return evaluate(network, self.inputs, scaled(network, weights), backward, wanted)

    def gradients_at_start(self, of: Sequence[int]) -> list[Tensor]:
        """dLoss/d of each of some values."""
        with torch.enable_grad():
            leaves = [tensor.detach().requires_grad_() for tensor in self.weights]
            for value in self.inputs:
                self.inputs[value] = self.inputs[value].detach().requires_grad_()
            values = self.values(leaves, of)
            loss = loss_of(values[self.batch.network.output], self.targets).sum()
            found = torch.autograd.grad(loss, [values[i] for i in of], allow_unused=True)
        return [torch.zeros_like(values[i]) if g is None else g for g, i in zip(found, of)]

    def step(self) -> None:
        with torch.enable_grad():
            leaves = [tensor.detach().requires_grad_() for tensor in self.weights]
            output = self.values(leaves)[self.batch.network.output]
            loss = loss_of(output, self.targets).sum()
            gradients = torch.autograd.grad(loss, leaves, allow_unused=True)
        for i, (weights, gradient, rule, rate) in enumerate(zip(self.weights, gradients, self.rules, self.rates)):
            move = rate * rule(torch.zeros_like(weights) if gradient is None else gradient, weights)
            weights.sub_(move)
            if self.backward is not None and self.backward[i] is not weights:
                self.backward[i].sub_(move)

    def run(self, wanted: Collection[int], stepped: Callable[[float], None], note: Callable[[str], None]) -> Trained:
        """`stepped` hears after each step which share of them is done."""
        network, count = self.batch.network, self.batch.steps
        before = self.values(self.weights, wanted)
        graphs = count > 2 and optimizers.captures(self.batch.optimizer)
        step = Captured(self.step, self.batch.place.device, note) if graphs else self.step
        for done in range(count):
            step()
            stepped((done + 1) / count)
        after = self.values(self.weights, wanted)
        first, last = scaled(network, self.start), scaled(network, self.weights)
        return Trained(before, after, first, last, loss_of(after[network.output], self.targets))
