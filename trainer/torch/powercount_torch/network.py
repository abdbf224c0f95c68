"""A plan's network as a list of operations on numbered values: repeats are unrolled, and each set of weights has its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional

from .task import BadTask, Json, Step


@dataclass(frozen=True)
class Value:
    width: int
    positions: int


@dataclass(frozen=True)
class Weights:
    """A matrix of outputs by inputs; biases and gains have one column. `start`: where all weights' vector has it."""

    key: str
    op: str
    rows: int
    columns: int
    multiplier: float
    rate: float
    deviation: float
    mean: float
    start: int

    @property
    def count(self) -> int:
        return self.rows * self.columns


@dataclass(frozen=True)
class Operation:
    """Value `made` from values `sources`; `weights` is a place in the list of all weights."""

    step: Step
    made: int
    sources: Sequence[int]
    weights: Optional[int] = None


@dataclass
class Network:
    values: list[Value] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    weights: list[Weights] = field(default_factory=list)
    # The values that a name has: one for each pass of the repeat that it is in.
    named: dict[str, list[int]] = field(default_factory=dict)
    output: int = -1

    @property
    def weight_count(self) -> int:
        return sum(weights.count for weights in self.weights)

    @property
    def entries(self) -> int:
        """Of all values of one sample."""
        return sum(value.width * value.positions for value in self.values)

    @property
    def inputs(self) -> list[tuple[int, Step]]:
        return [(made.made, made.step) for made in self.operations if made.step["op"] == "input"]

    @property
    def read_out(self) -> Operation:
        """The last dense operation that the output depends on."""
        needed = {self.output}
        for operation in reversed(self.operations):
            if operation.made in needed:
                if operation.step["op"] == "dense":
                    return operation
                needed.update(operation.sources)
        raise BadTask("the output of a network depends on no dense step")

    def made_by(self, value: int) -> Operation:
        return next(operation for operation in self.operations if operation.made == value)


def build(steps: Sequence[Step]) -> Network:
    network = Network()
    _follow(network, steps, "", {}, {})
    return network


def _follow(network: Network, steps: Sequence[Step], place: str, names: dict[str, int], known: dict[str, int]) -> None:
    """`place` tells the passes of repeats apart whose weights differ; `known`: weights by key, for passes that share them."""
    for step in steps:
        op = step["op"]
        if op == "output":
            network.output = names[step["from"]]
        elif op == "repeat":
            _repeat(network, step, place, names, known)
        else:
            sources = [names[name] for name in _sources(step)]
            value = _shape(network, step, sources)
            weights = _weights(network, step, place, sources, value, known)
            names[step["to"]] = _add(network, value)
            network.named.setdefault(step["to"], []).append(names[step["to"]])
            network.operations.append(Operation(step, names[step["to"]], sources, weights))


def _repeat(network: Network, step: Step, place: str, names: dict[str, int], known: dict[str, int]) -> None:
    carry: Sequence[Json] = step["carry"]
    carried = [names[entry["from"]] for entry in carry]
    for turn in range(step["count"]):
        inner = {**names, **{entry["name"]: value for entry, value in zip(carry, carried)}}
        _follow(network, step["body"], place if step["tied"] else f"{place}/{turn}", inner, known)
        carried = [inner[entry["next"]] for entry in carry]
    for entry, value in zip(carry, carried):
        names[entry["name"]] = value
        network.named.setdefault(entry["name"], []).append(value)


def _add(network: Network, value: Value) -> int:
    network.values.append(value)
    return len(network.values) - 1


def _sources(step: Step) -> list[str]:
    op = step["op"]
    if op == "input":
        return []
    if op == "sum":
        return [term["from"] for term in step["terms"]]
    if op == "attend":
        return [step["query"], step["key"], step["value"]]
    return [step["from"]]


def _shape(network: Network, step: Step, sources: Sequence[int]) -> Value:
    op = step["op"]
    if op == "input":
        return Value(step["dim"], step["positions"])
    first = network.values[sources[0]]
    if op == "dense":
        return Value(step["width"], first.positions)
    if op == "attend":
        return Value(network.values[sources[2]].width, first.positions)
    if op == "flatten":
        size = step.get("size", first.positions)
        return Value(first.width * size, first.positions // size)
    if op == "mean":
        return Value(first.width, 1)
    return first


def _weights(
    network: Network, step: Step, place: str, sources: Sequence[int], value: Value, known: dict[str, int]
) -> Optional[int]:
    op = step["op"]
    if op not in ("dense", "bias", "normalize"):
        return None
    key = f"{step['to']}{place}"
    if key not in known:
        known[key] = len(network.weights)
        columns = network.values[sources[0]].width if op == "dense" else 1
        deviation, mean = (0.0, step["gain"]) if op == "normalize" else (step["deviation"], 0.0)
        start = network.weight_count
        shape = (value.width, columns, step["multiplier"], step["rate"], deviation, mean, start)
        network.weights.append(Weights(key, op, *shape))
    return known[key]
