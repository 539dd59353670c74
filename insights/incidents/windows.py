"""The windows of a field that stand out: strong ones by turns, then the others, none of a place meeting another.

A matching pursuit (Mallat & Zhang, 1993) for the strong ones, so that none colours what is usual for the next; a scan
statistic for the rest (the fewer windows of a width there are, the less chance brings; Dümbgen & Spokoiny, 2001).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from insights.incidents.field import LONG, WIDTHS, Field, Scan, Series, drawn_in, scan, tied_by
from insights.incidents.usual import field_of
from insights.watch.panel import Floats

WEEKS = {"day": 1 / 7, "week": 1.0, "month": 4.35, "quarter": 13.0, "year": 52.0}
USUAL_SPAN, USUAL_WIDTH = 138.0, 13.0
ROUNDS = 3
STRONG = 4.0
"""Surprise from which a window is taken out before the others are looked at."""
LEAST_LEFT = 0.85
"""Share of a place's noise that taking windows out may leave at the least."""
APART = 2
"""Usual periods between two windows of a place."""
SHIFT = 4
"""Periods from which a change that goes on is a shift of the level."""
LEAST_BEFORE = 2
"""Widths of a window that must lie before it for a verdict of that time."""
Found = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class Window:
    """A stretch of a place: `effect` and `error` in the series' unit, beside the strong ones found there."""

    column: int
    first: int
    width: int
    effect: float
    error: float

    @property
    def z(self) -> float:
        """Effect in errors."""
        return self.effect / self.error


def chance(width: int, grain: str, periods: int) -> float:
    """What the number of windows of a width brings to |z| by chance, beyond what it brings at a quarter's width."""
    weeks = WEEKS[grain]
    brought = np.sqrt(2 * np.log(np.e * max(periods * weeks, width * weeks) / (width * weeks)))
    return float(brought - np.sqrt(2 * np.log(np.e * USUAL_SPAN / USUAL_WIDTH)))


def surprise(window: Window, grain: str, periods: int) -> float:
    """|z| less what chance brings."""
    return abs(window.z) - chance(window.width, grain, periods)


def search(series: Series, grain: str, least: float) -> tuple[list[Window], Field]:
    """The windows whose surprise is `least` or more, and the field with the strong ones in its design."""
    field = field_of(series, grain)
    widths = tuple(sorted({*WIDTHS[grain], *LONG[grain]}))
    floor, found, wider = field.size * LEAST_LEFT, Found(), dict[int, float]()
    for _ in range(ROUNDS):
        best = _best(scan(field, widths), found, grain, wider)
        if not best:
            break
        boxes = np.zeros((*series.values.shape, 1))
        for column, window in best.items():
            first, width = _or_running(field, column, *window) if not found.get(column) else window
            found.setdefault(column, []).append((first, width))
            boxes[first : first + width, column] = 1.0
        field = drawn_in(series, np.concatenate([field.design, boxes], axis=2), field.ridge, floor)
    others = _others(scan(field, WIDTHS[grain]), found, grain, least)
    return [*_together(field, found, wider), *others], field


