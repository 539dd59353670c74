"""What was expected of a KPI and what was off, period by period, for its chart; and why a point was flagged or not.

Pure, over what the engine stored. A mark stands at the period that holds an incident's worst day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from insights.incidents import Incident, Point
from insights.incidents.wholes import ALPHA
from metrics.calendar import BusinessCalendar
from metrics.formatting import ABSENT, format_period, format_value, scale_of
from metrics.model import Filter, Grain, Metric
from metrics.periods import period_of
from pages.shared.cards import Wording
from pages.shared.charts.expected import Judged, Mark
from pages.shared.incidents import wording as words


def judged(
    wording: Wording, metric: Metric, grain: Grain, where: tuple[Filter, ...], points: Sequence[Point],
    incidents: Iterable[Incident],
) -> Judged:  # fmt: skip
    """Bands of a KPI in total (none while filters are set) and marks of the incidents of the filtered places."""
    bands = {} if where else {point.start: band for point in points if (band := _band(point)) is not None}
    marks: dict[dt.date, Mark] = {}
    for start, one in sorted(_by_period(wording.calendar, grain, where, incidents).items()):
        marks[start] = _mark(wording, metric, one, start, grain)
    return Judged(bands, marks, 1 - ALPHA)


def _band(point: Point) -> tuple[float, float, float] | None:
    if point.expected is None or point.low is None or point.high is None:
        return None
    return point.expected, point.low, point.high


def _by_period(
    calendar: BusinessCalendar, grain: Grain, where: tuple[Filter, ...], incidents: Iterable[Incident]
) -> Mapping[dt.date, Incident]:
    """Of each period the weightiest incident: the whole before its parts, then in the order given."""
    found: dict[dt.date, Incident] = {}
    ordered = sorted((one for one in incidents if one.alerted and within(one, where)), key=lambda one: bool(one.place))
    for one in ordered:
        found.setdefault(calendar.period_start(one.peak, grain), one)
    return found


def within(one: Incident, where: tuple[Filter, ...]) -> bool:
    """Whether an incident's place lies within filters."""
    place = dict(one.place)
    return all(place.get(name) in values for name, values in where)


def at(
    calendar: BusinessCalendar, grain: Grain, where: tuple[Filter, ...], incidents: Iterable[Incident], start: dt.date
) -> Incident | None:
    """The incident that a period's mark stands for."""
    return _by_period(calendar, grain, where, incidents).get(start)


def _mark(wording: Wording, metric: Metric, one: Incident, start: dt.date, grain: Grain) -> Mark:
    sort = "part" if one.place else "whole"
    text = wording.say(
        "mark.label", kind=wording.say(f"mark.{sort}"), title=words.title(wording, one, metric),
        period=format_period(wording.calendar, period_of(wording.calendar, start, grain), wording.language),
    )  # fmt: skip
    return Mark("part" if one.place else "whole", words.tone(one), text)


def why(wording: Wording, metric: Metric, point: Point) -> str:
    """Why a point was or was not flagged, beside what was expected of it."""
    unit, language = metric.unit, wording.language
    period = format_period(wording.calendar, period_of(wording.calendar, point.start, point.grain), language)
    told = words.reason(wording, point.reason)
    scale = None if unit == "ratio" else scale_of([point.value, point.expected, point.high], unit, language)
    value, expected, low, high = (
        format_value(each, unit, language, scale=scale).text if each is not None else ABSENT
        for each in (point.value, point.expected, point.low, point.high)
    )
    if point.expected is None:
        return wording.say("why.line.plain", period=period, value=value, reason=told)
    return wording.say("why.line", period=period, value=value, expected=expected, low=low, high=high, reason=told)
