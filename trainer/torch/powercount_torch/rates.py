"""The common factor of all rates at which the loss is least after training, on a logarithmic grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from typing import Optional

# In halves of powers of two: the grid that is gone through first, how far it may be extended, and its spacing.
REACH, MOST, COARSE = 24, 64, 4
LEAST_NUMBER = 5e-324

# Asks for the losses at some powers of 2^(1/2), all at once, and says in the end which factor is best.
Search = Generator[Sequence[int], Sequence[float], Optional[float]]


def factor(k: float) -> float:
    return float(2 ** (k / 2))


def best_rate() -> Search:
    """By a parabola of the loss's logarithm; none where it would lie beyond the grid. A loss that is no number is infinite."""
    known: dict[int, float] = {}

    def need(grid: Sequence[int]) -> Generator[Sequence[int], Sequence[float], int]:
        missing = [k for k in grid if k not in known]
        if missing:
            losses = yield missing
            known.update((k, _logarithm(loss)) for k, loss in zip(missing, losses))
        return min(grid, key=lambda k: known[k])

    low, high = -REACH, REACH
    rough = yield from need(range(low, high + 1, COARSE))
    while (rough == low and low > -MOST) or (rough == high and high < MOST):
        low, high = (low - COARSE, high) if rough == low else (low, high + COARSE)
        rough = yield from need(range(low, high + 1, COARSE))
    if rough in (low, high):
        return None
    best = yield from need(range(rough - COARSE + 1, rough + COARSE))
    return factor(best + _vertex(*(known[best + i] for i in (-1, 0, 1))))


def _logarithm(loss: float) -> float:
    return math.inf if math.isnan(loss) else math.log(max(loss, LEAST_NUMBER))


def _vertex(a: float, b: float, c: float) -> float:
    """Where a parabola through three points at -1, 0, 1 has its minimum, of which the middle one is the lowest."""
    if math.isinf(a) or math.isinf(c):
        return 0 if a == c else 0.5 if math.isinf(a) else -0.5
    curvature = a - 2 * b + c
    return (a - c) / (2 * curvature) if curvature > 0 else 0


def together(searches: Sequence[Search], losses: Callable[[Sequence[tuple[int, int]]], Sequence[float]]) -> list[Optional[float]]:
    """Runs searches side by side: `losses` are asked for at all pairs (search, k) that are open at the same time."""
    found: list[Optional[float]] = [None] * len(searches)
    open_now = {i: next(search) for i, search in enumerate(searches)}
    while open_now:
        pairs = [(i, k) for i, grid in open_now.items() for k in grid]
        answers = dict(zip(pairs, losses(pairs)))
        for i, grid in list(open_now.items()):
            try:
                open_now[i] = searches[i].send([answers[i, k] for k in grid])
            except StopIteration as end:
                found[i] = end.value
                del open_now[i]
    return found
