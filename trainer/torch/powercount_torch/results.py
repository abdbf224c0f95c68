"""The results file: JSON lines, append-only, one finished cell each (or one that is left out), in any order, from any trainer."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from .task import BadTask, Key, Task

Curve = Sequence[tuple[int, float]]


@dataclass
class Found:
    """What a cell found: the number twice, by two kinds of chains, and the curves that they saw."""

    numbers: tuple[Optional[float], Optional[float]]
    curves: Optional[tuple[Curve, Curve]] = None
    trouble: Optional[str] = None
    seconds: float = field(default=0.0)


def finished(path: str, experiment: str) -> set[str]:
    """The names of the cells that are there; those that were left out are not. A last line that a killed process left without
    its end is cut off."""
    if not os.path.exists(path):
        return set()
    with open(path, "rb") as file:
        content = file.read()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        os.truncate(path, len(whole))
    names = set()
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            cell = json.loads(line)
            if cell["experiment"] == experiment and "leftOut" not in cell:
                names.add(f"{cell['size']} seed={cell['seed']}")
        except (ValueError, KeyError, TypeError):
            raise BadTask(f"line {number} of {path} is not a cell") from None
    return names


def append(path: str, task: Task, cell: Key, found: Found, on: str) -> None:
    """One write, so that lines of several writers do not mix and a killed one leaves a torn line at most."""
    line = _named(task, cell)
    line["found"] = [_number(value) for value in found.numbers]
    if found.curves is not None:
        line["curves"] = [[[rows, a] for rows, a in curve if math.isfinite(a)] for curve in found.curves]
    if found.trouble is not None:
        line["trouble"] = found.trouble
    line["seconds"] = found.seconds
    line["on"] = on
    _append(path, line)


def leave_out(path: str, task: Task, cell: Key, because: str, held: int, on: str) -> None:
    """A cell that there is no memory for; `held`: samples with which a search had not come to its end, else 0."""
    _append(path, {**_named(task, cell), "leftOut": because, "held": held, "on": on})


def _named(task: Task, cell: Key) -> dict[str, Any]:
    return {"experiment": task.experiment, "size": task.sizes[cell.size], "seed": cell.seed}


def _append(path: str, line: dict[str, Any]) -> None:
    text = json.dumps(line, separators=(",", ":"), allow_nan=False) + "\n"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, text.encode())
    finally:
        os.close(file)


def _number(value: Optional[float]) -> Optional[float]:
    return value if value is not None and math.isfinite(value) else None
