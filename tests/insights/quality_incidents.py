"""Measures incidents and forecasts on example companies of many seeds; prints one JSON document. usage: python
tests/insights/quality_incidents.py [--seeds 1-20] [--today 2026-11-24]

Seeds from 101 on are for development; what is reported comes from others. Asserts nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from data.demo.incidents import Incident as Planted  # noqa: E402  # the repository's root is put on the path first
from data.demo.incidents import incidents_of  # noqa: E402
from data.home import Home, open_home  # noqa: E402
from data.lake import newest_snapshot  # noqa: E402
from data.making import make_home  # noqa: E402
from data.people import LOCAL_OWNER  # noqa: E402
from insights.forecast import simulate_paths  # noqa: E402
from insights.incidents import Incident, findings  # noqa: E402
from insights.landing import land  # noqa: E402
from insights.watch import Asked, Panel, read_panels, watched  # noqa: E402
from metrics.calendar import BusinessCalendar, calendar_of  # noqa: E402
from metrics.catalog import catalog_of  # noqa: E402
from metrics.periods import period_of  # noqa: E402

TODAY = dt.date(2026, 11, 24)
DEPARTMENTS = 6
MONTH = 30.44
ORIGINS, HORIZONS = 12, 3
SAME_TIME = 1 / 3
ANOTHER = 5000
"""What is added to a seed for the incidents of another company: how many of those are 'found' is what chance finds."""


def is_found(one: Incident, planted: Planted) -> bool:
    """Of the planted KPI and direction, at its place or one within or around it, with days in common."""
    up = "up" if planted.change > 0 else "down"
    return one.metric == planted.kpi and one.direction == up and is_near(one, planted)


def is_near(one: Incident, planted: Planted) -> bool:
    """Any KPI of the planted department at such a place and time: what the planted one does to others is not false."""
    place, there = set(one.place), set(zip(planted.dimensions, planted.place, strict=True))
    same = one.department == planted.department and (place <= there or there <= place)
    return same and one.start <= planted.last_day and one.end >= planted.first_day


def is_exact(one: Incident, planted: Planted, today: dt.date = TODAY) -> bool:
    """Found, at the very place, and for the most part in time: at least a third of the days of either are of both."""
    last = min(planted.last_day, today)
    both = (min(one.end, last) - max(one.start, planted.first_day)).days + 1
    either = (max(one.end, last) - min(one.start, planted.first_day)).days + 1
    place = set(zip(planted.dimensions, planted.place, strict=True))
    return is_found(one, planted) and set(one.place) == place and both / either >= SAME_TIME


def home_of(seed: int, today: dt.date, folder: Path) -> Home:
    """The company of a seed, made where the folder has none."""
    path = folder / f"home-{seed}"
    return open_home(path) if path.exists() else make_home(path, demo=True, today=today, seed=seed).home


def one_company(seed: int, today: dt.date, folder: Path, *, keep: bool, forecasts: bool) -> dict[str, Any]:
    """Counts for one seed."""
    home = home_of(seed, today, folder)
    begun = time.process_time()
    found = findings(home, LOCAL_OWNER, newest_snapshot(home)).incidents
    seconds = time.process_time() - begun
    planted = incidents_of(seed, today)
    months = (today - min(one.start for one in found)).days / MONTH if found else 1.0
    by_chance = [any(is_found(each, one) for each in found) for one in incidents_of(seed + ANOTHER, today)]
    counted = counts(found, planted) | {"cpu_seconds": seconds, "department_months": DEPARTMENTS * months}
    counted |= {"others": len(by_chance), "by_chance": sum(by_chance)}
    counted |= coverage(home) if forecasts else {"coverage": {}}
    if not keep:
        shutil.rmtree(home.path)
    return counted


def counts(found: Sequence[Incident], planted: Sequence[Planted]) -> dict[str, Any]:
    """What was found of the planted ones, whether its cause is among the first three, and what else was said."""
    missed, caused, exact, number = [], 0, 0, 0
    for one in planted:
        hits = [each for each in found if is_found(each, one)]
        number += bool(hits)
        exact += any(is_exact(each, one) for each in hits)
        caused += any(one.cause_code in [c.code for c in each.causes[:3]] for each in hits)
        if not hits:
            missed.append(f"{one.kpi} {'/'.join(one.place)} {one.sds:.1f}")
    false = [each for each in found if not any(is_near(each, one) for one in planted)]
    strict = [each for each in found if not any(is_found(each, one) for one in planted)]
    return {
        "planted": len(planted), "found": number, "at the place": exact, "cause": caused, "said": len(found),
        "false": len(false), "false_strict": len(strict), "clear": sum(each.clear for each in found),
        "clear_false": sum(each.clear for each in false), "alerted": sum(each.alerted for each in found),
        "missed": missed,
    }  # fmt: skip


def coverage(home: Home) -> dict[str, Any]:
    """Whether what came lay within the intervals, over all KPIs, past months and horizons; and of quarters."""
    catalog, calendar = catalog_of(home), calendar_of(home.settings)
    panels = read_panels(Asked(home, LOCAL_OWNER, newest_snapshot(home)), watched(catalog), whole_only=True)
    monthly = [panel for panel in panels if panel.grain == "month"]
    inside: Counter[str] = Counter()
    for panel in monthly:
        for row in range(len(panel.dates) - ORIGINS, len(panel.dates)):
            inside += _inside(panel, row, calendar)
    return {"coverage": dict(inside)}


def _inside(panel: Panel, origin: int, calendar: BusinessCalendar) -> Counter[str]:
    history = pd.DataFrame({"date": panel.dates[:origin], "value": panel.value[:origin, 0]}).dropna()
    counted: Counter[str] = Counter()
    if len(history) < ORIGINS:
        return counted
    paths = simulate_paths(history, grain="month", horizon=HORIZONS, calendar=calendar, paths=1000)
    for at, day in enumerate(paths.dates):
        row = int(panel.dates.get_indexer(pd.DatetimeIndex([day]))[0])
        if row < 0 or not np.isfinite(panel.value[row, 0]):
            continue
        counted["n"] += 1
        for level in (80, 95):
            low, high = np.quantile(paths.values[:, at], [(1 - level / 100) / 2, (1 + level / 100) / 2])
            counted[f"in{level}"] += int(low <= panel.value[row, 0] <= high)
    counted += _landed(panel, origin, calendar)
    return counted


def _landed(panel: Panel, origin: int, calendar: BusinessCalendar) -> Counter[str]:
    """The quarter's landing from the months before the origin alone."""
    months = pd.Series(panel.value[:origin, 0], index=panel.dates[:origin])
    reached = panel.dates[origin].date() - dt.timedelta(days=1)
    period = period_of(calendar, panel.dates[origin].date(), "quarter")
    rows = [
        int(r) for r in panel.dates.get_indexer(pd.DatetimeIndex(pd.date_range(period.start, period.end, freq="MS")))
    ]
    if min(rows) < 0 or panel.metric.over_time == "last" or panel.is_ratio or panel.metric.kind != "simple":
        return Counter()
    made = land(months, pd.Series(1.0, index=panel.dates), panel.metric, calendar, reached, [period])[0]
    values = panel.value[rows, 0]
    if made is None or not np.isfinite(values).all():
        return Counter()
    came = float(values.sum() if panel.metric.over_time == "sum" else values.mean())
    low, high = np.quantile(made[1], [0.1, 0.9])
    return Counter({"landings": 1, "landings_in80": int(low <= came <= high)})


