"""How many cells fit on a device at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Optional, TypeVar

import torch

T = TypeVar("T")
R = TypeVar("R")

# What PyTorch says where it raises no error of its own for it: of products' workspaces, of Apple's devices, of processors.
PHRASES = ("out of memory", "alloc_failed", "not enough memory", "can't allocate memory")


def is_out_of_memory(error: BaseException) -> bool:
    return isinstance(error, (MemoryError, torch.cuda.OutOfMemoryError)) or (
        isinstance(error, RuntimeError) and any(phrase in str(error).lower() for phrase in PHRASES)
    )


def release(device: torch.device) -> None:
    """Gives cached memory back, after the tensors in it are gone."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def free(device: torch.device) -> int:
    """Bytes that networks can take, with room left for what is not counted and for others."""
    if device.type == "cuda":
        # What PyTorch keeps for later use is free as well.
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return int(0.8 * (torch.cuda.mem_get_info(device)[0] + kept))
    if device.type == "mps":
        most = getattr(torch.mps, "recommended_max_memory", lambda: 8 << 30)()
        return int(0.5 * (most - torch.mps.current_allocated_memory()))
    return _available() // 2


def _available() -> int:
    """Bytes of this machine that are free, or hold copies of files and can be given up."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return 8 << 30


def peak(device: torch.device, work: Callable[[], object]) -> Optional[int]:
    """The bytes that `work` has at most at once, where the device counts them."""
    if device.type != "cuda":
        return None
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.memory_allocated(device)
    work()
    torch.cuda.synchronize(device)
    return torch.cuda.max_memory_allocated(device) - before


def in_batches(
    items: Sequence[T], most: int, device: torch.device, run: Callable[[Sequence[T]], R], alone: Callable[[T], R]
) -> None:
    """Runs all items, at most `most` at once; out of memory halves that and goes on. `alone` hears of an item that does not
    fit by itself."""
    at = 0
    while at < len(items):
        batch = items[at : at + max(1, most)]
        try:
            run(batch)
            at += len(batch)
            continue
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        # Outside of the handler: the error holds what it interrupted, tensors included.
        release(device)
        if len(batch) == 1:
            alone(batch[0])
            at += 1
        most = max(1, len(batch) // 2)
