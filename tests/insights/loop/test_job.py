"""The background job: a process of its own, one at a time, that ends with its server; killed, it is tried again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.incident_store import has_run, replays, stored_points
from data.lake import load, newest_snapshot
from data.locks import locked
from insights import jobs
from tests.insights.loop.conftest import incident, keep_incident, on_day
from tests.insights.loop.test_loop import LATER

PATIENCE = 120
SERVER = """
import sys
from data.home import open_home
from insights import jobs
home = open_home(sys.argv[1])
jobs.ensure(home)
while jobs._jobs[home.path].process is None:
    pass
print(jobs._jobs[home.path].process.pid, flush=True)
jobs.wait(home, 600)
"""
"""A server's side of it: starts the job and says the process."""


@pytest.fixture
def grown(home, later_rows):
    """The home with rows that nobody has looked at."""
    load(home, later_rows(0.0), "orders", by="sales-head")
    return on_day(home, LATER)


def held(home):
    """The lock that a process of another server would hold."""
    folder = home.path / "jobs"
    folder.mkdir(exist_ok=True)
    return locked(folder)


def process_of(home):
    until(lambda: jobs._jobs[home.path].process is not None)
    return jobs._jobs[home.path].process


def until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def gone(pid):
    """Whether a process has ended; one that nobody has waited for yet has too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_state_whose_incidents_are_stored_is_replayed_all_the_same(grown):
    keep_incident(grown, incident())
    assert not replays(grown)
    jobs.ensure(grown)
    assert jobs.wait(grown, PATIENCE) == "done"
    assert replays(grown, "forecast")
    assert stored_points(grown)[2] == []  # the run that was there already


def test_it_waits_for_another_servers_and_killed_it_shows_as_failed_and_is_tried_again(grown, monkeypatch):
    monkeypatch.setattr(jobs, "PAUSES", (0.0, 1.5))
    with held(grown):
        assert jobs.ensure(grown) == "running"
        process = process_of(grown)
        assert jobs.wait(grown, 2) == "running"
        assert process.poll() is None
        process.kill()
        assert jobs.wait(grown, PATIENCE) == "failed"
        assert jobs.ensure(grown) == "failed"
        assert not has_run(grown, newest_snapshot(grown), LATER)
        until(lambda: jobs.ensure(grown) == "running")
    assert jobs.wait(grown, PATIENCE) == "done"
    assert has_run(grown, newest_snapshot(grown), LATER)


def test_it_gives_way_stays_in_the_session_and_is_not_given_the_models_key(grown, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary-3f9c")
    monkeypatch.setattr(jobs, "PAUSES", (0.0,))
    with held(grown):
        jobs.ensure(grown)
        process = process_of(grown)
        until(lambda: os.getpriority(os.PRIO_PROCESS, process.pid) > os.getpriority(os.PRIO_PROCESS, 0))
        assert os.getsid(process.pid) == os.getsid(0)
        assert os.getpgid(process.pid) != os.getpgid(0)
        for name in ("environ", "cmdline"):
            assert b"canary-3f9c" not in Path(f"/proc/{process.pid}/{name}").read_bytes()
        process.kill()
        jobs.wait(grown, PATIENCE)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_its_server_however_that_ends(grown, how):
    text = "version = 1\nshipped_definitions = false\ntoday = 2026-11-23\n"
    (grown.path / "settings.toml").write_text(text, encoding="utf-8")
    words = [sys.executable, "-c", SERVER, str(grown.path)]
    with held(grown), subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        child = int(server.stdout.readline())
        time.sleep(0.5)
        assert not gone(child)
        server.send_signal(how)
        server.wait()
        until(lambda: gone(child))
    assert not has_run(grown, newest_snapshot(grown), LATER)
