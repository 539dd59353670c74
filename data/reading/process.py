"""Reading in a child process with limits on memory, CPU and wall time, for files that nobody has vouched for.

The caller's memory holds the bounded JSON of the preview only: accepted rows go to a file that the child writes. It
decides nothing about a file; it starts, watches, cancels.
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from data.reading.errors import Unreadable
from data.reading.preview import refusal
from data.reading.years import FIRST_MONTH

LOG = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
MAX_ANSWER = 32 * 2**20


@dataclass(frozen=True)
class Limits:
    """What a child may use: address space and file size in bytes, CPU and wall time in seconds."""

    memory: int = 3 * 2**30
    content: int = 256 * 2**20
    cpu: int = 120
    wall: float = 180.0


@dataclass(frozen=True)
class Task:
    """What to do with a file. `kind`: preview, read (typed CSV), raw (CSV as in the file) or parquet, into `out`.

    `long`: periods across the columns are turned into rows; `year` is the fiscal year of months that have none,
    `first_month` the month that fiscal years begin in, `name` what the file was called by who gave it.
    """

    path: Path
    kind: str = "preview"
    out: Path | None = None
    sheet: str | None = None
    table: int | None = None
    declared: Mapping[str, str] = field(default_factory=dict)
    long: bool = False
    year: int | None = None
    name: str = ""
    first_month: int = FIRST_MONTH


class Job:
    """A running child. `stage` tells how far it is; `cancel` ends it; `result` waits for its answer."""

    def __init__(self, task: Task, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._result: dict[str, Any] | None = None
        self._cancelled = False
        self._answer = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the job
        self._stages = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-m", "data.reading.child"],
            stdin=subprocess.PIPE,
            stdout=self._answer,
            stderr=self._stages,
            cwd=ROOT,
            env=_environment(),
            start_new_session=True,
        )
        job = {**asdict(task), "path": str(task.path.resolve()), "out": str(task.out.resolve()) if task.out else None}
        job["limits"] = asdict(self.limits)
        if self._process.stdin:
            self._process.stdin.write(json.dumps(job).encode())
            self._process.stdin.close()

    @property
    def running(self) -> bool:
        """Whether the child is still at work."""
        return self._process.poll() is None

    @property
    def stage(self) -> str:
        """The stage the child told last: start, decode, parse, layout, write; done when the result was taken."""
        if self._result is not None:
            return "done"
        size = os.fstat(self._stages.fileno()).st_size
        lines = os.pread(self._stages.fileno(), 4096, max(0, size - 4096)).decode(errors="replace").split()
        return lines[-1] if lines else "start"

    def cancel(self) -> None:
        """End the child, at a person's wish; its result is then a refusal, cancelled."""
        self._cancelled = True
        self._end()

    def _end(self) -> None:
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def result(self) -> dict[str, Any]:
        """The preview as JSON. A file that breaks a limit is refused like any other: verdict refuse, `error`."""
        if self._result is None:
            try:
                self._process.wait(self.limits.wall)
            except subprocess.TimeoutExpired:
                self._end()
            self._result = self._outcome()
            self._answer.close()
            self._stages.close()
        return self._result

    def _outcome(self) -> dict[str, Any]:
        if self._cancelled:
            return refusal(Unreadable("cancelled", "読み取りを中止しました。", "The reading was cancelled."))
        if self._process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return refusal(_too_slow())
        size = os.fstat(self._answer.fileno()).st_size
        if size > MAX_ANSWER or (size == 0 and self._process.returncode < 0):
            return refusal(too_large())
        if size == 0:
            return refusal(self._fault())
        answer: dict[str, Any] = json.loads(os.pread(self._answer.fileno(), size, 0))
        return answer

    def _fault(self) -> Unreadable:
        """Our own fault: logged with an id, which the person is told."""
        size = os.fstat(self._stages.fileno()).st_size
        words = os.pread(self._stages.fileno(), 4000, max(0, size - 4000)).decode(errors="replace")
        fault = uuid4().hex[:8]
        LOG.error("fault %s: the reading child ended with %s: %s", fault, self._process.returncode, words)
        ja, en = (
            f"内部の誤りで読めませんでした（番号 {fault}）。",
            f"A fault of ours kept it from being read (id {fault}).",
        )
        return Unreadable("fault", ja, en, "番号を管理者に知らせてください。", "Tell the administrator the id.")


def accepted(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer that is no refusal; raises the child's Unreadable anew where it is one."""
    if "error" in answer:
        raise Unreadable(*answer["words"])
    return answer


_watcher: contextvars.ContextVar[Callable[[Job], None] | None] = contextvars.ContextVar("watcher", default=None)


@contextlib.contextmanager
def watching(told: Callable[[Job], None]) -> Iterator[None]:
    """While the block lasts, tells of every child that `run` starts on this thread: to show its stage, or cancel it."""
    token = _watcher.set(told)
    try:
        yield
    finally:
        _watcher.reset(token)


def run(task: Task, limits: Limits | None = None) -> dict[str, Any]:
    """Do a task in a child and give its answer, see Job.result."""
    job = Job(task, limits)
    if told := _watcher.get():
        told(job)
    return job.result()


def _environment() -> dict[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "LC_ALL", "SAIGEN_LANG", "TMPDIR", "VIRTUAL_ENV")
        if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _too_slow() -> Unreadable:
    return Unreadable(
        "too_slow",
        "時間内に読み終わりません。",
        "The file was not read in time.",
        "行や列を減らすか、CSVで保存してください。",
        "Make it smaller or save it as CSV.",
    )


def too_large() -> Unreadable:
    """The refusal of a file that would need more memory than a reading may use."""
    return Unreadable(
        "too_large",
        "ファイルが大きすぎます。",
        "The file is too large.",
        "期間で分けるか、整ったCSVを data load で読み込んでください。",
        "Split it, or load a clean CSV with data load.",
    )
