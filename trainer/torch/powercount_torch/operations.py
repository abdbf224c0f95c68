"""The steps of an ensemble of networks, all at once: values are (networks, samples x positions, width), weights (networks,
outputs, inputs)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Optional

import torch
from torch import Tensor

from .network import Network, Operation
from .task import Step

ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda h: h,
    "tanh": torch.tanh,
    "erf": torch.erf,
    "relu": torch.relu,
    "gelu": torch.nn.functional.gelu,
    "quadratic": lambda h: h * h - 1,
}


class Through(torch.autograd.Function):
    """W x forward; backward, the gradient passes through other weights in place of W."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, x: Tensor, weights: Tensor, other: Tensor) -> Tensor:
        ctx.save_for_backward(x, other)
        return x @ weights.mT

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, *gradients: Tensor) -> tuple[Tensor, Tensor, None]:
        x, other = ctx.saved_tensors  # type: ignore[attr-defined]
        return gradients[0] @ other, gradients[0].mT @ x, None


def evaluate(
    network: Network,
    inputs: Mapping[int, Tensor],
    weights: Sequence[Tensor],
    backward: Optional[Sequence[Tensor]] = None,
    wanted: Collection[int] = (),
) -> list[Tensor]:
    """The values `wanted` and the output, in their places in the list of all; the others are let go when their last use is
    over. `weights` come with their multipliers in them, and so do weights `backward` that gradients pass through."""
    gone = torch.empty(0)
    values = [gone] * len(network.values)
    last = _last_uses(network)
    for at, operation in enumerate(network.operations):
        made = operation.made
        if operation.step["op"] == "input":
            values[made] = inputs[made]
            continue
        sources = [values[i] for i in operation.sources]
        own = None if operation.weights is None else weights[operation.weights]
        if backward is not None and operation.weights is not None and operation.step["op"] == "dense":
            values[made] = Through.apply(sources[0], own, backward[operation.weights])  # type: ignore[no-untyped-call]
        else:
            values[made] = _apply(network, operation, sources, own)
        for i in operation.sources:
            if last[i] == at and i != network.output and i not in wanted:
                values[i] = gone
    return values


def _last_uses(network: Network) -> dict[int, int]:
    return {i: at for at, operation in enumerate(network.operations) for i in operation.sources}


def _apply(network: Network, operation: Operation, sources: Sequence[Tensor], weights: Optional[Tensor]) -> Tensor:
    step = operation.step
    op = step["op"]
    x = sources[0]
    if weights is not None:
        return own_part(op, x, weights) if op != "bias" else x + weights.mT
    if op == "activation":
        return ACTIVATIONS[step["function"]](x)
    if op == "sum":
        total = _times(x, step["terms"][0]["factor"])
        for term, source in zip(step["terms"][1:], sources[1:]):
            total = total + _times(source, term["factor"])
        return total
    if op == "attend":
        positions = [network.values[i].positions for i in operation.sources]
        return _attend(step, sources, positions)
    if op == "mean":
        all_of_them = network.values[operation.sources[0]]
        return x.reshape(len(x), -1, all_of_them.positions, all_of_them.width).mean(2)
    return x.reshape(len(x), -1, network.values[operation.made].width)


def _times(x: Tensor, factor: float) -> Tensor:
    return x if factor == 1 else factor * x


def own_part(op: str, x: Tensor, weights: Tensor) -> Tensor:
    """What weights give with the input x: the part of the step's value that is linear in them."""
    if op == "dense":
        return x @ weights.mT
    if op == "bias":
        return weights.mT.expand(x.shape)
    square = x.square().mean(-1, keepdim=True)
    # A row of zeros stays one, and has no gradient.
    zero = square == 0
    inverse = square.masked_fill(zero, 1).rsqrt().masked_fill(zero, 0)
    return weights.mT * (x * inverse)


def _attend(step: Step, sources: Sequence[Tensor], positions: Sequence[int]) -> Tensor:
    heads = step["heads"]
    query, key, value = sources
    width = query.shape[-1] // heads

    def apart(x: Tensor, at: int, count: int) -> Tensor:
        """(networks, samples, heads, positions, width of a head)."""
        return x.reshape(len(x), -1, at, count, x.shape[-1] // count).transpose(2, 3)

    # A key as wide as one head serves them all.
    shared = 1 if key.shape[-1] == width else heads
    logits = step["factor"] * (apart(query, positions[0], heads) @ apart(key, positions[1], shared).mT)
    seen = torch.softmax(logits, -1) @ apart(value, positions[2], heads)
    return seen.transpose(2, 3).reshape(len(value), -1, value.shape[-1])


def scaled(network: Network, weights: Sequence[Tensor]) -> list[Tensor]:
    """Weights times their multipliers."""
    return [_times(tensor, of.multiplier) for of, tensor in zip(network.weights, weights)]


def weight_list(network: Network, vector: Tensor) -> list[Tensor]:
    """Views of all weights in (networks, weights), each (networks, outputs, inputs)."""
    return [vector[:, w.start : w.start + w.count].view(-1, w.rows, w.columns) for w in network.weights]
