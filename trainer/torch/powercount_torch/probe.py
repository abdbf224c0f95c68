"""What there is to train on, as one line of JSON, with speeds measured on such networks."""

from __future__ import annotations

import json
import platform
import time
from typing import Any

import torch

from .devices import available, memory_of, name_of, prepare
from .memory import free
from .task import BadTask

# Products of the size that trainings are made of.
SIZE = 64
SECONDS = 0.2


def probe() -> None:
    devices = [_describe(device) for device in available()]
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    print(json.dumps({**versions, "devices": devices}))


def _describe(device: torch.device) -> dict[str, Any]:
    speeds = {}
    for precision in ("single", "tf32", "double"):
        try:
            speed = sustained(device, precision)
        except BadTask:
            continue
        if speed is not None:
            speeds[precision] = speed
    memory = memory_of(device) or 2 * free(device)
    return {"id": str(device), "name": name_of(device), "memory": memory, "flopsPerSecond": speeds}


def sustained(device: torch.device, precision: str) -> float | None:
    """FLOP/s of many small products at once; none where the precision would be another one."""
    place = prepare(device, precision)
    if not place.name.endswith(precision):
        return None
    count = 4096 if device.type != "cpu" else 64
    x = torch.ones(count, SIZE, SIZE, dtype=place.dtype, device=device)
    y = torch.empty_like(x)
    torch.bmm(x, x, out=y)
    wait(device)
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for _ in range(10):
            torch.bmm(x, x, out=y)
        wait(device)
        done += 10
    return done * count * 2 * SIZE**3 / (time.perf_counter() - began)


def wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
