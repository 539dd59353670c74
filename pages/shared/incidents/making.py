"""What an incident looks like over time, and what its difference is made of: the charts of its panel."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import streamlit as st

from insights import composing
from insights.composing import Composition, Split, Stretch
from insights.drivers import CauseSet
from insights.incidents import Incident
from insights.watch import MISSING, filters_of
from metrics.access import scope_for
from metrics.catalog import catalog_of
from metrics.formatting import format_change, format_percent, scale_of
from metrics.model import Grain, Metric, MetricQuery
from metrics.standing import is_good
from metrics.trend import trend
from pages.shared import figures
from pages.shared.cards import Wording
from pages.shared.charts import contribution as bars
from pages.shared.charts.expected import Judged, Mark
from pages.shared.incidents import marking
from pages.shared.incidents import wording as words
from pages.shared.session import Page, answers
from pages.shared.session.findings import Known
from pages.shared.session.work import later
from pages.shared.text import plain

BEFORE: dict[Grain, int] = {"day": 28, "week": 18, "month": 12, "quarter": 6, "year": 3}
LEVEL = 0.95
"""Of an incident's range."""
AFTER, MOST_BARS, MOST_CAUSES = 6, 9, 3


def over_time(page: Page, one: Incident, metric: Metric, known: Known) -> None:
    """The KPI at the incident's place around its days, beside what was expected."""
    points = known.points.get((metric.name, one.grain), ()) if not one.place else ()
    figure = answers.kept(_around, page, one, metric, known if points else None)
    figures.title(figure.title, figure.note)
    figures.chart(figure, f"around-{one.id}")


def _around(page: Page, one: Incident, metric: Metric, known: Known | None) -> figures.Figure:
    wording, calendar = page.wording, page.wording.calendar
    last = calendar.next_period(calendar.period_start(one.end, one.grain), one.grain, AFTER)
    until = min(page.until, calendar.period_end(last, one.grain))
    first, count = calendar.period_start(one.start, one.grain), BEFORE[one.grain]
    day = first
    while day < calendar.period_start(until, one.grain):
        day, count = calendar.next_period(day, one.grain), count + 1
    where = filters_of(one.place)
    scope = scope_for(page.asker.person, metric, (), where)
    asked = MetricQuery(metric.name, scope, where=where, end=until, snapshot=page.moment.snapshot)
    periods = trend(page.asker.home, asked, one.grain, until, count + 1)
    heading = wording.say("trend.title", metric=words.title(wording, one, metric), unit="{unit}")
    judged = _judged(wording, one, metric, known, list(periods["start"]))
    return figures.over_time(wording, metric, one.grain, periods, heading, "", judged)


def _judged(wording: Wording, one: Incident, metric: Metric, known: Known | None, starts: list[dt.date]) -> Judged:
    """Of the whole the bands of its points; of a place what was expected over its days, laid on each period alike."""
    inside = [start for start in starts if one.start <= start <= one.end]
    mark = Mark("part" if one.place else "whole", words.tone(one), words.title(wording, one, metric))
    marks = {wording.calendar.period_start(one.peak, one.grain): mark}
    if known is not None:
        points = known.points.get((metric.name, one.grain), ())
        return replace(marking.judged(wording, metric, one.grain, (), points, ()), marks=marks)
    adds = metric.over_time == "sum" and metric.kind in ("simple", "derived")
    parts = max(len(inside), 1) if adds else 1
    return Judged(dict.fromkeys(inside, (one.expected / parts, one.low / parts, one.high / parts)), marks, LEVEL)


def contributions(page: Page, one: Incident, metric: Metric) -> None:
    """The parts of the difference by a dimension of choice, and the combinations that explain it."""
    wording, asker = page.wording, page.asker
    asked = composing.stretch_of(asker.home, asker.person, page.moment.snapshot, one)
    found = later(_composed, asked, catalog_of(asker.home).version)
    if found is None:
        figures.note(wording.say("incident.analysing"))
        return
    split = _choose(page, metric, found)
    if split is None:
        figures.note(wording.say("made.none"))
        return
    figure = _figure(page, metric, split, found.gap)
    figures.title(figure.title, figure.note)
    figures.chart(figure, f"made-{one.id}-{split.dimension}")
    _notes(page, metric, split)
    _causes(page, metric, found.causes)


def _composed(asked: Stretch, version: str) -> Composition:
    """The composition, kept for a version of the definitions."""
    del version
    return composing.composed(asked)


