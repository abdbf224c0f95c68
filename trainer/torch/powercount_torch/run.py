"""A task under way: cells that are finished are appended, and once a second a line on stdout says how far it is."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
import time
from collections.abc import Sequence

from . import results
from .devices import Place
from .results import Found
from .task import Key, Task


class Run:
    def __init__(self, task: Task, path: str, place: Place) -> None:
        self.task, self.path, self.place = task, path, place
        there = results.finished(path, task.experiment)
        self.missing: Sequence[Key] = [cell for cell in dict.fromkeys(task.cells) if task.name(cell) not in there]
        self.done = self.there = len(task.cells) - len(self.missing)
        self.part = 0.0
        self.began = time.monotonic()
        self.message = f"{self.there} cells were there already" if self.there else "starting"
        self.notes: set[str] = set()
        self.left_out: list[str] = []
        self.lock = threading.Lock()

    def finish(self, cell: Key, found: Found) -> None:
        results.append(self.path, self.task, cell, found, self.place.name)
        value = found.numbers[0]
        self.done += 1
        self.part = 0.0
        self.message = f"{self.task.words(cell)}: {found.trouble if value is None else format(value, '.3g')}"
        self.say()

    def leave_out(self, cell: Key, because: str, held: int = 0) -> None:
        """A cell that this device has no memory for is no result: another device may run it."""
        results.leave_out(self.path, self.task, cell, because, held, self.place.name)
        self.left_out.append(f"{self.task.words(cell)} is left out: {because}")
        self.message = self.left_out[-1]
        self.say()

    def under_way(self, cells: float) -> None:
        """How many cells' work is done of those that are not finished."""
        self.part = cells

    def note(self, text: str) -> None:
        """What a user may want to know and need not; said once."""
        if text not in self.notes:
            self.notes.add(text)
            self.message = text
            self.say()

    def say(self) -> None:
        done = self.done - self.there + self.part
        left = len(self.task.cells) - self.done - self.part
        spent = time.monotonic() - self.began
        seconds = spent * left / done if done > 0 else self.task.plan["budget"]["seconds"] - spent if left else 0
        progress = {
            "type": "progress",
            "done": self.done,
            "total": len(self.task.cells),
            "secondsLeft": max(0, round(seconds)),
            "message": self.message,
        }
        try:
            with self.lock:
                sys.stdout.write(json.dumps(progress) + "\n")
                sys.stdout.flush()
        except OSError:
            end_with_parent()

    def watch(self) -> None:
        """Speaks once a second, and ends with the process that started this one."""
        threading.Thread(target=self._tick, daemon=True).start()
        kind = os.fstat(0).st_mode
        if stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind):
            threading.Thread(target=_listen, daemon=True).start()

    def _tick(self) -> None:
        while True:
            time.sleep(1)
            self.say()


def _listen() -> None:
    """Nothing is ever said on stdin; its end is the parent's."""
    while os.read(0, 4096):
        pass
    end_with_parent()


def end_with_parent() -> None:
    # At once: a batch may take long, and what is finished is in the file.
    os._exit(1)
