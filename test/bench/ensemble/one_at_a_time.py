"""What a researcher would write: one network after another, with PyTorch's own layers, loss and optimiser.

`one_at_a_time.py TASK.json DEVICE SECONDS [--compile]` trains the cells of a task for the ensemble trainer, as many as fit into
the time, on the same inputs, targets and first weights, and prints one line of JSON: how many networks, in how many seconds,
the observable of each (the change of the output), and the speed of one large product, as the device's peak.

Tuned fairly: nothing waits for the device within a training, the loss is never read, gradients are set to none, foreach is on,
data are made before the clock starts, and the first network, with what is loaded or compiled for it, is not counted.
"""

import json
import sys
import time

import torch
from powercount_torch import noise
from torch import nn


def main() -> None:
    path, device_name, limit = sys.argv[1:4]
    with open(path, encoding="utf-8") as file:
        task = json.load(file)
    plan = task["plan"]
    device = torch.device(device_name)
    dtype = torch.float64 if plan["precision"] == "double" else torch.float32
    torch.backends.cuda.matmul.allow_tf32 = plan["precision"] == "tf32"

    def normal(count, *name):
        return noise.gaussians(noise.keys([name], torch.device("cpu")), 0, count)[0].to(dtype).to(device)

    def prepared(cell):
        source, hidden, _, out, _ = plan["sizes"][cell["size"]]["network"]
        seed, batch, dim, width = cell["seed"], plan["batch"], source["dim"], hidden["width"]
        x = normal(batch * dim, "input", "x", seed).view(batch, dim)
        y = normal(batch, "targets", seed).view(batch, 1)
        first = normal(width * dim, "weights", hidden["to"], seed).view(width, dim) * hidden["deviation"]
        last = normal(width, "weights", out["to"], seed).view(1, width) * out["deviation"]
        return x, y, first, last, hidden["rate"], out["rate"]

    class Network(nn.Module):
        def __init__(self, first, last):
            super().__init__()
            self.first = nn.Linear(first.shape[1], first.shape[0], bias=False, device=device, dtype=dtype)
            self.last = nn.Linear(last.shape[1], 1, bias=False, device=device, dtype=dtype)
            with torch.no_grad():
                self.first.weight.copy_(first)
                self.last.weight.copy_(last)

        def forward(self, x):
            return self.last(torch.erf(self.first(x)))

    def train(x, y, first, last, first_rate, last_rate):
        network = Network(first, last)
        groups = [
            {"params": network.first.parameters(), "lr": first_rate},
            {"params": network.last.parameters(), "lr": last_rate},
        ]
        optimizer = torch.optim.SGD(groups, foreach=True)
        forward = torch.compile(network) if "--compile" in sys.argv else network
        loss_of = nn.MSELoss()
        with torch.no_grad():
            before = network(x)
        for _ in range(plan["steps"]):
            optimizer.zero_grad(set_to_none=True)
            (loss_of(forward(x), y) / 2).backward()
            optimizer.step()
        with torch.no_grad():
            return (network(x) - before).square().mean().sqrt()

    data = [prepared(cell) for cell in task["cells"]]
    train(*data[0])
    wait(device)
    changes = []
    began = time.perf_counter()
    for one in data:
        changes.append(train(*one))
        wait(device)
        if time.perf_counter() - began > float(limit):
            break
    seconds = time.perf_counter() - began
    found = torch.stack(changes).tolist()
    print(json.dumps({"networks": len(found), "seconds": seconds, "found": found, "peak": peak(device, dtype)}))


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def peak(device, dtype):
    """FLOP/s of one large product."""
    n = 8192 if device.type == "cuda" else 2048
    x = torch.ones(n, n, dtype=dtype, device=device)
    torch.mm(x, x)
    wait(device)
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        torch.mm(x, x)
        wait(device)
        best = min(best, time.perf_counter() - began)
    return 2 * n**3 / best


main()