def _or_running(field: Field, column: int, first: int, width: int) -> tuple[int, int]:
    """The window, or one of any length that goes on to the end, where that says more."""
    periods = len(field.drawn)
    known = range(periods - periods // 3, periods - SHIFT)
    return max(
        [(first, width), *((start, periods - start) for start in known)], key=lambda one: _z(field, column, *one)
    )


def _z(field: Field, column: int, first: int, width: int) -> float:
    effects, errors = beside(field, column, box(len(field.drawn), first, width)[:, None])
    return abs(effects[0] / errors[0])


def _over(each: Scan, grain: str) -> Floats:
    periods = len(each.z) + each.width - 1
    return np.abs(np.nan_to_num(each.z)) - chance(each.width, grain, periods)


def _best(scans: Iterable[Scan], found: Found, grain: str, wider: dict[int, float]) -> dict[int, tuple[int, int]]:
    """Of each place the strong window that stands out most and meets none found before."""
    top: dict[int, tuple[float, int, int]] = {}
    for each in scans:
        wider[each.width] = each.wider
        over = _over(each, grain)
        for column, taken in found.items():
            for first, width in taken:
                over[max(first - each.width + 1, 0) : first + width, column] = -np.inf
        rows = over.argmax(axis=0)
        for column in np.flatnonzero(over.max(axis=0) > STRONG).tolist():
            one = float(over[rows[column], column]), int(rows[column]), each.width
            top[column] = max(top.get(column, one), one)
    return {column: (first, width) for column, (_, first, width) in top.items()}


def _others(scans: Iterable[Scan], found: Found, grain: str, least: float) -> Iterator[Window]:
    """The rest, the best first at each place."""
    rows: dict[int, list[tuple[float, int, int]]] = {}
    known = {each.width: each for each in scans}
    for width, each in known.items():
        over = _over(each, grain)
        starts, columns = np.nonzero(over >= least)
        for value, first, column in zip(over[starts, columns].tolist(), starts.tolist(), columns.tolist(), strict=True):
            rows.setdefault(column, []).append((value, first, width))
    for column, windows in rows.items():
        taken = list(found.get(column, ()))
        for _, first, width in sorted(windows, key=lambda row: -row[0]):
            if all(_apart(first, width, *other) for other in taken):
                taken.append((first, width))
                each = known[width]
                yield Window(column, first, width, float(each.effect[first, column]), float(each.error[first, column]))


def _apart(one: int, long: int, other: int, width: int) -> bool:
    return one >= other + width + APART or other >= one + long + APART


def _together(
    field: Field, found: Mapping[int, Sequence[tuple[int, int]]], wider: Mapping[int, float]
) -> Iterator[Window]:
    """Each place's strong windows with their effects side by side."""
    for column, windows in found.items():
        boxes = [box(len(field.drawn), *each) for each in windows]
        effects, errors = beside(field, column, np.stack(boxes, axis=1))
        for (first, width), effect, error in zip(windows, effects, errors, strict=True):
            near = min(wider, key=lambda known: abs(known - width))
            yield Window(column, first, width, effect, error * wider[near])


def beside(field: Field, column: int, boxes: Floats) -> tuple[list[float], list[float]]:
    """Effects and errors of boxes (periods, boxes) beside what is usual at a place."""
    usual = field.ridge.shape[1]
    design = np.concatenate([field.design[:, column, :usual], boxes], axis=1)
    weighted = design * field.series.weight[:, column, None]
    held = np.diag(np.pad(field.ridge[column], (0, boxes.shape[1])))
    inverse = np.linalg.pinv(weighted.T @ design + held, hermitian=True)
    effects = inverse @ (weighted.T @ field.drawn[:, column])
    errors = np.sqrt(np.maximum(np.diag(inverse), 1e-300)) * field.size[column]
    ties = [float(tied_by(field.series.tied[[column]], int(width))[0]) for width in boxes.sum(axis=0)]
    return effects[usual:].tolist(), (errors[usual:] * ties).tolist()


def then(field: Field, column: int, first: int, width: int) -> float:
    """z by what was known at the window's end, beside a line through what lay before; 0 where that was too little."""
    last = first + width
    if first < LEAST_BEFORE * width:
        return 0.0
    series = field.series
    past = Series(
        series.values[:last, [column]], series.weight[:last, [column]], series.lumpy[[column]], series.tied[[column]]
    )
    line, boxes = field.design[:last, [column], :2], box(last, first, width)[:, None]
    known = drawn_in(past, np.concatenate([line, boxes[:, None]], axis=2), np.zeros((1, 2)))
    effects, errors = beside(known, 0, boxes)
    return effects[0] / errors[0]


def box(periods: int, first: int, width: int) -> Floats:
    """1 within a window, else 0."""
    found = np.zeros(periods)
    found[first : first + width] = 1.0
    return found
