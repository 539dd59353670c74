"""View models of KPIs: a Standing as the texts, shapes and tone of a row or a card.

Pure: computes no KPI and reads nothing; every number passes through metrics.formatting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from data.errors import Language
from metrics.calendar import BusinessCalendar
from metrics.formatting import (
    ABSENT,
    Quantity,
    Scale,
    arrow,
    format_change,
    format_day,
    format_percent,
    format_period,
    format_value,
    scale_of,
)
from metrics.periods import Period
from metrics.plan import is_phased
from metrics.standing import Standing, Status
from pages.shared.text import say

TONES: Mapping[Status, str] = {
    "on_track": "good",
    "watch": "neutral",
    "act": "bad",
    "no_plan": "neutral",
    "no_data": "neutral",
}
MARKS: Mapping[Status, str] = {"on_track": "good", "watch": "watch", "act": "act", "no_plan": "none", "no_data": "none"}


PREFIXES = ("¥", "$")
NOTHING_SHOWN = 0.005
"""Less than this of a unit is written as zero."""
NO_STAKES: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Wording:
    """What every text on a page depends on: the language, the calendar, names of people and departments."""

    language: Language
    calendar: BusinessCalendar
    people: Mapping[str, str] = field(hash=False)
    departments: Mapping[str, str] = field(hash=False)

    def say(self, key: str, **values: str | int) -> str:
        """A sentence of the UI in the page's language."""
        return say(self.language, key, **values)

    def label(self, standing: Standing) -> str:
        """The KPI's name."""
        return standing.metric.label.in_language(self.language)

    def department(self, name: str) -> str:
        """A department's name."""
        return self.departments.get(name, name)

    def person(self, name: str) -> str:
        """A person's name; the id where the ledger knows none."""
        return self.people.get(name, name)


def figures(wording: Wording, standing: Standing) -> dict[str, Any]:
    """Value, differences, sparkline and status of a KPI: what rows and cards share."""
    metric, language = standing.metric, wording.language
    scale = scale_of([standing.value, standing.plan], metric.unit, language)
    value = format_value(standing.value, metric.unit, language, scale=scale, digits=metric.digits)
    gap = change(standing.plan_gap, metric.unit, language, scale)
    year = change(standing.year_gap, metric.unit, language, scale)
    return {
        "metric": metric.name,
        "name": wording.label(standing),
        "owner": _owner(wording, standing),
        "prefix": value.unit[:1] if value.unit[:1] in PREFIXES else "",
        "value": value.number,
        "unit": value.unit[1:].strip() if value.unit[:1] in PREFIXES else value.unit,
        "tone": TONES[standing.status],
        "status": MARKS[standing.status],
        "status_text": wording.say(f"status.{standing.status}"),
        "plan_delta": gap.text,
        "plan_delta_pct": _relative(standing.plan_change, metric.unit, language),
        "last_year": f"{arrow(standing.year_gap)} {year.text}".strip(),
        "last_year_pct": _relative(standing.year_change, metric.unit, language),
        "spark": sparkline(wording, standing),
    }


def change(value: float | None, unit: str, language: Language, scale: Scale) -> Quantity:
    """A difference in the unit of its row; in its own where the row's would show nothing of it."""
    vanishes = value is not None and unit != "ratio" and 0 < abs(value) < NOTHING_SHOWN * scale.factor
    return format_change(value, unit, language, scale=scale_of([value], unit, language) if vanishes else scale)


def _owner(wording: Wording, standing: Standing) -> str:
    """Who owns the KPI, and of which period it is where that is not the running one."""
    owner = wording.person(standing.metric.owner)
    return owner if standing.current else f"{owner} {period_name(wording, standing.period)}".strip()


def _relative(change: float | None, unit: str, language: Language) -> str:
    """A change in %, left out for rates, whose change is in points already."""
    return "" if unit == "ratio" or change is None else format_percent(change, language, signed=True)


def sparkline(wording: Wording, standing: Standing) -> dict[str, Any]:
    """Thirteen periods and their plan as numbers to draw, and as a sentence for who can't see them."""
    points, unit, language = standing.points, standing.metric.unit, wording.language
    known = [point.value for point in points if point.value is not None]
    ends = [format_value(value, unit, language).text for value in (*known[:1], *known[-1:])]
    label = (
        wording.say("spark.label", count=len(known), first=ends[0], last=ends[-1])
        if known
        else wording.say("spark.none")
    )
    return {
        "values": [point.value for point in points],
        "plan": [point.plan for point in points],
        "running": standing.running,
        "label": label,
    }


def row(wording: Wording, standing: Standing, first: bool, href: str) -> dict[str, Any]:
    """One row of the scorecard. `first`: the first of its department, whose name is shown."""
    reached = standing.attainment
    return figures(wording, standing) | {
        "department": wording.department(standing.metric.department),
        "first": first,
        "href": href,
        "attainment": reached,
        "attainment_text": attained(wording, standing),
        "phasing": wording.say(f"phasing.{_phasing(standing)}"),
    }


