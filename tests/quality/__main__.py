"""Runs the quality measures and writes docs/quality.md (and docs/quality.json, its record) from what they print.

usage: python -m tests.quality [--only NAME ...] [--pass NAME=ARGUMENTS ...]

NAME is a measure's (`--only list` lists them). `--pass` hands further arguments to a measure's module, for example
`--pass "false-alarms=--points 60000"`; the report shows the command with them. A measure whose module is not there is
skipped with a line; one that fails keeps its old rows and makes this command fail.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.quality.figures import rows_of
from tests.quality.measures import MEASURES, Measure
from tests.quality.report import Part, page, read_parts, write_parts

ROOT = Path(__file__).resolve().parents[2]
RECORD, PAGE = ROOT / "docs" / "quality.json", ROOT / "docs" / "quality.md"


def is_there(module: str) -> bool:
    """Whether a measure's module exists in this checkout."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def measure(one: Measure, further: Sequence[str]) -> Part:
    """Run a measure. Raises CalledProcessError where it fails."""
    arguments = ["-m", one.module, *one.arguments, *further]
    print(f"{one.name}: python {shlex.join(arguments)}", flush=True)
    commit = _commit()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    rows = tuple(rows_of(one.lines, one.read(done.stdout)))
    return Part(one.title, shlex.join(["python", *arguments]), _now(), commit, _machine(), rows)


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def _machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


def _commit() -> str:
    """The commit, with a plus where tracked files other than the report differ from it."""
    head = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/quality.*")
    return head + ("+" if changed else "")


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown" if arguments[0] == "rev-parse" else ""
    return done.stdout.strip()


def main() -> int:
    """Measure what was asked for, and write after each, so that a run cut short loses nothing."""
    names = [one.name for one in MEASURES]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=[*names, "list"], default=names)
    parser.add_argument("--pass", nargs="*", dest="further", default=[], metavar="NAME=ARGUMENTS")
    asked = parser.parse_args()
    if "list" in asked.only:
        print("\n".join(f"{one.name}: {one.module}" for one in MEASURES))
        return 0
    further = dict(each.partition("=")[::2] for each in asked.further)
    chosen = [one for one in MEASURES if one.name in asked.only]
    failed = [one.name for one in chosen if not _run(one, shlex.split(further.get(one.name, "")))]
    if failed:
        print("failed, old rows kept:", ", ".join(failed))
    return int(bool(failed))


def _run(one: Measure, further: Sequence[str]) -> bool:
    if not is_there(one.module):
        print(f"{one.name}: {one.module} is not in this checkout; skipped")
        return True
    try:
        part = measure(one, further)
    except (subprocess.CalledProcessError, ValueError) as error:
        print(f"{one.name}: {error}")
        return False
    parts = {**read_parts(RECORD), one.name: part}
    write_parts(RECORD, parts)
    PAGE.write_text(page(parts, [each.name for each in MEASURES]), encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main())
