"""Hamiltonian Monte Carlo with the Metropolis test (Duane et al. 1987; Neal 2011) on the posteriors of an ensemble.

The state holds weights in units of their prior's deviation, so that the prior is |z|^2/2 and one step serves all weights. All
chains make their trajectories at the same time, each on its own number of samples: a mask hides the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

import torch
from torch import Tensor

from . import noise
from .capture import Captured
from .devices import Place, exact
from .network import Network
from .operations import evaluate, weight_list
from .target import draw
from .task import Json

LEAPS = 20
FIRST_STEP = 0.1
ACCEPTANCE = 0.8


@dataclass(frozen=True)
class Physics:
    """What chains of one size have in common."""

    network: Network
    target: Sequence[Json]
    ridge: float
    size: str
    place: Place
    note: Callable[[str], None]
    # Samples of all chains together that fit: some systems end a program that asks for more memory than there is.
    most_rows: int = 1 << 40

    @property
    def scales(self) -> list[float]:
        return [weights.deviation * weights.multiplier for weights in self.network.weights]


@dataclass(frozen=True)
class Saved:
    """A chain between two trajectories."""

    state: Tensor
    step: float
    turn: int


class Chains:
    def __init__(self, physics: Physics, count: int) -> None:
        place, network = physics.place, physics.network
        self.physics, self.count = physics, count
        self.weights = network.weight_count

        def zeros(*shape: int, like: Optional[torch.dtype] = None) -> Tensor:
            return torch.zeros(shape, dtype=like or place.dtype, device=place.device)

        self.state, self.force = zeros(count, self.weights), zeros(count, self.weights)
        self.before, self.force_before = zeros(count, self.weights), zeros(count, self.weights)
        self.energy, self.step = zeros(count, like=place.exact), zeros(count, like=place.exact)
        self.rows = zeros(count, like=torch.int64)
        self.settling = zeros(count, like=torch.bool)
        self.keys = torch.zeros(2, count, 2, dtype=torch.int64, device=place.noise_device)
        self.turn = torch.zeros(count, dtype=torch.int64, device=place.noise_device)
        self.moving = False
        self.seeds: list[Optional[int]] = [None] * count
        self.capacity = 0
        self.inputs: dict[int, Tensor] = {}
        self.y = zeros(count, 0)
        self.trajectory: Optional[Captured] = None
        self.captured_rows = 0
        self.host_rows = [0] * count

    def load(self, at: int, seed: int, saved: Optional[Saved]) -> None:
        """Puts a chain in place: one that was saved, or a draw from the prior."""
        physics, place = self.physics, self.physics.place
        names = [(kind, physics.size, seed) for kind in ("momentum", "accept")]
        self.keys[:, at] = noise.keys(names, place.noise_device)
        if saved is None:
            parts = []
            for weights in physics.network.weights:
                key = noise.keys([("prior", weights.key, physics.size, seed)], place.noise_device)
                parts.append(noise.gaussians(key, 0, weights.count)[0])
            saved = Saved(torch.cat(parts), FIRST_STEP, 0)
        self.state[at] = place.put(saved.state)
        self.step[at], self.turn[at] = saved.step, saved.turn
        self.seeds[at] = seed
        self._fill(at, 0)

    def save(self, at: int) -> Saved:
        # A trajectory that was interrupted has not happened.
        state = self.before if self.moving else self.state
        return Saved(state[at].cpu(), float(self.step[at]), int(self.turn[at]))

    def meet(self, rows: Mapping[int, int], settling: Sequence[bool]) -> None:
        """Gives chains their numbers of samples; energies and forces follow when all are told."""
        for at, count in rows.items():
            self.host_rows[at] = count
        self._need(max(self.host_rows))
        self.rows.copy_(torch.tensor(self.host_rows))
        self.settle(settling)
        energy, force = self._evaluate(self.present)
        self.energy.copy_(energy)
        self.force.copy_(force)

    def settle(self, settling: Sequence[bool]) -> None:
        self.settling.copy_(torch.tensor(settling))

    @property
    def present(self) -> int:
        """Rows that are evaluated: as few as hold all chains' samples, in steps that few captures serve."""
        rows = max(1, *self.host_rows)
        grain = 1 if self.physics.place.device.type == "cpu" else max(16, 1 << max(0, rows.bit_length() - 3))
        return min(self.capacity, -(-rows // grain) * grain)

    def move(self) -> None:
        """One trajectory of all chains."""
        rows = self.present
        if self.trajectory is None or self.captured_rows != rows:
            # One graph at a time: each holds the memory of an evaluation.
            self.trajectory = None
            self.trajectory = Captured(lambda: self._trajectory(rows), self.physics.place.device, self.physics.note)
            self.captured_rows = rows
        # Here too: where memory runs out while the trajectory is captured, nothing of it has happened.
        self.before.copy_(self.state)
        self.moving = True
        self.trajectory()
        self.moving = False

    def _need(self, rows: int) -> None:
        if rows <= self.capacity:
            return
        if self.count * rows > self.physics.most_rows:
            raise MemoryError(f"out of memory for {self.count} chains with {rows} samples")
        self.trajectory = None
        made, self.capacity = self.capacity, max(rows, self.capacity + self.capacity // 2)
        place = self.physics.place
        old_y, old = self.y, self.inputs
        self.y = torch.zeros(self.count, self.capacity, dtype=place.dtype, device=place.device)
        self.y[:, :made] = old_y
        self.inputs = {}
        for value, step in self.physics.network.inputs:
            shape = (self.count, self.capacity * step["positions"], step["dim"])
            self.inputs[value] = torch.zeros(shape, dtype=place.dtype, device=place.device)
            if made > 0:
                self.inputs[value][:, : made * step["positions"]] = old.pop(value)
        for at in range(self.count):
            self._fill(at, made)

    def _fill(self, at: int, first: int) -> None:
        seed = self.seeds[at]
        if seed is None or first >= self.capacity:
            return
        p = self.physics
        samples = draw(p.network, p.target, p.size, seed, first, self.capacity - first, p.place)
        self.y[at, first:] = samples.y
        for value, step in p.network.inputs:
            self.inputs[value][at, first * step["positions"] :] = samples.inputs[value]

    def scaled(self) -> list[Tensor]:
        """The weights as the network has them, with their multipliers."""
        parts = weight_list(self.physics.network, self.state)
        return [part * scale for part, scale in zip(parts, self.physics.scales)]

    def _evaluate(self, rows: int) -> tuple[Tensor, Tensor]:
        """Energies (chains,) and their gradients (chains, weights)."""
        network, ridge = self.physics.network, self.physics.ridge
        inputs = {value: self.inputs[value][:, : rows * step["positions"]] for value, step in network.inputs}
        with torch.enable_grad():
            leaves = [part.detach().requires_grad_() for part in weight_list(network, self.state)]
            weights = [leaf * scale for leaf, scale in zip(leaves, self.physics.scales)]
            f = evaluate(network, inputs, weights)[network.output].squeeze(2)
            beyond = torch.arange(rows, device=f.device) >= self.rows[:, None]
            residual = (f.detach() - self.y[:, :rows]).masked_fill(beyond, 0)
            found = torch.autograd.grad(f, leaves, residual / ridge, allow_unused=True)
        gradients = [torch.zeros_like(leaf) if g is None else g for g, leaf in zip(found, leaves)]
        energy = exact(self.state).square().sum(1) / 2 + exact(residual).square().sum(1) / (2 * ridge)
        return energy, self.state + torch.cat([g.flatten(1) for g in gradients], 1)

    def _trajectory(self, rows: int) -> None:
        place = self.physics.place
        self.before.copy_(self.state)
        self.force_before.copy_(self.force)
        even = self.weights + self.weights % 2
        momentum = place.put(noise.gaussians(self.keys[0], self.turn * even, self.weights))
        jitter, chance = (noise.uniforms(self.keys[1], 2 * self.turn + i).to(place.device, place.exact) for i in (0, 1))
        kinetic = exact(momentum).square().sum(1) / 2
        step = (self.step * (0.6 + 0.8 * jitter)).to(place.dtype)[:, None]
        momentum -= step / 2 * self.force
        for leap in range(LEAPS):
            self.state.add_(step * momentum)
            energy, force = self._evaluate(rows)
            momentum -= (step if leap < LEAPS - 1 else step / 2) * force
        gain = self.energy + kinetic - energy - exact(momentum).square().sum(1) / 2
        # A trajectory that ran away is rejected.
        probability = torch.exp(gain.clamp(max=0)).nan_to_num(nan=0.0)
        accepted = chance < probability
        self.state.copy_(torch.where(accepted[:, None], self.state, self.before))
        self.force.copy_(torch.where(accepted[:, None], force, self.force_before))
        self.energy.copy_(torch.where(accepted, energy, self.energy))
        tuned = self.step * torch.exp(0.1 * (probability - ACCEPTANCE))
        self.step.copy_(torch.where(self.settling, tuned, self.step))
        self.turn.add_(1)
