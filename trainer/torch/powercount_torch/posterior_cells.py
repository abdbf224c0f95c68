"""The cells of a posterior plan: the chains of many seeds at once, each following its own script; a chain that is through makes
room for the next."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional

import torch

from .chains import Chains, Physics, Saved
from .legs import Dwell, Script, average, search
from .memory import free, is_out_of_memory, peak, release
from .network import build
from .observables import FRESH, Chances, Observer
from .results import Found
from .run import Run
from .task import Json, Key
from .training_cells import TOO_LARGE, number

# Every so many trajectories are observed.
EVERY = 5
# Of a cell, until one is done: for the time that is left.
TRAJECTORIES = 4000


@dataclass
class Slot:
    """A cell under way."""

    cell: Key
    script: Script
    dwell: Dwell
    turn: int = 0
    observed: int = 0
    moved: int = 0
    seconds: float = 0.0
    saved: Optional[Saved] = None
    # Samples of its last dwell that is over.
    held: int = 0
    total: float = field(default=0.0)


class PosteriorCells:
    """Cells of one size."""

    def __init__(self, run: Run, size: int) -> None:
        plan: Json = run.task.plan
        self.run, self.plan, self.size = run, plan, plan["sizes"][size]
        place = run.place
        network = build(self.size["network"])
        ridge, name = float(self.size["ridge"]), run.task.sizes[size]
        self.where = f"{plan['along']} = {number(self.size['value'])}"
        values = network.entries + sum(network.values[i].width * network.values[i].positions for i, _ in network.inputs)
        # Of a chain: for each sample what is kept for the way back and its gradients; weights in several copies; fresh samples.
        self.each_row = 3 * values * place.dtype.itemsize
        self.each = 12 * network.weight_count * place.dtype.itemsize + FRESH * values * place.dtype.itemsize
        self.expected = float(TRAJECTORIES)
        self.chances: Chances = {}
        rows = max(1, (free(place.device) - self.each) // self.each_row)
        self.physics = Physics(network, plan["target"], ridge, name, place, run.note, rows)

    def all(self, cells: Sequence[Key]) -> None:
        waiting = deque(self._begin(cell) for cell in cells)
        width = self._fitting()
        while waiting:
            slots = [waiting.popleft() for _ in range(min(width, len(waiting)))]
            together = Together(self, slots, waiting)
            try:
                together.run()
                continue
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Outside of the handler: the error holds what it interrupted, tensors included.
            slots = together.park()
            del together
            release(self.run.place.device)
            width = max(1, len(slots) // 2)
            if len(slots) == 1:
                slot = slots.pop()
                self.run.leave_out(slot.cell, f"{TOO_LARGE} with {slot.dwell.rows} samples", slot.held)
            waiting.extendleft(reversed(slots))

    def observer(self, count: int) -> Observer:
        return Observer(self.physics, self.plan["observable"], count, self.chances)

    def _begin(self, cell: Key) -> Slot:
        effort = float(self.plan["effort"])
        if self.plan["observable"]["kind"] == "samples":
            scale = float(self.size["scale"])
            script = search(scale, effort, math.ceil(1024 * scale + 256), self.where)
        else:
            script = average(self.plan["observable"]["kind"], self.size["samples"], effort, self.where)
        return Slot(cell, script, next(script))

    def _fitting(self) -> int:
        """How many chains fit at once, as measured on one of them, or counted, at a number of samples that they may need."""
        device = self.run.place.device
        rows = 4 * self.size["samples"] if "samples" in self.size else round(8 * self.size["scale"]) + 64

        def one() -> None:
            chains, observer = Chains(self.physics, 1), self.observer(1)
            chains.load(0, 0, None)
            observer.load(0, 0)
            chains.meet({0: rows}, [True])
            observer(chains, [0])

        measured = peak(device, one)
        return max(1, free(device) // (measured or self.each + rows * self.each_row))


class Together:
    """An ensemble of chains, until its places are mostly empty and nobody waits for them."""

    def __init__(self, cells: PosteriorCells, slots: Sequence[Slot], waiting: deque[Slot]) -> None:
        self.cells, self.waiting = cells, waiting
        self.slots: list[Optional[Slot]] = list(slots)
        self.chains: Optional[Chains] = None

    def run(self) -> None:
        self.chains = Chains(self.cells.physics, len(self.slots))
        self.observer = self.cells.observer(len(self.slots))
        place = self.cells.run.place
        self.totals = torch.zeros(len(self.slots), dtype=place.exact, device=place.device)
        self._enter(self.chains, range(len(self.slots)))
        while any(self.slots):
            began = time.perf_counter()
            self.chains.move()
            due, through, settled = self._count()
            if due:
                self.totals[due] += self.observer(self.chains, due)
                for at in due:
                    self._slot(at).observed += 1
            if through:
                self._answer(through)
            if settled:
                self.chains.settle(self._settling())
            self._spent(time.perf_counter() - began)
            if through:
                self._enter(self.chains, [at for at in through if self.slots[at]])
                if not self.waiting and 2 * sum(map(bool, self.slots)) <= len(self.slots) > 1:
                    # A smaller ensemble goes on.
                    self.waiting.extend(self.park())
                    return

    def park(self) -> list[Slot]:
        """The cells that are not finished, each with its chain as it was after its last trajectory."""
        parked = []
        for at, slot in enumerate(self.slots):
            if slot is None:
                continue
            if self.chains is not None and self.chains.seeds[at] == slot.cell.seed:
                slot.saved = self.chains.save(at)
                slot.total = float(self.totals[at])
            parked.append(slot)
        self.chains = None
        self.slots = []
        return parked

    def _enter(self, chains: Chains, places: Sequence[int]) -> None:
        """Puts cells in their places, and tells chains with how many samples they go on."""
        for at in places:
            slot = self.slots[at]
            if slot is not None and chains.seeds[at] != slot.cell.seed:
                # First, since memory may run out in what follows, and what was summed is then saved from here.
                self.totals[at] = slot.total
                chains.load(at, slot.cell.seed, slot.saved)
                self.observer.load(at, slot.cell.seed)
        rows = {at: slot.dwell.rows if slot else 0 for at, slot in enumerate(self.slots)}
        chains.meet(rows, self._settling())

    def _settling(self) -> list[bool]:
        return [slot is not None and slot.turn < slot.dwell.settle for slot in self.slots]

    def _count(self) -> tuple[list[int], list[int], bool]:
        """Who is observed after this trajectory, whose dwell is over, and whether somebody has settled."""
        due, through, settled = [], [], False
        for at, slot in enumerate(self.slots):
            if slot is None:
                continue
            if slot.turn >= slot.dwell.settle and (slot.turn - slot.dwell.settle) % EVERY == 0:
                due.append(at)
            slot.turn += 1
            slot.moved += 1
            settled = settled or slot.turn == slot.dwell.settle
            # More where the memory ran out before its script was told.
            if slot.turn >= slot.dwell.moves:
                through.append(at)
        return due, through, settled

    def _slot(self, at: int) -> Slot:
        slot = self.slots[at]
        assert slot is not None
        return slot

    def _answer(self, through: Sequence[int]) -> None:
        """Tells scripts what their dwells found; one that ends is a finished cell."""
        totals = self.totals.tolist()
        for at in through:
            slot = self._slot(at)
            mean = totals[at] / slot.observed
            slot.turn = slot.observed = 0
            self.totals[at] = slot.total = 0
            try:
                rows = slot.held = slot.dwell.rows
                slot.dwell = slot.script.send(mean)
                self.cells.run.message = f"{self.cells.run.task.words(slot.cell)}: {mean:.3g} at {rows} samples"
            except StopIteration as end:
                found: Found = end.value
                found.seconds = slot.seconds
                self.cells.expected = slot.moved
                self.cells.run.finish(slot.cell, found)
                self.slots[at] = self.waiting.popleft() if self.waiting else None

    def _spent(self, seconds: float) -> None:
        under_way = [slot for slot in self.slots if slot is not None]
        for slot in under_way:
            slot.seconds += seconds / len(under_way)
        parts = [min(0.95, slot.moved / self.cells.expected) for slot in [*under_way, *self.waiting]]
        self.cells.run.under_way(sum(parts))