def _choose(page: Page, metric: Metric, found: Composition) -> Split | None:
    splits = {split.dimension: split for split in found.splits}
    if len(splits) < 2:
        return next(iter(splits.values()), None)
    chosen = st.segmented_control(
        page.wording.say("made.by"),
        list(splits),
        default=next(iter(splits)),
        required=True,
        format_func=lambda name: _dimension(page, metric, name),
        wrap=True,
        label_visibility="collapsed",
        key=f"made-by-{metric.name}",
    )
    return splits.get(chosen or "", next(iter(splits.values())))


def _dimension(page: Page, metric: Metric, name: str) -> str:
    known = {each.name: each.label.in_language(page.asker.language) for each in answers.dimensions(page, metric)}
    return known.get(name, name or page.wording.say("made.terms"))


def _figure(page: Page, metric: Metric, split: Split, gap: float) -> figures.Figure:
    wording = page.wording
    rows = _rows(page, metric, split)
    scale, unit = figures.scale_for(metric, [row[1] for row in rows], wording)
    unit = wording.say("unit.points") if metric.unit == "ratio" else unit
    name, dimension = metric.label.in_language(wording.language), _dimension(page, metric, split.dimension)
    total = _change(wording, metric, gap)
    frame = pd.DataFrame(rows, columns=list(bars.COLUMNS))
    left = abs(split.residual) > 1e-6 * max(abs(gap), 1e-12)
    note = wording.say("made.residual", total=total, rest=_change(wording, metric, split.residual))
    return figures.Figure(
        title=wording.say("made.heading", unit=unit),
        note=note if left else wording.say("made.sum", total=total),
        alt=wording.say("made.alt", metric=name, dimension=dimension, total=total),
        table=figures.table(bars.frame(frame, scale.factor)),
        spec=bars.spec(len(rows), (dimension, wording.say("incident.fact.effect"))),
    )


def _change(wording: Wording, metric: Metric, value: float) -> str:
    scale = None if metric.unit == "ratio" else scale_of([value], metric.unit, wording.language)
    return format_change(value, metric.unit, wording.language, scale=scale).text


def _rows(page: Page, metric: Metric, split: Split) -> list[tuple[str, float, str, str]]:
    """Name, change, text and tone of the largest members, the others as one, and what is left over."""
    wording = page.wording
    pairs = [(_member(page, split, part.member), part.change) for part in split.parts[:MOST_BARS]]
    if rest := split.parts[MOST_BARS:]:
        pairs.append((wording.say("split.other", count=len(rest)), sum(part.change for part in rest)))
    scale = None if metric.unit == "ratio" else scale_of([v for _, v in pairs], metric.unit, wording.language)
    total = abs(sum(value for _, value in pairs)) + abs(split.residual)
    if abs(split.residual) > 1e-6 * max(total, 1e-12):
        pairs.append((wording.say("made.rest"), split.residual))
    return [
        (name, value, format_change(value, metric.unit, wording.language, scale=scale).number, _tone(metric, value))
        for name, value in pairs
    ]


def _tone(metric: Metric, value: float) -> str:
    return "good" if is_good(value, metric.direction) else "bad"


def _member(page: Page, split: Split, member: str) -> str:
    if not split.dimension:
        return catalog_of(page.asker.home).metrics[member].label.in_language(page.asker.language)
    return page.wording.say("split.absent") if member == MISSING else member


def _notes(page: Page, metric: Metric, split: Split) -> None:
    wording, parted = page.wording, composing.mix_and_rate(split)
    lines = (
        [wording.say("made.mix", **{name: _change(wording, metric, value) for name, value in parted.items()})]
        if (parted)
        else []
    )
    lines.append(wording.say("made.usual", count=composing.BEFORE))
    figures.note(" ".join(lines))


def _causes(page: Page, metric: Metric, causes: tuple[CauseSet, ...]) -> None:
    """The sets of attribute combinations, each with the share of the difference that it explains."""
    wording = page.wording
    if not causes:
        return
    st.markdown(f"**{wording.say('causes.heading')}**")
    lines = []
    for found in causes[:MOST_CAUSES]:
        places = wording.say("causes.join").join(_place(page, dict(cause.attributes)) for cause in found.causes)
        share = format_percent(found.explained, wording.language, digits=0)
        lines.append("- " + plain(wording.say("causes.line", places=places, share=share)))
    st.markdown("\n".join(lines))
    figures.note(wording.say("causes.note"))


def _place(page: Page, attributes: dict[str, object]) -> str:
    names = [page.wording.say("split.absent") if str(v) == MISSING else str(v) for v in attributes.values()]
    return " × ".join(names) or page.wording.say("causes.all")
