"""The chain of a cell as a script: it asks for dwells at numbers of samples, hears what was observed, and says in the end what
was found. So it knows nothing of tensors, nor of the chains beside it."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Optional

from .results import Curve, Found

# Trajectories of a dwell: so many samples' worth of them, between these, for few samples leave a broad posterior.
WORK, FEWEST, MANY = 8000, 40, 120
FINE, COARSE = 1.25, 1.6


@dataclass(frozen=True)
class Dwell:
    """`moves` trajectories at `rows` samples, of which the first `settle` only settle."""

    rows: int
    moves: int

    @property
    def settle(self) -> int:
        return nearest(self.moves / 3)


# Asks for dwells, hears the mean of what was observed in each.
Script = Generator[Dwell, float, Found]


def nearest(x: float) -> int:
    """As JavaScript rounds: halves up."""
    return math.floor(x + 0.5)


def dwell(rows: int, effort: float, times: int = 1) -> Dwell:
    usual = min(MANY, max(FEWEST, WORK / rows))
    return Dwell(rows, times * max(6, nearest(effort * usual)))


def search(scale: float, effort: float, most: int, where: str) -> Script:
    """The number of samples at which the alignment crosses 1/2: up from the prior with few samples until it is there, and
    down again. Hysteresis of the one chain brackets a transition of first order."""
    up: list[tuple[int, float]] = []
    rows, beyond = max(2, nearest(scale / 16)), 0
    while beyond < 2:
        if rows > most:
            trouble = f"the alignment did not reach 1/2 with up to {most} samples, at {where}"
            return Found((None, None), (up, []), trouble)
        alignment = yield dwell(rows, effort)
        if not math.isfinite(alignment):
            return _lost(where, up)
        up.append((rows, alignment))
        beyond = beyond + 1 if alignment > 0.5 else 0
        rows = math.ceil(rows * (COARSE if alignment < 0.35 else FINE))
    down = up[-2:]
    rows, beyond = math.ceil(up[-1][0] / FINE) - 1, 0
    while beyond < 2 and rows >= 1:
        alignment = yield dwell(rows, effort)
        if not math.isfinite(alignment):
            return _lost(where, up, down)
        down.append((rows, alignment))
        beyond = beyond + 1 if alignment < 0.5 else 0
        rows = math.ceil(rows / FINE) - 1
    found = crossing(up), crossing(down)
    fewest = (up[0] if found[0] is None else down[-1])[0]
    already = f"the alignment was above 1/2 with {fewest} samples already, at {where}"
    return Found(found, (up, down), already if None in found else None)


def average(kind: str, samples: int, effort: float, where: str) -> Script:
    """The mean at a number of samples, of a chain that came from few and of the same one come back from many."""
    for part in (8, 4, 2):
        yield dwell(max(1, nearest(samples / part)), effort)
    from_few = yield dwell(samples, effort, 4)
    yield dwell(4 * samples, effort)
    yield dwell(2 * samples, effort)
    from_many = yield dwell(samples, effort, 4)
    few, many = (value if math.isfinite(value) and value > 0 else None for value in (from_few, from_many))
    trouble = f"the {kind} was too small to be told from zero, at {where}" if few is None or many is None else None
    return Found((few, many), trouble=trouble)


def _lost(where: str, up: Curve, down: Curve = ()) -> Found:
    return Found((None, None), (up, down), f"the chain came to what is no number, at {where}")


def crossing(curve: Sequence[tuple[int, float]]) -> Optional[float]:
    """Samples at alignment 1/2: a straight line in log P through the four rungs nearest to the crossing."""
    rungs = sorted(curve, key=lambda rung: rung[0])
    after = len(rungs)
    while after > 0 and rungs[after - 1][1] >= 0.5:
        after -= 1
    if after in (0, len(rungs)):
        return None
    near = [(math.log(p), a) for p, a in rungs[max(0, after - 2) : after + 2]]
    x, a = (sum(pair[i] for pair in near) / len(near) for i in (0, 1))
    slope = sum((u - x) * (v - a) for u, v in near) / sum((u - x) ** 2 for u, _ in near)
    low, high = math.log(rungs[after - 1][0]), math.log(rungs[after][0])
    # Noise can tilt a nearly flat line; the answer stays within one rung of where the sign changed.
    room = high - low
    return math.exp(min(high + room, max(low - room, x + (0.5 - a) / slope)))
