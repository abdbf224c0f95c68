"""The cells of a training plan: what is observed of trainings, for many seeds of one size at once."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Optional

import torch
from torch import Tensor

from . import rates
from .devices import exact
from .memory import free, in_batches, peak
from .network import Network, Operation, build
from .operations import own_part
from .results import Found
from .run import Run
from .task import Json, Key
from .training import Batch, Trained, Training

TOO_LARGE = "the memory of the device does not hold one network"


class TrainingCells:
    """Cells of one size."""

    def __init__(self, run: Run, size: int) -> None:
        self.run, self.plan = run, run.task.plan
        self.network = build(self.plan["sizes"][size]["network"])
        self.observable: Json = self.plan["observable"]
        self.most = self._fitting()
        self.where = f"{self.plan['along']} = {number(self.plan['sizes'][size]['value'])}"

    def all(self, cells: Sequence[Key]) -> None:
        if self.observable["kind"] == "best_rate":
            return self._best_rates(cells)

        def batch(some: Sequence[Key]) -> None:
            began = time.perf_counter()
            numbers = self._observe([cell.seed for cell in some])
            seconds = (time.perf_counter() - began) / len(some)
            for cell, value in zip(some, numbers):
                self.run.finish(cell, self._found(value, seconds))

        in_batches(cells, self.most, self.run.place.device, batch, self._alone)

    def _alone(self, cell: Key) -> None:
        self.run.leave_out(cell, TOO_LARGE)

    def _best_rates(self, cells: Sequence[Key]) -> None:
        began = time.perf_counter()
        unfit: set[int] = set()

        def losses(pairs: Sequence[tuple[int, int]]) -> list[float]:
            found: list[float] = []

            def batch(some: Sequence[tuple[int, int]]) -> None:
                seeds = [cells[i].seed for i, _ in some]
                trained = self._train(seeds, (), factors=[rates.factor(k) for _, k in some])
                found.extend(trained.loss.tolist())

            def alone(pair: tuple[int, int]) -> None:
                unfit.add(pair[0])
                found.append(math.nan)

            in_batches(pairs, self.most, self.run.place.device, batch, alone)
            return found

        best = rates.together([rates.best_rate() for _ in cells], losses)
        seconds = (time.perf_counter() - began) / len(cells)
        for i, (cell, value) in enumerate(zip(cells, best)):
            if i in unfit:
                self._alone(cell)
            else:
                self.run.finish(cell, self._found(value, seconds))

    def _found(self, value: Optional[float], seconds: float) -> Found:
        if value is not None and math.isfinite(value) and value > 0:
            return Found((value, value), seconds=seconds)
        return Found((None, None), trouble=self._trouble(), seconds=seconds)

    def _trouble(self) -> str:
        kind = self.observable["kind"]
        if kind == "best_rate":
            return f"the loss was least at the last of the rates that were tried, at {self.where}"
        parts = {"transpose": "transposed part of the change", "propagated": "propagated part of the change"}
        what = parts.get(kind, kind)
        return f"the {what} of {self.observable.get('of', 'the output')} was zero, or too large for a number, at {self.where}"

    def _training(self, seeds: Sequence[int], factors: Optional[Sequence[float]] = None, independent: bool = False) -> Training:
        plan, place = self.plan, self.run.place
        of_rates = [1.0] * len(seeds) if factors is None else factors
        batch = Batch(self.network, plan["optimizer"], plan["steps"], plan["batch"], seeds, of_rates, place)
        return Training(batch, independent)

    def _train(
        self,
        seeds: Sequence[int],
        wanted: Sequence[int],
        factors: Optional[Sequence[float]] = None,
        independent: bool = False,
    ) -> Trained:
        def stepped(share: float) -> None:
            # A cell of the other kinds has more trainings than one.
            if self.observable["kind"] not in ("best_rate", "transpose"):
                self.run.under_way(share * len(seeds))

        return self._training(seeds, factors, independent).run(wanted, stepped, self.run.note)

    def _observe(self, seeds: Sequence[int]) -> list[float]:
        kind, of = self.observable["kind"], self.observable.get("of")
        values = [self.network.output] if of is None else self.network.named[of]
        if kind in ("size", "gradient"):
            training = self._training(seeds)
            if kind == "gradient":
                return _sizes(training.gradients_at_start(values))
            all_values = training.values(training.weights, values)
            return _sizes([all_values[i] for i in values])
        made = [self.network.made_by(i) for i in values]
        inputs = [operation.sources[0] for operation in made] if kind in ("update", "propagated") else []
        trained = self._train(seeds, [*values, *inputs])
        if kind in ("update", "propagated"):
            return _sizes([_by_weights(kind, operation, trained) for operation in made])
        changes = [trained.after[i] - trained.before[i] for i in values]
        if kind == "transpose":
            del trained
            other = self._train(seeds, values, independent=True)
            parts = [change - (other.after[i] - other.before[i]) for i, change in zip(values, changes)]
            return [part / whole if whole else math.nan for part, whole in zip(_sizes(parts), _sizes(changes))]
        return _sizes(changes)

    def _fitting(self) -> int:
        """How many networks fit at once, as measured on a step of one of them, or counted."""
        device = self.run.place.device
        measured = peak(device, lambda: self._training([0]).step())
        return max(1, free(device) // (measured or counted(self.network, self.plan, self.run.place.dtype)))


def _by_weights(kind: str, operation: Operation, trained: Trained) -> Tensor:
    """The part of a value's change that its own weights have, or the rest of it."""
    op, x, i = operation.step["op"], trained.after[operation.sources[0]], operation.weights
    assert i is not None
    if kind == "update":
        return own_part(op, x, trained.last[i] - trained.first[i])
    # Exactly zero where nothing else comes in.
    made = operation.made
    rest = trained.after[made] - own_part(op, x, trained.last[i])
    return rest + own_part(op, x, trained.first[i]) - trained.before[made]


def counted(network: Network, plan: Json, dtype: torch.dtype) -> int:
    """Bytes of a network in training: values beside their gradients and what activations keep; weights, where they began,
    gradients, directions and what optimisers remember."""
    rows: int = plan["batch"]
    return (4 * rows * network.entries + 8 * network.weight_count) * dtype.itemsize


def _sizes(parts: Sequence[Tensor]) -> list[float]:
    """Root-mean-square entries over all parts, of each network."""
    squares = torch.stack([exact(part).square().flatten(1).sum(1) for part in parts]).sum(0)
    entries = sum(part[0].numel() for part in parts)
    sizes: list[float] = (squares / entries).sqrt().tolist()
    return sizes


def number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)
