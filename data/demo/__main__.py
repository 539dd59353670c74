"""`python -m data.demo`: lists the example company's incidents, and measures them. The product never calls this.

incidents [--seed N] [--today D] [--measured] [--json]     what was put in
residuals [--today D] [--seeds N]                          measures the residuals and writes residuals.json
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys

from data.demo.effects import measured, residuals
from data.demo.incidents import RESIDUALS, Incident, incidents_of
from data.demo.listing import SEED, TODAY, as_table, rows_of


def main(words: list[str] | None = None) -> int:
    """Runs a verb; 0 when it is done."""
    parser = argparse.ArgumentParser(prog="python -m data.demo")
    verbs = parser.add_subparsers(dest="verb", required=True)
    listed = verbs.add_parser("incidents")
    listed.add_argument("--seed", type=int, default=SEED)
    listed.add_argument("--today", type=dt.date.fromisoformat, default=TODAY)
    listed.add_argument("--measured", action="store_true")
    listed.add_argument("--json", action="store_true")
    calibrated = verbs.add_parser("residuals")
    calibrated.add_argument("--today", type=dt.date.fromisoformat, default=TODAY)
    calibrated.add_argument("--seeds", type=int, default=10)
    asked = parser.parse_args(words)
    return _list(asked) if asked.verb == "incidents" else _calibrate(asked)


def _list(asked: argparse.Namespace) -> int:
    found: list[tuple[Incident, float | None]] = [(one, None) for one in incidents_of(asked.seed, asked.today)]
    rows = rows_of(list(measured(asked.seed, asked.today)) if asked.measured else found, asked.today)
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n" if asked.json else as_table(rows))
    return 0


def _calibrate(asked: argparse.Namespace) -> int:
    found = residuals(range(1, asked.seeds + 1), asked.today)
    RESIDUALS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
