"""Jobs in a few threads that end with the process: an app that is stopped does not wait for a model that hangs.

The standard pool's threads are waited for at exit, with all that is still in their queue. A call cut off so stays in
the audit as asked, counted at its worst.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any

Job = tuple["Future[Any]", Callable[[], Any]]


class Background(Executor):
    """At most `workers` jobs at once, in daemon threads, which are started with the first job."""

    def __init__(self, workers: int, name: str) -> None:
        self._workers, self._name = workers, name
        self._queue: SimpleQueue[Job] = SimpleQueue()
        self._lock, self._started = threading.Lock(), False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Queues a job; what came of it is in the future."""
        future: Future[Any] = Future()
        self._queue.put((future, lambda: fn(*args, **kwargs)))
        with self._lock:
            for number in range(0 if self._started else self._workers):
                threading.Thread(target=self._work, name=f"{self._name}-{number}", daemon=True).start()
            self._started = True
        return future

    def _work(self) -> None:
        while True:
            future, job = self._queue.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except BaseException as error:  # whatever it is, it belongs to who waits for the future
                future.set_exception(error)