def summed(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Figures over all seeds, as shares of what the bars speak of."""
    every = list(rows)
    total = {name: sum(row[name] for row in every) for name in every[0] if name not in ("missed", "coverage")}
    inside: Counter[str] = sum((Counter(row["coverage"]) for row in every), Counter())
    return {
        "companies": len(every),
        "incidents planted": total["planted"],
        "found": round(total["found"] / total["planted"], 3),
        "found by chance (those of another company)": round(total["by_chance"] / total["others"], 3),
        "found at the very place and time": round(total["at the place"] / total["planted"], 3),
        "cause among the first three (of all planted)": round(total["cause"] / total["planted"], 3),
        "cause among the first three (of those found)": round(total["cause"] / max(total["found"], 1), 3),
        "false a department and month": round(total["false"] / total["department_months"], 3),
        "the same, effects on other KPIs counted as false": round(
            total["false_strict"] / total["department_months"], 3
        ),
        "said a company": round(total["said"] / len(every), 1),
        "clear ones a company": round(total["clear"] / len(every), 1),
        "false among the clear ones a department and month": round(
            total["clear_false"] / total["department_months"], 3
        ),
        "seconds of CPU a company, worst": round(max(row["cpu_seconds"] for row in every), 1),
    } | (_covered(inside) if inside["n"] else {})


def _covered(inside: Counter[str]) -> dict[str, Any]:
    """Of forecasts that were made."""
    return {
        "forecasts": inside["n"],
        "coverage at 80 %": round(inside["in80"] / inside["n"], 3),
        "coverage at 95 %": round(inside["in95"] / inside["n"], 3),
        "quarter landings": inside["landings"],
        "landing coverage at 80 %": round(inside["landings_in80"] / max(inside["landings"], 1), 3),
    }


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def main() -> None:
    """Measures the seeds asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=_seeds, default=_seeds("1-20"))
    parser.add_argument("--today", type=dt.date.fromisoformat, default=TODAY)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--homes", type=Path, help="a folder to keep the companies in, or where they are already")
    parser.add_argument("--no-forecasts", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where, forecasts = asked.homes or Path(folder), not asked.no_forecasts
        rows = []
        for seed in asked.seeds:
            rows.append(one_company(seed, asked.today, where, keep=asked.homes is not None, forecasts=forecasts))
            print(seed, {k: v for k, v in rows[-1].items() if k != "coverage"}, file=sys.stderr, flush=True)
    figures = summed(rows)
    if asked.missed:
        figures["missed"] = [each for row in rows for each in row["missed"]]
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
