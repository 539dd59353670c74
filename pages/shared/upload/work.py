"""Work on a thread of its own while the page goes on being drawn: how far it is, a way to end it, and its result.

Draws nothing and knows nothing of files; children that read one are told of by data.reading.process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from data.reading.process import Job, watching

Made = TypeVar("Made")
STAGES = ("start", "decode", "parse", "layout", "stream", "write", "done")
"""Stages that a reading child tells, in their order."""


class Work(Generic[Made]):
    """`make` under way. Where it reads a file in a child, `stage` is that child's, and `cancel` ends it."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._job: Job | None = None
        self._made: Made | None = None
        self._error: Exception | None = None
        self.cancelled = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            with watching(self._told):
                self._made = self._make()
        except Exception as error:
            self._error = error

    def _told(self, job: Job) -> None:
        self._job = job
        if self.cancelled:
            job.cancel()

    def wait(self, seconds: float) -> bool:
        """Whether it is over, after at most so long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def stage(self) -> str:
        """The stage of the child that reads, "start" before there is one."""
        try:
            return self._job.stage if self._job else STAGES[0]
        except (OSError, ValueError):  # its files were closed meanwhile: it has just answered
            return STAGES[-1]

    @property
    def share(self) -> float:
        """How far it is, from 0 to 1, by the stages."""
        stage = self.stage
        return STAGES.index(stage) / (len(STAGES) - 1) if stage in STAGES else 0.0

    def cancel(self) -> None:
        """Ends it at the next child; what it gives then is of no use."""
        self.cancelled = True
        if self._job:
            self._job.cancel()

    def result(self) -> Made:
        """What was made; raises what went wrong."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._made  # type: ignore[return-value]  # the thread is over and has made it
