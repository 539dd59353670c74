"""`python -m insights`: detect, explain, scan. For scripts (--json) and for reading; computes nothing of its own."""

from __future__ import annotations

import argparse
import datetime as dt
import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from data import shell
from data.errors import Refusal, Words, command_language
from data.home import Home, open_home
from data.incident_store import has_run, stored_incidents, stored_points
from data.lake import newest_snapshot
from data.people import LOCAL_OWNER, person
from insights import scan_command
from insights.anomaly import reason_text
from insights.explaining import Explanation, explain
from insights.incidents import Findings, Incident, Point, findings
from insights.incidents.lasting import detail_of, incident_of, keep, point_of, with_kept_ids
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.compiler.checks import metric_of
from metrics.periods import name_of, parse_period, period_of

NEWEST = 13
"""Points a KPI that are listed where no KPI is named."""


def parser() -> argparse.ArgumentParser:
    """The verbs and their flags."""
    found = argparse.ArgumentParser(prog="python -m insights", description="What the KPIs' numbers say.")
    verbs = found.add_subparsers(dest="verb", required=True)
    detect = shell.add_verb(verbs, "detect", _detect, "incidents, and why other points were not flagged")
    detect.add_argument("metric", metavar="METRIC", nargs="?", help="one KPI; else all")
    detect.add_argument("--to", metavar="DAY", help="with what was known at the end of that day")
    told = shell.add_verb(verbs, "explain", _explain, "what a KPI's period is made of, and how it came about")
    told.add_argument("metric", metavar="METRIC")
    told.add_argument("--period", metavar="P", required=True, help="2026-11, 2026-W47, 2026Q3, FY2026")
    told.add_argument("--as", dest="person", metavar="PERSON", help="a person's id; else the local owner")
    scan_command.register(verbs)
    return found


def main(words: list[str] | None = None) -> int:
    """Runs a verb; the exit code."""
    asked = sys.argv[1:] if words is None else words
    if asked[:1] == ["scan"]:
        given = parser().parse_args(asked)
        code: int = given.run(given)
        return code
    return shell.run(parser(), asked)


def _detect(given: argparse.Namespace) -> tuple[Any, str]:
    home = open_home(given.home)
    metric = metric_of(catalog_of(home), given.metric).name if given.metric else None
    found = _found(home, _day(given.to))
    calendar = calendar_of(home.settings)
    incidents = [_as_row(calendar, one) for one in found.incidents if metric in (None, one.metric)]
    unjudged = [*_quiet(found, metric), *_running(calendar, found, metric)]
    quiet = [_as_point(calendar, each) for each in unjudged]
    answer = {"to": found.day, "snapshot": found.snapshot, "incidents": incidents, "not_flagged": quiet}
    return answer, "\n".join(_line(each) for each in incidents) or _nothing()


def _found(home: Home, to: dt.date | None) -> Findings:
    """The stored findings of the newest state, found and stored first where they are not; of an earlier day anew."""
    snapshot = newest_snapshot(home)
    if to is not None and to < home.today():
        earlier = findings(home, LOCAL_OWNER, snapshot, to)
        known = with_kept_ids(earlier.incidents, stored_incidents(home))
        return Findings(tuple(known), earlier.points, earlier.day, snapshot)
    if not has_run(home, snapshot, home.today()):
        return keep(home, findings(home, LOCAL_OWNER, snapshot))
    stored = stored_points(home)
    points = tuple(point_of(row) for row in stored[2]) if stored else ()
    kept = [incident_of(each.detail) for each in stored_incidents(home, current=True)]
    ranked = sorted(kept, key=lambda one: one.weight, reverse=True)
    return Findings(tuple(ranked), points, home.today(), snapshot)


def _quiet(found: Findings, metric: str | None) -> list[Point]:
    """The points that were not flagged: all of a named KPI, the newest of every other."""
    if metric is not None:
        return [each for each in found.points if each.metric == metric and not each.flagged]
    series: dict[tuple[str, str], list[Point]] = {}
    for each in found.points:
        series.setdefault((each.metric, each.grain), []).append(each)
    return [each for points in series.values() for each in points[-NEWEST:] if not each.flagged]


