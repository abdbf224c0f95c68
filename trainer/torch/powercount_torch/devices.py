"""Which device trains, and in which precision."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Optional

import torch
from torch import Tensor

from .task import BadTask


@dataclass(frozen=True)
class Place:
    device: torch.device
    dtype: torch.dtype
    name: str

    @property
    def noise_device(self) -> torch.device:
        """Noise is made in double precision, which Apple's devices do not have."""
        return torch.device("cpu") if self.device.type == "mps" else self.device

    @property
    def exact(self) -> torch.dtype:
        """For sums of many numbers."""
        return torch.float32 if self.device.type == "mps" else torch.float64

    def put(self, x: Tensor) -> Tensor:
        return x.to(self.dtype).to(self.device)


def exact(x: Tensor) -> Tensor:
    """In double precision, where the device has it."""
    return x if x.device.type == "mps" else x.double()


def available() -> list[torch.device]:
    """The best one first."""
    found = [torch.device("cuda", i) for i in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    if torch.backends.mps.is_available():
        found.append(torch.device("mps"))
    return [*found, torch.device("cpu")]


def choose(asked: str) -> torch.device:
    devices = available()
    if asked == "auto":
        return devices[0]
    for device in devices:
        if asked in (str(device), device.type):
            return device
    here = ", ".join(str(device) for device in devices)
    raise BadTask(f"PyTorch {torch.__version__} does not find the device {asked} on this machine, but {here}")


def name_of(device: torch.device) -> str:
    if device.type == "cuda":
        return str(torch.cuda.get_device_name(device))
    if device.type == "mps":
        return f"Apple {platform.machine()} graphics"
    threads = torch.get_num_threads()
    return f"{threads} {'thread' if threads == 1 else 'threads'} of {platform.node() or 'this machine'}"


def memory_of(device: torch.device) -> Optional[int]:
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory)
    return None


def prepare(device: torch.device, precision: str) -> Place:
    """Sets what products are rounded to; refuses what the device cannot do."""
    if precision == "double" and device.type == "mps":
        raise BadTask("Apple's graphics have no double precision; take the device cpu or another precision")
    tf32 = precision == "tf32"
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    if device.type == "cuda":
        torch.cuda.set_device(device)
    has_tf32 = device.type == "cuda" and torch.cuda.get_device_capability(device)[0] >= 8
    said = "single" if tf32 and not has_tf32 else precision
    dtype = torch.float64 if precision == "double" else torch.float32
    return Place(device, dtype, f"torch {torch.__version__}, {name_of(device)}, {said}")
