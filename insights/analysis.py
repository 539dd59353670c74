"""The analysis of a state of the lake, as a process of its own: `python -m insights.analysis HOME`.

Finds incidents, replays the past, then does what follows upon decisions; each part is stored whole or not at all, and
done only where it was not yet. A home is analysed by one process at a time, whoever started it. Draws nothing. With
--attached it says on standard output when what it found can be shown, and ends when its standard input does, so that it
never outlives the server that started it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import math
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from data.errors import Refusal
from data.home import Home, open_home
from data.incident_store import has_run
from data.lake import newest_snapshot
from data.locks import locked
from data.people import LOCAL_OWNER

LOG = logging.getLogger(__name__)
FOLDER = "jobs"
ANALYSED = "analysed"
"""What is said when the findings are stored and the past is replayed."""
KINDER = 10
"""By how much the process gives way: a page that is drawn meanwhile comes first."""


def main(words: list[str] | None = None) -> int:
    """Analyses a home; 0 done, 1 not (the reason is on standard error)."""
    given = _parser().parse_args(words)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")
    if given.attached:
        os.nice(KINDER)
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        home = _on_day(open_home(given.home), given.day)
        analyse(home, newest_snapshot(home) if given.snapshot is None else given.snapshot, told=_tell)
    except Refusal as refusal:
        LOG.warning("insights are not up to date: %s", refusal.message.en)
        return 1
    except Exception:
        LOG.exception("insights are not up to date")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m insights.analysis", description="Analyses the newest data.")
    found.add_argument("home", type=Path)
    found.add_argument("--snapshot", type=int, help="the state of the lake; else the newest")
    found.add_argument("--day", type=dt.date.fromisoformat, help="the day that it is about; else today")
    found.add_argument("--attached", action="store_true", help="end with standard input, and give way to others")
    return found


def _on_day(home: Home, day: dt.date | None) -> Home:
    """The home on a day: midnight may pass while the process works."""
    return home if day is None else replace(home, settings=replace(home.settings, today=day))


def _tell(word: str) -> None:
    print(word, flush=True)  # noqa: T201 - the channel to who started it


def _end_with_input() -> None:
    """Ends the process at once when the other end of its input is closed, however that process came to its end."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)


def analyse(home: Home, snapshot: int, told: Callable[[str], object] = str) -> None:
    """All of it, when no other process is at it any more; `told` is called as soon as what was found can be shown."""
    folder = home.path / FOLDER
    folder.mkdir(exist_ok=True)
    with locked(folder, patience=math.inf):
        run(home, snapshot)
        told(ANALYSED)
        from insights.loop.following import follow_up  # statistics, which nobody need load who waits for the lock

        follow_up(home, snapshot)


def run(home: Home, snapshot: int) -> None:
    """Finds incidents and stores them, then replays the past, each where that was not done yet."""
    from insights.incidents import findings  # numpy and scipy likewise
    from insights.incidents.lasting import keep
    from insights.replay import replay_once

    if not has_run(home, snapshot, home.today()):
        keep(home, findings(home, LOCAL_OWNER, snapshot))
    replay_once(home, snapshot)


if __name__ == "__main__":
    sys.exit(main())