def attained(wording: Wording, standing: Standing) -> str:
    """Attainment in whole percent; with decimals where rounding would say that a missed plan was met."""
    reached = standing.attainment
    if reached is None:
        return ABSENT
    digits = 0 if reached >= 1 or reached < 0.995 else 1 if reached < 0.9995 else 2
    return format_percent(reached, wording.language, digits=digits)


def _phasing(standing: Standing) -> str:
    if not (standing.running and is_phased(standing.metric)):
        return "whole"
    return standing.metric.phasing


def rows(wording: Wording, standings: Sequence[Standing], href: Callable[[Standing], str]) -> list[dict[str, Any]]:
    """The rows of the scorecard, in the order given."""
    names = [standing.metric.department for standing in standings]
    return [
        row(wording, standing, i == 0 or names[i - 1] != names[i], href(standing))
        for i, standing in enumerate(standings)
    ]


def card(wording: Wording, standing: Standing, chosen: bool, href: str) -> dict[str, Any]:
    """One card of a department's strip."""
    labels = {"plan_label": wording.say("card.plan"), "last_year_label": wording.say("card.last_year")}
    return figures(wording, standing) | labels | {"chosen": chosen, "href": href}


def item(wording: Wording, standing: Standing, href: str, more: Sequence[str] = ()) -> dict[str, Any]:
    """One entry of what needs attention, with further lines where there are."""
    shown = figures(wording, standing)
    gap = f"{shown['plan_delta']}（{shown['plan_delta_pct']}）" if shown["plan_delta_pct"] else shown["plan_delta"]
    return {
        "metric": standing.metric.name,
        "title": wording.say(
            "item.title", department=wording.department(standing.metric.department), metric=shown["name"]
        ),
        "href": href,
        "tone": shown["tone"],
        "gap": gap if wording.language == "ja" else gap.replace("（", " (").replace("）", ")"),
        "pace": wording.say("item.pace", attainment=attained(wording, standing)),
        "lines": [*_lines(wording, standing), *more],
    }


def _lines(wording: Wording, standing: Standing) -> list[str]:
    unit, language = standing.metric.unit, wording.language
    value, plan = (format_value(v, unit, language).text for v in (standing.value, standing.plan))
    missed = _missed_in_a_row(standing)
    first = wording.say("item.owner", owner=wording.person(standing.metric.owner), value=value, plan=plan)
    return [first] + ([wording.say("item.missed", count=missed)] if missed > 1 else [])


def _missed_in_a_row(standing: Standing) -> int:
    """Of the last periods, how many in a row were short of plan, counted back from the newest."""
    count = 0
    for point in reversed(standing.points):
        gap = None if point.value is None or point.plan is None else point.value - point.plan
        if gap is None or (gap >= 0) == (standing.metric.direction == "up"):
            break
        count += 1
    return count


def attention(standings: Sequence[Standing], stakes: Mapping[str, float] = NO_STAKES) -> list[Standing]:
    """KPIs to act on: those with the most yen at stake first (`stakes` by KPI), then the others by lowest attainment;
    of these the ones whose attainment no ratio can say lead."""

    def order(standing: Standing) -> tuple[bool, float, float]:
        """Known money before unknown, much before little, far from plan before near."""
        stake = stakes.get(standing.metric.name)
        return stake is None, -(stake or 0.0), -1.0 if standing.attainment is None else standing.attainment

    return sorted((standing for standing in standings if standing.status == "act"), key=order)


def chips(wording: Wording, period: Period, until: dt.date, moment: str, closed: bool = False) -> list[dict[str, str]]:
    """What the figures are of: the period up to which day, 速報 or 確定, compared with what, as of when."""
    name = period_name(wording, period)
    day = format_day(until, wording.language, year=False)
    return [
        {
            "kind": "period",
            "text": wording.say("chip.running", period=name, day=day) if period.is_running(until) else name,
        },
        {"kind": "closed" if closed else "flash", "text": wording.say("chip.closed" if closed else "chip.flash")},
        {"kind": "", "text": wording.say("chip.compared")},
        {"kind": "asof", "text": moment},
    ]


def fiscal_note(wording: Wording, period: Period) -> str:
    """2026年度 = 2026/4–2027/3."""
    calendar = wording.calendar
    start, end = calendar.period_start(period.start, "year"), calendar.period_end(period.start, "year")
    name = wording.say("fiscal.year", year=calendar.fiscal_year(start))
    return wording.say("fiscal.note", name=name, start=f"{start.year}/{start.month}", end=f"{end.year}/{end.month}")


def period_name(wording: Wording, period: Period, short: bool = False) -> str:
    """The period in words."""
    return format_period(wording.calendar, period, wording.language, short=short)