def _running(calendar: BusinessCalendar, found: Findings, metric: str | None) -> Iterator[Point]:
    """The periods that the day is in and that are not over: they are listed as well, with why they have no verdict."""
    for name, grain in sorted({(each.metric, each.grain) for each in found.points if metric in (None, each.metric)}):
        period = period_of(calendar, found.day, grain)
        if period.end > found.day:
            yield Point(name, grain, period.start, None, None, None, None, flagged=False, reason="running_period")


def _as_row(calendar: BusinessCalendar, one: Incident) -> dict[str, Any]:
    """An incident as the contract says, and what else is known of it."""
    detail = detail_of(one)
    named = {
        "id": one.id,
        "metric": one.metric,
        "department": one.department,
        "period": name_of(calendar, period_of(calendar, one.peak, one.grain)),
        "place": dict(one.place),
        "from": detail["start"],
        "to": detail["end"],
        "direction": one.direction,
        "reason_text": reason_text(one.reason, command_language()),
    }
    left_out = ("start", "end", "place", "kept_id", "metric", "department")
    shown: dict[str, Any] = _plain(named | {name: value for name, value in detail.items() if name not in left_out})
    return shown


def _as_point(calendar: BusinessCalendar, each: Point) -> dict[str, Any]:
    shown: dict[str, Any] = _plain(
        {
            "metric": each.metric,
            "grain": each.grain,
            "period": name_of(calendar, period_of(calendar, each.start, each.grain)),
            "actual": each.value,
            "expected": each.expected,
            "low": each.low,
            "high": each.high,
            "reason": each.reason,
            "reason_text": reason_text(each.reason, command_language()),
        }
    )
    return shown


def _line(row: Mapping[str, Any]) -> str:
    where = ", ".join(f"{dim} {value}" for dim, value in row["place"].items()) or "-"
    causes = ", ".join(each["code"] for each in row["causes"][:3])
    amounts = f"{row['actual']:,.6g} / {row['expected']:,.6g}"
    return (
        f"{row['id']}  {row['from']}..{row['to']}  {row['metric']}  {where}  {amounts}  {row['severity']:.1f}  {causes}"
    )


def _nothing() -> str:
    return Words("特筆すべき点はありません。", "Nothing notable.").in_language(command_language())


def _explain(given: argparse.Namespace) -> tuple[Any, str]:
    home = open_home(given.home)
    who = person(home, given.person)
    calendar = calendar_of(home.settings)
    metric = metric_of(catalog_of(home), given.metric)
    told = explain(home, who, metric, parse_period(calendar, given.period), newest_snapshot(home))
    answer = _plain(_as_document(calendar, told))
    return answer, "\n".join(_told(answer))


def _as_document(calendar: BusinessCalendar, told: Explanation) -> dict[str, Any]:
    return {
        "metric": told.metric.name,
        "unit": told.metric.unit,
        "period": name_of(calendar, told.period),
        "actual": told.actual,
        "expected": told.expected,
        "low": told.low,
        "high": told.high,
        "change": told.actual - told.expected,
        "basis": told.basis,
        "reason": told.reason,
        "contributions": {dim: [vars(part) for part in parts] for dim, parts in told.contributions.items()},
        "residuals": dict(told.residuals),
        "components": dict(told.components),
        "causes": [
            {
                "causes": [{"attributes": dict(cause.attributes), "share": cause.share} for cause in each.causes],
                "explained": each.explained,
                "residual": each.residual,
            }
            for each in told.causes
        ],
        "calendar": dict(told.calendar),
        "moved_before": [vars(each) | {"moved": each.moved.date().isoformat()} for each in told.leads],
        "caution": Words("時期の一致であり、因果を示しません。", "A coincidence in time, not a cause.").in_language(
            command_language()
        ),
        "snapshot": told.snapshot,
        "query": told.sql,
    }


def _told(answer: Mapping[str, Any]) -> list[str]:
    lines = [f"{answer['metric']} {answer['period']}: {answer['actual']:,.6g} / {answer['expected']:,.6g}"]
    for dim, parts in answer["contributions"].items():
        lines += [f"  {dim} {part['member']}: {part['change']:+,.6g}" for part in parts[:5]]
    return lines


def _plain(value: Any) -> Any:
    """Values as JSON has them: no NaN, no NumPy."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal(
            "bad_date",
            Words(f"日付「{str(text)[:80]}」を読み取れません。", f"'{str(text)[:80]}' is not a date."),
            Words("2026-04-01 のように指定してください。", "Write it as 2026-04-01."),
        ) from error


if __name__ == "__main__":
    sys.exit(main())
