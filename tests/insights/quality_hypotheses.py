"""Measures hypotheses on example companies: is the true cause among the first, without a model? Prints one document.

usage: python -m tests.insights.quality_hypotheses [--seeds 1-20] [--today D] [--found]

Without --found the incident itself is taken as found (its KPI, place, days and direction): this tries the playbook by
itself, also where place or days are not known. With it the incident engine finds them, on homes made anew.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from data.demo.incidents import Incident as Planted
from data.demo.incidents import incidents_of
from data.lake import newest_snapshot
from data.making import make_home
from data.people import LOCAL_OWNER
from insights.finding_sources import movement
from insights.findings import Finding
from insights.hypotheses import hypotheses, playbook_of
from insights.incidents.finding import incidents_of as found_in
from insights.incidents.wholes import judge_wholes
from insights.loop.rehearsing import around
from insights.watch import Asked, read_panels, watched
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from tests.insights.incident_findings import catalog

FIRST = 3
Case = tuple[Planted, Finding, list[Finding]]


def planted_cases(seed: int, today: dt.date, *, place: bool = True, days: bool = True) -> Iterator[Case]:
    """The incidents as if found; without their place or their days where these are not known."""
    for one in incidents_of(seed, today):
        metric, usual = catalog().metrics[one.kpi], 100.0
        actual = usual * (1 + one.change) if one.relative else usual + one.change
        where = tuple(zip(one.dimensions, one.place, strict=True)) if place else ()
        end = min(one.last_day, today) if days else one.first_day + dt.timedelta(days=40)
        yield one, movement(metric, where, actual, usual, (one.first_day, end)), []


def found_cases(seed: int, today: dt.date, folder: Path) -> Iterator[Case]:
    """Those that the incident engine finds, with what it knows around them."""
    home = make_home(folder / f"home-{seed}", demo=True, today=today, seed=seed).home
    known, calendar = catalog_of(home), calendar_of(home.settings)
    panels = read_panels(Asked(home, LOCAL_OWNER, newest_snapshot(home)), watched(known))
    wholes = judge_wholes([panel for panel in panels if not panel.dims], calendar)
    found = found_in(panels, wholes, known, calendar)
    for planted in incidents_of(seed, today):
        there = set(zip(planted.dimensions, planted.place, strict=True))
        up = "up" if planted.change > 0 else "down"
        near = [
            one
            for one in found
            if (one.metric, one.direction) == (planted.kpi, up)
            and (set(one.place) <= there or there <= set(one.place))
            and one.start <= planted.last_day
            and one.end >= planted.first_day
        ]
        if near:
            best = max(near, key=lambda one: one.score)
            subject, *near_it = around(best, known, calendar, found, panels)
            yield planted, subject, near_it
    shutil.rmtree(home.path)


def shares(cases: Iterator[Case]) -> dict[str, object]:
    """How many there were, and of how many the true cause came first, or among the first three; and the misses."""
    count, first, among, missed = 0, 0, 0, Counter[str]()
    for planted, subject, near_it in cases:
        metric = catalog().metrics[planted.kpi]
        causes = [one.cause_code for one in hypotheses(playbook_of(), subject, near_it, metric)]
        count += 1
        first += causes[0] == planted.cause_code
        among += planted.cause_code in causes[:FIRST]
        if planted.cause_code not in causes[:FIRST]:
            missed[f"{planted.kind}: {planted.cause_code} not in {', '.join(causes[:FIRST])}"] += 1
    return {
        "incidents": count,
        "first": first / max(count, 1),
        "among first three": among / max(count, 1),
        "missed": missed,
    }


def main() -> None:
    """Prints the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-20")
    parser.add_argument("--today", type=dt.date.fromisoformat, default=dt.date(2026, 11, 24))
    parser.add_argument("--found", action="store_true")
    asked = parser.parse_args()
    low, high = (int(part) for part in asked.seeds.split("-"))
    seeds = range(low, high + 1)
    ways = {"all known": {}, "place unknown": {"place": False}, "days unknown": {"days": False}}
    answer: dict[str, object] = {
        name: shares(case for seed in seeds for case in planted_cases(seed, asked.today, **way))
        for name, way in ways.items()
    }
    if asked.found:
        folder = Path(tempfile.mkdtemp())
        answer["found by the engine"] = shares(
            case for seed in seeds for case in found_cases(seed, asked.today, folder)
        )
        answer["planted"] = sum(len(incidents_of(seed, asked.today)) for seed in seeds)
    json.dump(answer, sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
