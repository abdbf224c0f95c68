"""The noise that all trainers share: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror & Shaw 2011).

A number is a function of its stream's name and of its index, so whole tensors are made at once, and a cell's numbers do not
depend on what else runs beside it. Streams of several names are rows of one tensor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Union

import torch
from torch import Tensor

Word = Union[str, int]

LOW = 0xFFFFFFFF
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
# Blocks that are made at once: their words are eight bytes each here, and some of them live at the same time.
CHUNK = 1 << 21


def hash32(text: str) -> int:
    """FNV-1a over UTF-16 units, spread by the finaliser of MurmurHash3."""
    h = 0x811C9DC5
    units = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(units[::2], units[1::2]):
        h = ((h ^ (low | high << 8)) * 0x01000193) & LOW
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & LOW
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & LOW
    return h ^ (h >> 16)


def key(*name: Word) -> tuple[int, int]:
    text = " ".join(str(word) for word in name)
    return hash32(f"0 {text}"), hash32(f"1 {text}")


def keys(names: Sequence[Sequence[Word]], device: torch.device) -> Tensor:
    """(streams, 2): the keys of streams."""
    return torch.tensor([key(*name) for name in names], dtype=torch.int64, device=device)


def threefry(key0: Tensor, key1: Tensor, counter: Tensor) -> tuple[Tensor, Tensor]:
    """The two words of blocks; all are 32-bit numbers in int64, and shapes are broadcast."""
    schedule = (key0, key1, key0 ^ key1 ^ 0x1BD11BDA)
    x = ((counter & LOW) + key0) & LOW
    y = ((counter >> 32) + key1) & LOW
    for turn in range(5):
        for rotation in ROTATIONS[turn % 2]:
            x = (x + y) & LOW
            y = ((y << rotation) & LOW | y >> (32 - rotation)) ^ x
        x = (x + schedule[(turn + 1) % 3]) & LOW
        y = (y + schedule[(turn + 2) % 3] + (turn + 1)) & LOW
    return x, y


def uniforms(stream: Tensor, index: Tensor) -> Tensor:
    """(streams,): the uniform number on (0, 1) at one index of each stream, with 53 bits."""
    w0, w1 = threefry(stream[:, 0], stream[:, 1], index)
    return ((w0 << 21 | w1 >> 11).double() + 0.5) / 2**53


def gaussians(stream: Tensor, first: Union[int, Tensor], count: int) -> Tensor:
    """(streams, count), double: standard normal numbers from index `first` on; of a tensor (streams,), even ones."""
    odd = first % 2 if isinstance(first, int) else 0
    begin = first // 2
    blocks = (odd + count + 1) // 2
    step = max(1, CHUNK // len(stream))
    made = [_pairs(stream, begin, at, min(blocks, at + step)) for at in range(0, blocks, step)]
    whole = torch.cat(made, 1) if len(made) > 1 else made[0]
    return whole[:, odd : odd + count]


def _pairs(stream: Tensor, begin: Union[int, Tensor], start: int, stop: int) -> Tensor:
    """Box-Muller of the blocks begin + start, ..., begin + stop - 1: the cosine of each beside its sine."""
    within = torch.arange(start, stop, device=stream.device)
    counter = within + (begin if isinstance(begin, int) else begin[:, None])
    w0, w1 = threefry(stream[:, :1], stream[:, 1:], counter)
    radius = torch.sqrt(-2 * torch.log((w0.double() + 0.5) / 2**32))
    angle = (2 * math.pi) * (w1.double() / 2**32)
    return torch.stack((radius * torch.cos(angle), radius * torch.sin(angle)), -1).flatten(1)
