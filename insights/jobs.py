"""Background work after a new snapshot: one job a home, in a process of its own, so that no page waits for it.

Starts `insights.analysis`, watches it and says how it stands; computes nothing, and loads no statistics. A process that
fails, or is killed, is started again after a while, a few times. It ends with the server.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from data.home import Home
from data.incident_store import has_run
from data.lake import newest_snapshot
from insights.analysis import ANALYSED
from insights.model_settings import KEY_NAME

LOG = logging.getLogger(__name__)
State = Literal["done", "running", "failed", "waiting"]
ROOT = Path(__file__).resolve().parents[1]
PAUSES = (0.0, 30.0, 300.0, 1800.0)
"""Seconds before each try."""


@dataclass
class Job:
    """What is under way for a home: the state of the lake and the day it is about."""

    snapshot: int
    day: dt.date
    state: State = "waiting"
    process: subprocess.Popen[str] | None = None
    idle: threading.Event = field(default_factory=threading.Event)
    """No process of it is at work: it is through, or between two tries."""
    dropped: threading.Event = field(default_factory=threading.Event)
    """A newer state has taken its place: it is not tried again."""


_jobs: dict[Path, Job] = {}
_lock = threading.Lock()


def ensure(home: Home) -> State:
    """Starts the job of the newest snapshot unless it is done, under way or being tried again; says which."""
    snapshot, day = newest_snapshot(home), home.today()
    with _lock:
        known = _jobs.get(home.path)
        if known is not None and (known.state == "running" or (known.snapshot, known.day) == (snapshot, day)):
            return known.state
        if known is not None:
            known.dropped.set()
        job = Job(snapshot, day, "done" if has_run(home, snapshot, day) else "running")
        _jobs[home.path] = job
    threading.Thread(target=_work, args=(home, job), name="saigen-insights", daemon=True).start()
    return job.state


def wait(home: Home, seconds: float) -> State:
    """Waits for the home's job at most so long, until it is through or a try has failed; its state then."""
    job = _jobs.get(home.path)
    if job is None:
        return "waiting"
    job.idle.wait(seconds)
    return job.state


def _work(home: Home, job: Job) -> None:
    """Tries until it is through, or a newer state is to be analysed, or it has failed often enough."""
    for number, pause in enumerate(PAUSES, start=1):
        if job.dropped.wait(pause):
            return
        if job.state == "failed":
            job.state = "running"
        job.idle.clear()
        code = _attempt(home, job)
        if code == 0:
            job.state = "done"
        elif job.state != "done":
            job.state = "failed"
        job.idle.set()
        if code == 0:
            return
        LOG.warning("the analysis of snapshot %s ended with %s (try %s of %s)", job.snapshot, code, number, len(PAUSES))


def _attempt(home: Home, job: Job) -> int:
    """Runs the process to its end; its exit code, below zero where a signal ended it."""
    try:
        process = _started(home, job)
    except OSError:
        LOG.exception("the analysis could not be started")
        return 1
    with process:
        job.process = process
        for line in process.stdout or ():
            if line.strip() == ANALYSED:
                job.state = "done"  # what was found can be shown; what follows upon it takes its time
        process.wait()  # its input stays open until here: that is what it lives by
    return process.returncode


def _started(home: Home, job: Job) -> subprocess.Popen[str]:
    """The process, in a group of its own: what a terminal sends to the server's ends it through the server only. It
    stays in the server's session, within which alone some systems weigh who gives way to whom."""
    about = ["--snapshot", str(job.snapshot), "--day", job.day.isoformat(), "--attached"]
    return subprocess.Popen(  # noqa: S603 - a module of ours, and words that no user writes
        [sys.executable, "-P", "-m", "insights.analysis", str(home.path), *about],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=_environment(),
        process_group=0,
    )


def _environment() -> dict[str, str]:
    """The server's but for the model's key, as no model is asked; one thread for linear algebra, where more of them
    only wait for each other."""
    kept = {name: value for name, value in os.environ.items() if name != KEY_NAME}
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH", "")]))
    return kept | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
