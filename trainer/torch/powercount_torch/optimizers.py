"""The directions of optimisers at rate 1, for one set of weights of all networks: (networks, outputs, inputs).

None has a damping epsilon: an entry that never had a gradient stays where it is, and every other one moves as if epsilon
were as small as it should be. What a rule remembers is changed in place, so that a captured step replays.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .task import Json

# The direction, from the gradient and the weights.
Rule = Callable[[Tensor, Tensor], Tensor]

# Heavy-ball momentum, of Muon too; Adam's two averages.
MEMORY = 0.9
ADAM_MEMORY = (0.9, 0.95)


def rule_of(optimizer: Json, like: Tensor) -> Rule:
    """A rule for weights of the shape, precision and device of `like`."""
    name = optimizer["name"]
    if name == "sgd":
        return lambda gradient, _: gradient
    if name == "momentum":
        return _momentum(like)
    if name in ("adam", "adamw"):
        return _adam(like)
    if name == "sign":
        return lambda gradient, _: torch.sign(gradient)
    if name == "adafactor":
        return _adafactor(like)
    if name == "muon":
        momentum = _momentum(like)
        return lambda gradient, weights: of_singular_values(momentum(gradient, weights), 0.0)
    exponent = 1 - 2 * float(optimizer["exponent"])
    return lambda gradient, _: of_singular_values(gradient, exponent)


def captures(optimizer: Json) -> bool:
    """Whether a step can be captured: the singular value decomposition of a card waits for its own result."""
    return optimizer["name"] not in ("muon", "shampoo")


def _momentum(like: Tensor) -> Rule:
    total = torch.zeros_like(like)
    return lambda gradient, _: total.mul_(MEMORY).add_(gradient)


def _ratio(a: Tensor, b: Tensor) -> Tensor:
    # Filled, not chosen from a number: that would be copied to a card, for which no capture can wait.
    zero = b == 0
    return (a / b.masked_fill(zero, 1)).masked_fill(zero, 0)


def _adam(like: Tensor) -> Rule:
    """Kingma & Ba 2015, bias-corrected. AdamW is the same here: the trainer runs without weight decay."""
    mean, square = torch.zeros_like(like), torch.zeros_like(like)
    powers = like.new_ones(2)
    b = like.new_tensor(ADAM_MEMORY)
    b1, b2 = ADAM_MEMORY

    def direction(gradient: Tensor, _: Tensor) -> Tensor:
        powers.mul_(b)
        mean.mul_(b1).add_(gradient, alpha=1 - b1)
        square.mul_(b2).add_(gradient.square(), alpha=1 - b2)
        c = 1 - powers
        return _ratio(mean / c[0], torch.sqrt(square / c[1]))

    return direction


def _adafactor(like: Tensor) -> Rule:
    """Shazeer & Stern 2018: second moments as a product of row and column means, the step's size no more than 1 and
    relative to that of the weights."""
    by_row, by_column = torch.zeros_like(like[:, :, :1]), torch.zeros_like(like[:, :1, :])
    turn = like.new_zeros(())

    def direction(gradient: Tensor, weights: Tensor) -> Tensor:
        turn.add_(1)
        fresh = turn**-0.8
        square = gradient.square()
        by_row.add_(fresh * (square.mean(2, True) - by_row))
        by_column.add_(fresh * (square.mean(1, True) - by_column))
        second = _ratio(by_row * by_column, by_row.mean(1, True))
        step = _ratio(gradient, torch.sqrt(second))
        return step * (_size(weights) / _size(step).clamp(min=1))

    return direction


def _size(x: Tensor) -> Tensor:
    return x.square().mean((1, 2), True).sqrt()


def of_singular_values(matrix: Tensor, exponent: float) -> Tensor:
    """sum_k s_k^exponent u_k v_k' for matrix = sum_k s_k u_k v_k', over the singular values that are not rounding errors:
    gradients of a small batch have small rank."""
    negligible = 1e-12 if matrix.dtype == torch.float64 else 1e-5
    # One matrix that is not finite would end the decomposition of all; its network is lost already.
    lost = ~matrix.isfinite().all(2, True).all(1, True)
    u, s, vh = torch.linalg.svd(matrix.masked_fill(lost, 0), full_matrices=False)
    drop = s <= negligible * s[:, :1]
    powers = (s.masked_fill(drop, 1) ** exponent).masked_fill(drop, 0)
    product: Tensor = (u * powers[:, None, :]) @ vh
    return product.masked_fill(lost, torch.nan)
