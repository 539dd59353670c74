"""Measures detection and forecast, and prints every figure as one JSON document. No figure is typed by hand.

usage: python -m tests.insights.quality_anomaly [PART ...] [--quick] [--points N], parts as in PARTS
SAIGEN_SHARED names the folder of real series, else ../shared beside the checkout.

Real series are skipped where the folder is absent. Reads no clock but for the speed section.
"""

import argparse
import csv
import importlib.util
import io
import json
import os
import tempfile
import time
import warnings
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from data.lake import newest_snapshot
from data.making import make_home
from data.people import LOCAL_OWNER
from insights.anomaly import detect
from insights.forecast import attainment_probability, simulate_paths
from insights.japanese_calendar import JapaneseCalendar
from insights.watch import Asked, read_panels, watched
from metrics.catalog import catalog_of
from tests.insights.anomaly_series import business, frame, null_series

SHARED = (
    Path(os.environ.get("SAIGEN_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared")) / "suites" / "series"
)
LENGTHS = {"day": (24, 60, 200, 400, 1000), "week": (24, 52, 104, 300), "month": (24, 36, 60, 120)}
KINDS = ("white", "ar", "season")
FRESH = 100_000  # seeds from here on were not looked at while settings were chosen
REPLAY = {"week": (78, 13, 13), "month": (18, 3, 3)}  # first origin, rows between origins, horizon
HORIZON = {"day": 90, "week": 26, "month": 12}


