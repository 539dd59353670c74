"""Background work after a new snapshot: one job a home, in a thread of its own, so that no page waits for it.

Runs what it is told (detection and replay, then what follows upon decisions); draws nothing. A job that fails is
logged, and tried again when the lake has changed or the process starts anew.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.errors import Refusal
from data.home import Home
from data.incident_store import has_run
from data.lake import newest_snapshot
from data.locks import locked
from data.people import LOCAL_OWNER

LOG = logging.getLogger(__name__)
State = Literal["done", "running", "failed", "waiting"]
FOLDER = "jobs"


@dataclass
class Job:
    """What is under way for a home: the state of the lake and the day it is about."""

    snapshot: int
    day: dt.date
    state: State = "waiting"
    thread: threading.Thread | None = None


_jobs: dict[Path, Job] = {}
_lock = threading.Lock()


def ensure(home: Home) -> State:
    """Starts the job of the newest snapshot unless it is done, under way or has failed; says which."""
    snapshot, day = newest_snapshot(home), home.today()
    with _lock:
        known = _jobs.get(home.path)
        if known is not None and (known.state == "running" or (known.snapshot, known.day) == (snapshot, day)):
            return known.state
        job = Job(snapshot, day, "done" if has_run(home, snapshot, day) else "running")
        job.thread = threading.Thread(target=_work, args=(home, job), name="saigen-insights", daemon=True)
        _jobs[home.path] = job
    job.thread.start()
    return job.state


def wait(home: Home, seconds: float) -> State:
    """Waits for the home's job at most so long; its state then."""
    job = _jobs.get(home.path)
    if job is None or job.thread is None:
        return "waiting" if job is None else job.state
    job.thread.join(seconds)
    return job.state


def run(home: Home, snapshot: int) -> None:
    """The work itself, each part where it was not done yet: finds incidents and stores them, then replays the past."""
    from insights.incidents import findings  # numpy and scipy, which a page that only starts the job need not wait for
    from insights.incidents.lasting import keep
    from insights.replay import replay_once

    if not has_run(home, snapshot, home.today()):
        keep(home, findings(home, LOCAL_OWNER, snapshot))
    replay_once(home, snapshot)


def _work(home: Home, job: Job) -> None:
    from insights.loop.following import follow_up  # statistics again

    folder = home.path / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        with locked(folder):
            run(home, job.snapshot)
            job.state = "done"  # what was found can be shown; what follows upon it takes its time
            follow_up(home, job.snapshot)
    except Refusal as refusal:
        LOG.warning("insights are not up to date: %s", refusal.message.en)
        job.state = "failed"
    except Exception:
        LOG.exception("insights are not up to date")
        job.state = "failed"
