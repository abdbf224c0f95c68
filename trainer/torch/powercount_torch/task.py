"""Tasks as trainer/schema.ts has them. Who writes a task has read its plan; here is read what this trainer needs of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

Json = Mapping[str, Any]
Step = Json

OPERATIONS = (
    *("input", "dense", "bias", "normalize", "activation"),
    *("sum", "attend", "flatten", "mean", "repeat", "output"),
)


class BadTask(Exception):
    """What cannot be run, as a sentence for the user."""


@dataclass(frozen=True)
class Key:
    """A cell that is wanted: one size, by its place in the plan, with one seed."""

    size: int
    seed: int


@dataclass(frozen=True)
class Task:
    plan: Json
    experiment: str
    sizes: Sequence[str]
    cells: Sequence[Key]

    def name(self, cell: Key) -> str:
        return f"{self.sizes[cell.size]} seed={cell.seed}"

    def words(self, cell: Key) -> str:
        """The name for a reader, without fingerprints."""
        return f"{self.plan['along']} = {self.plan['sizes'][cell.size]['value']:g}, seed {cell.seed}"


def load(path: str) -> Task:
    try:
        with open(path, encoding="utf-8") as file:
            task = json.load(file)
    except (OSError, ValueError) as error:
        raise BadTask(f"the task {path} cannot be read: {error}") from None
    try:
        return _read(task)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise BadTask(f"the task {path} is not as this trainer knows tasks: {error!r}") from None


def _read(task: Json) -> Task:
    if task["format"] != "powercount-task/1":
        raise BadTask(f"a task of the format {task['format']} is not known to this trainer")
    plan = cast(Json, task["plan"])
    if plan["format"] not in ("powercount-posterior/1", "powercount-training/1"):
        raise BadTask(f"a plan of the format {plan['format']} is not known to this trainer")
    sizes = [str(name) for name in task["sizes"]]
    if len(sizes) != len(plan["sizes"]):
        raise BadTask("the task must name each size of its plan once")
    cells = [Key(int(cell["size"]), int(cell["seed"])) for cell in task["cells"]]
    if any(not 0 <= cell.size < len(sizes) for cell in cells):
        raise BadTask("the task wants a cell of a size that its plan does not have")
    for size in plan["sizes"]:
        _check(size["network"])
    return Task(plan, str(task["experiment"]), sizes, cells)


def _check(steps: Sequence[Step]) -> None:
    for step in steps:
        if step["op"] not in OPERATIONS:
            raise BadTask(f"the step {step['op']} is not known to this trainer")
        if step["op"] == "repeat":
            _check(step["body"])


def shard(task: Task, part: int, of: int) -> Task:
    """Part `part` of `of`, counted from 0: of each size every `of`-th cell, so that all parts cost the same."""
    largest_together = sorted(range(len(task.cells)), key=lambda i: task.cells[i].size)
    chosen = set(largest_together[part::of])
    cells = [cell for i, cell in enumerate(task.cells) if i in chosen]
    return Task(task.plan, task.experiment, task.sizes, cells)