def false_alarms(points):
    """Realised rate by grain and length, and by kind within them, on null series: 1,000 of each grain and length, or
    as many as make `points` verdicts."""
    by_length, by_kind = {}, {}
    for grain, lengths in LENGTHS.items():
        for n in lengths:
            counted = {kind: np.zeros(2) for kind in KINDS}
            seeds = range(FRESH, FRESH + min(1000, max(30, points // n)))
            for seed in seeds:
                kind = KINDS[seed % len(KINDS)]
                verdicts = detect(null_series(kind, grain, n, seed))
                counted[kind] += verdicts["is_anomaly"].sum(), verdicts["score"].notna().sum()
            flags, judged = sum(counted.values())
            by_length[f"{grain} {n}"] = {"series": len(seeds), "rate": round(float(flags / judged), 5)}
            by_kind |= {f"{grain} {n} {kind}": round(float(each[0] / each[1]), 5) for kind, each in counted.items()}
    rates = [each["rate"] for each in by_length.values()]
    return {
        "nominal": 0.01,
        "within_30_percent": sum(map(_is_near, rates)),
        "of": len(rates),
        "series_least": min(each["series"] for each in by_length.values()),
        "within_30_percent_by_kind": sum(map(_is_near, by_kind.values())),
        "of_kinds": len(by_kind),
        "by_length": by_length,
        "by_kind": by_kind,
    }


def _is_near(rate):
    return 0.007 <= rate <= 0.013


def coverage(count):
    """Share of values and of their sums inside 80 and 95 % intervals, on simulated businesses."""
    out = {}
    for grain, horizon in HORIZON.items():
        for months in (24, 36):
            inside = {"80": [], "95": [], "sum 80": [], "sum 95": []}
            for seed in range(FRESH, FRESH + (count if grain != "day" else max(10, count // 4))):
                history, after = business(seed, months, grain)
                actual = after["value"].to_numpy()[:horizon]
                paths = simulate_paths(history, grain=grain, horizon=horizon).values
                for level in (80, 95):
                    edge = (1 - level / 100) / 2
                    low, high = np.quantile(paths, [edge, 1 - edge], axis=0)
                    inside[f"{level}"].append(np.mean((actual >= low) & (actual <= high)))
                    low, high = np.quantile(paths.sum(axis=1), [edge, 1 - edge])
                    inside[f"sum {level}"].append(low <= actual.sum() <= high)
            out[f"{grain} {months} months"] = {name: round(float(np.mean(each)), 3) for name, each in inside.items()}
    return out


def replayed():
    """Share of values inside 80 and 95 % intervals, all KPIs of the example company, as of past months and weeks."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home", demo=True, today=date(2026, 11, 24)).home
        metrics = watched(catalog_of(home))
        panels = read_panels(Asked(home, LOCAL_OWNER, newest_snapshot(home)), metrics, whole_only=True)
    return {grain: _replayed([p for p in panels if p.grain == grain], *REPLAY[grain]) for grain in REPLAY}


def _replayed(panels, first, step, horizon):
    inside, kpis = {80: [], 95: []}, 0
    for panel in panels:
        values = pd.Series(panel.value[:, 0], index=panel.dates)
        kpis += 1
        for origin in range(first, len(values), step):
            history = values[:origin].dropna()
            if len(history) < first // 2:
                continue
            paths = simulate_paths(frame(history.index, history), grain=panel.grain, horizon=horizon)
            came = values.reindex(paths.dates).to_numpy()
            for level, found in inside.items():
                low, high = np.quantile(paths.values, [0.5 - level / 200, 0.5 + level / 200], axis=0)
                found += ((came >= low) & (came <= high))[np.isfinite(came)].tolist()
    return {"kpis": kpis, "values": len(inside[80])} | {str(k): round(float(np.mean(v)), 3) for k, v in inside.items()}


def attainment(count):
    """Calibration of the probability that next quarter beats last year's, give or take a tenth."""
    given, met = [], []
    for seed in range(FRESH, FRESH + count):
        history, after = business(seed, 30, "month")
        target = history["value"][-12:-9].sum() * (1 + 0.1 * np.random.default_rng(seed).normal())
        start, end = after["date"].iloc[0].date(), after["date"].iloc[2].date()
        given.append(attainment_probability(history, target, start=start, end=end).probability)
        met.append(float(after["value"][:3].sum() >= target))
    brier = float(np.mean((np.array(given) - np.array(met)) ** 2))
    base = float(np.mean(met) * (1 - np.mean(met)))
    return {"n": count, "mean_given": round(float(np.mean(given)), 3), "share_met": round(float(np.mean(met)), 3),
            "brier": round(brier, 4), "brier_of_base_rate": round(base, 4)}  # fmt: skip


def daily_demand():
    """Alarms on Japanese holidays a year, and changes of 15 % found, on daily sums of the hourly files."""
    series = _demand()
    calendar = JapaneseCalendar()
    holiday = np.array([calendar.is_holiday(day.date()) for day in series["date"]])
    verdicts = detect(series)
    working = ~holiday & (np.asarray(series["date"].dt.day_of_week) < 5)
    years = len(series) / 365.25
    out = {"alarms_a_year": round(verdicts["is_anomaly"].sum() / years, 2),
           "holiday_alarms_a_year": round(verdicts["is_anomaly"][holiday].sum() / years, 2)}  # fmt: skip
    late = np.arange(len(series)) >= 60
    every = []
    for name, mask in (("holidays", holiday & late), ("working days", working & late)):
        for factor in (0.85, 1.15):
            changed = (
                verdicts["value"][mask] * factor
            )  # a row's interval rests on earlier rows, so it stands for the changed row
            found = (changed < verdicts["low"][mask]) | (changed > verdicts["high"][mask])
            out[f"found x{factor} on {name}"] = round(float(found.mean()), 3)
            every.append(found.mean())
    return out | {
        "found, least of the four": round(float(min(every)), 3),
        "found, mean": round(float(np.mean(every)), 3),
    }


def _demand():
    rows = []
    for path in sorted((SHARED / "tepco").glob("*.csv")):
        lines = path.read_bytes().decode("cp932").splitlines()
        first = next(i for i, line in enumerate(lines) if line.startswith("DATE"))
        rows += [(row[0], float(row[2])) for row in list(csv.reader(io.StringIO("\n".join(lines[first:]))))[1:] if row]
    table = pd.DataFrame(rows, columns=["date", "value"])
    table["date"] = pd.to_datetime(table["date"])
    return table.groupby("date", as_index=False)["value"].sum()


def labelled_events():
    """Event precision, recall and F1 by the suite's own scorer, by default settings: of all files, and of the half
    on which methods were compared and the other."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    folder = SHARED / "nab"
    windows = json.loads((folder / "windows.json").read_text())
    flags = {}
    for name in windows:
        table = pd.read_csv(folder / name)
        flags[name] = np.flatnonzero(
            detect(frame(pd.to_datetime(table["timestamp"]), table["value"]))["is_anomaly"]
        ).tolist()
    halves = {"all": slice(None), "developed on": slice(0, None, 2), "looked at last": slice(1, None, 2)}
    names = sorted(windows)
    return {
        half: scorer.score({name: windows[name] for name in names[some]}, flags, str(folder))
        for half, some in halves.items()
    }


def look_ahead(count):
    """Rows that differ when later ones are cut off, over random series and cuts (0 is the only good answer)."""
    rng, differing = np.random.default_rng(5), 0
    for _ in range(count):
        grain = str(rng.choice(list(LENGTHS)))
        series = null_series(
            str(rng.choice(["white", "season"])), grain, int(rng.integers(20, 200)), int(rng.integers(1e6))
        )
        series.loc[rng.random(len(series)) < 0.05, "value"] *= 2
        whole, cut = detect(series), int(rng.integers(1, len(series)))
        part = detect(series.iloc[:cut])
        differing += int((~(part.eq(whole.iloc[:cut]) | (part.isna() & whole.iloc[:cut].isna()))).any(axis=1).sum())
    return {"truncations": count, "rows_that_differ": differing}


def speed():
    """Seconds for 45 KPIs, 36 months daily and monthly each."""
    daily, monthly = business(1, 36)[0], business(1, 36, "month")[0]
    started = time.process_time()
    for _ in range(45):
        detect(daily)
        detect(monthly)
    return {"detect_45_kpis_cpu_seconds": round(time.process_time() - started, 1)}


PARTS = {
    "false_alarms": lambda quick: false_alarms(2_000 if quick else 1_000_000),
    "forecast_coverage": lambda quick: coverage(20 if quick else 100),
    "replayed_coverage": lambda quick: replayed(),
    "attainment": lambda quick: attainment(30 if quick else 200),
    "look_ahead": lambda quick: look_ahead(20 if quick else 100),
    "speed": lambda quick: speed(),
    "daily_demand": lambda quick: daily_demand(),
    "labelled_events": lambda quick: labelled_events(),
}
NEED_SHARED = {"daily_demand", "labelled_events"}


def main():
    """Measure the parts named (all without any) and print them."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument(
        "--points", type=int, help="verdicts on null series a grain and length, instead of 1,000 series"
    )
    asked = parser.parse_args()
    if asked.points:
        PARTS["false_alarms"] = lambda quick: false_alarms(asked.points)
    chosen = [name for name in PARTS if not asked.parts or name in asked.parts]
    known = [name for name in chosen if name not in NEED_SHARED or SHARED.exists()]
    print(json.dumps({name: PARTS[name](asked.quick) for name in known}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
