"""Takes the place of the trainer: cells by sleeping, and trouble on request. `ran.log` in the task's folder has a line for each
cell begun.

`wish.json` in the folder of the cluster: {"seconds": of each cell, "trouble": of every attempt, "hang": seconds that the very first
attempt sleeps after its first cell}.
"""

import hashlib
import json
import os
import sys
import time

task_path, results_path = sys.argv[2:4]
with open("../../wish.json") as file:
    wish = json.load(file)
if wish.get("trouble") == "refuse":
    sys.stderr.write("This trainer runs no networks on Sundays.\n")
    sys.exit(2)
if wish.get("trouble") == "crash":
    sys.stderr.write("Traceback (most recent call last):\nCudaError: the card has fallen off\n")
    sys.exit(1)

with open(task_path) as file:
    task = json.load(file)
with open(results_path) as file:
    done = {(cell["size"], cell["seed"]) for cell in map(json.loads, file)}
wanted = [(task["sizes"][cell["size"]], cell["seed"]) for cell in task["cells"]]
missing = [cell for cell in wanted if cell not in done]


def say() -> None:
    line = {"type": "progress", "done": len(wanted) - len(missing), "total": len(wanted)}
    print(json.dumps({**line, "secondsLeft": len(missing), "message": "asleep"}), flush=True)


def append(path: str, text: str) -> None:
    with open(path, "a") as file:
        file.write(text)


say()
while missing:
    size, seed = missing[0]
    append("ran.log", f"{size} seed={seed}\n")
    time.sleep(wish.get("seconds", 0.1))
    value = int(hashlib.sha256(f"{size} {seed}".encode()).hexdigest()[:8], 16) / 2**32
    cell = {"experiment": task["experiment"], "size": size, "seed": seed, "found": [value, value]}
    append(results_path, json.dumps({**cell, "seconds": 1, "on": "stand-in"}) + "\n")
    missing.pop(0)
    say()
    first = "SLURM_RESTART_COUNT" not in os.environ and os.path.basename(os.getcwd()) == "1"
    if first and "hang" in wish:
        append(results_path, '{"experiment": "torn')
        time.sleep(wish["hang"])
