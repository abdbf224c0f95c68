"""The command line: `run TASK.json RESULTS.jsonl [--device auto|cuda|cuda:N|mps|cpu] [--shard I/N] [--threads N]`, `probe`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn, Optional

import torch

from . import task as tasks
from .devices import choose, prepare
from .posterior_cells import PosteriorCells
from .probe import probe
from .run import Run
from .task import BadTask, Key
from .training_cells import TrainingCells


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadTask(f"{message}; {' '.join(self.format_usage().split())}")


def parser() -> Parser:
    top = Parser(prog="powercount_torch")
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run the cells of a task that its results do not have yet")
    run.add_argument("task")
    run.add_argument("results")
    run.add_argument("--device", default="auto")
    run.add_argument("--shard", default="0/1")
    probing = commands.add_parser("probe", help="say which devices there are and how fast they are")
    for command in (run, probing):
        command.add_argument("--threads", type=int)
    return top


def run(task_path: str, results_path: str, device: str, part: str, threads: Optional[int]) -> None:
    match = re.fullmatch(r"(\d+)/([1-9]\d*)", part)
    if match is None or int(match[1]) >= int(match[2]):
        raise BadTask(f"--shard is I/N with I from 0 to N - 1, not {part}")
    set_threads(threads)
    task = tasks.shard(tasks.load(task_path), int(match[1]), int(match[2]))
    place = prepare(choose(device), task.plan["precision"])
    under_way = Run(task, results_path, place)
    under_way.say()
    under_way.watch()
    kind = TrainingCells if task.plan["format"] == "powercount-training/1" else PosteriorCells
    with torch.no_grad():
        for size, cells in by_size(under_way.missing).items():
            kind(under_way, size).all(cells)
    if under_way.left_out:
        others = f", and {len(under_way.left_out) - 1} more" if len(under_way.left_out) > 1 else ""
        sys.stderr.write(f"{under_way.left_out[0]}{others}\n")


def by_size(cells: Sequence[Key]) -> dict[int, list[Key]]:
    """In the sequence in which sizes are first asked for."""
    found: dict[int, list[Key]] = {}
    for cell in cells:
        found.setdefault(cell.size, []).append(cell)
    return found


def set_threads(threads: Optional[int]) -> None:
    if threads is not None:
        if not 1 <= threads <= 1024:
            raise BadTask(f"--threads is a whole number from 1 to 1024, not {threads}")
        torch.set_num_threads(threads)


def main(words: Sequence[str]) -> None:
    try:
        asked = parser().parse_args(words)
        if asked.command == "probe":
            set_threads(asked.threads)
            probe()
        else:
            run(asked.task, asked.results, asked.device, asked.shard, asked.threads)
    except BadTask as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
