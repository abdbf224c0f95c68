"""Work on tensors that stay where they are, captured as a CUDA graph: a card is told once what to do, and then repeats it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

import torch

from .memory import is_out_of_memory


class Captured:
    """Calls `work`, which takes and gives nothing, changes tensors in place and never waits for the device.

    On a card the first call runs as it is (libraries make their workspaces then), the second one is captured, and it and all
    later ones replay that. Where capturing fails, `note` hears why, and all calls run as they are. Graphs are captured on one
    stream, for each stream would keep a workspace of its own; as a graph that is dropped takes that stream's workspace with
    it (pytorch issue 193402), one graph must be dropped before the next is captured.
    """

    stream: Optional[torch.cuda.Stream] = None

    def __init__(self, work: Callable[[], None], device: torch.device, note: Callable[[str], None]) -> None:
        self.work = work
        self.note = note
        self.graph: Optional[torch.cuda.CUDAGraph] = None
        self.calls = 0
        self.eager = device.type != "cuda"

    def __call__(self) -> None:
        if self.eager:
            self.work()
            return
        self.calls += 1
        if self.calls == 1:
            self._beside(self.work)
            return
        if self.graph is None:
            self._capture()
        if self.graph is None:
            self.work()
        else:
            self.graph.replay()

    @classmethod
    def _side(cls) -> torch.cuda.Stream:
        if cls.stream is None:
            cls.stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        return cls.stream

    @classmethod
    def _beside(cls, work: Callable[[], None]) -> None:
        """On the stream of captures, after what was asked for before, and before what is asked for next."""
        side = cls._side()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            work()
        torch.cuda.current_stream().wait_stream(side)

    def _capture(self) -> None:
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.graph(graph, stream=self._side(), capture_error_mode="thread_local"):
                self.work()
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise
            self.eager = True
            reason = str(error).strip().split("\n", 1)[0]
            self.note(f"steps run one by one, for they cannot be captured: {reason}")
            return
        self.graph = graph
