"""A table made ready for the tests: segments as row masks, measures as number columns, times as bins. Computes no
statistic.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from insights.evidence.schema import BOOKKEEPING, OUTCOME, TARGET, Schema, is_outcome, plainness, yes_value

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

FEWEST_ROWS = 8
FEWEST_OF_VALUE = 3
MOST_SEGMENTS = 400
MOST_GRADES = 12
"""Up to so many different values a number may be a grade or level, and its sum means nothing."""
MOST_NEGATIVE = 0.2
"""Part of the durations that may be negative; more, and the two times are not in an order."""
LEAST_TOKEN_SHARE = 0.03
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}|[一-龥]{2,}|[ァ-ヶー]{2,}")
STOP_WORDS = """
the and for with from that this has have was were are not been its into onto over under per via due our your their all
any can cannot will would should about after before when while than then there which who whom whose how why what where
new user users
"""
STOP = frozenset(STOP_WORDS.split())


@dataclass(frozen=True)
class Segment:
    """Rows where `dim` is `value` (of a text column: where it holds the word). outcome and flag: kinds of column."""

    dim: str
    value: Any
    rows: Bools
    outcome: bool = False
    flag: bool = False

    @property
    def measured(self) -> bool:
        """Whether a rate tells of it already."""
        return self.outcome or self.flag


@dataclass(frozen=True)
class Measure:
    """A number for each row, NaN where absent. kind: mean for amounts, rate for 0/1. additive: whether sums mean
    something.
    """

    name: str
    kind: str
    values: Floats
    columns: frozenset[str]
    additive: bool = False


@dataclass(frozen=True)
class Table:
    """Everything the tests look at. `time` is in days; `bins` numbers each row's period, −1 without a time."""

    rows: int
    segments: tuple[Segment, ...]
    words: tuple[Segment, ...]
    measures: tuple[Measure, ...]
    dims: dict[str, tuple[int, ...]]
    time_name: str | None
    time: Floats
    bins: npt.NDArray[np.int64]
    starts: tuple[pd.Timestamp, ...]
    ends: tuple[pd.Timestamp, ...]


def prepare(frame: pd.DataFrame, schema: Schema) -> Table:
    """Segments, measures and time bins of a parsed frame."""
    segments = list(_values(frame, schema))[:MOST_SEGMENTS]
    dims: dict[str, list[int]] = {}
    for number, segment in enumerate(segments):
        dims.setdefault(segment.dim, []).append(number)
    time_name = _main_time(frame, schema)
    time, bins, starts, ends = _binned(frame, time_name)
    measures = _without_copies(
        [
            *_amounts(frame, schema),
            *_durations(frame, schema),
            *_flags(frame, schema),
            *_targets(frame, schema),
            *_outcomes(frame, schema),
        ]
    )
    every = {dim: tuple(numbers) for dim, numbers in dims.items()}
    words = tuple(_words(frame, schema))
    return Table(len(frame), tuple(segments), words, tuple(measures), every, time_name, time, bins, starts, ends)


def _values(frame: pd.DataFrame, schema: Schema) -> Iterator[Segment]:
    for dim in schema.dimensions:
        column, flag = frame[dim], dim in schema.flags
        outcome = is_outcome(dim, flag)
        for value, count in column.value_counts().items():
            if count >= FEWEST_OF_VALUE:
                rows = (column == value).to_numpy(dtype=bool, na_value=False)
                yield Segment(dim, _plain(value), rows, outcome, flag)


def _words(frame: pd.DataFrame, schema: Schema) -> Iterator[Segment]:
    for dim in schema.texts:
        spelled: dict[str, str] = {}
        holders: dict[str, list[int]] = {}
        for row, text in enumerate(frame[dim].astype("object")):
            for word in set(WORD.findall(text)) if isinstance(text, str) else ():
                key = word.lower()
                if key not in STOP and (not holders.get(key) or holders[key][-1] != row):
                    spelled.setdefault(key, word)
                    holders.setdefault(key, []).append(row)
        least = max(FEWEST_ROWS, LEAST_TOKEN_SHARE * len(frame))
        common = {key: rows for key, rows in holders.items() if least <= len(rows) <= 0.9 * len(frame)}
        for key in sorted(common, key=lambda key: -len(common[key]))[:60]:
            mask = np.zeros(len(frame), dtype=bool)
            mask[common[key]] = True
            yield Segment(dim, spelled[key], mask)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _main_time(frame: pd.DataFrame, schema: Schema) -> str | None:
    """The time at which a row came to be: the fullest one, then the earliest."""
    if not schema.times:
        return None
    return min(schema.times, key=lambda name: (round(frame[name].isna().mean(), 2), frame[name].median()))


Days = tuple[pd.Timestamp, ...]


def _binned(frame: pd.DataFrame, name: str | None) -> tuple[Floats, npt.NDArray[np.int64], Days, Days]:
    """Days since the first time, each row's period, and first and last day of every period within the table's days."""
    if name is None:
        return np.full(len(frame), np.nan), np.full(len(frame), -1, dtype=np.int64), (), ()
    time = frame[name]
    days = _days(time - time.min())
    span = float(np.nanmax(days))
    length = next((code for code, most in (("D", 40), ("W", 200), ("M", 1100), ("Q", 3300)) if span <= most), "Y")
    periods = time.dt.to_period(length)
    every = pd.period_range(periods.min(), periods.max(), freq=length)
    bins = np.asarray(every.get_indexer(pd.PeriodIndex(periods)), dtype=np.int64)
    first, last = time.min().normalize(), time.max().normalize()
    starts = tuple(max(period.start_time, first) for period in every)
    ends = tuple(min(period.end_time.normalize(), last) for period in every)
    return days, bins, starts, ends


def _days(spans: "pd.Series[Any]") -> Floats:
    return np.asarray(spans.dt.total_seconds().to_numpy(dtype=float) / 86400)


def _amounts(frame: pd.DataFrame, schema: Schema) -> Iterator[Measure]:
    for name in schema.numbers:
        values = frame[name].to_numpy(dtype=float, na_value=np.nan)
        scale_free = re.search(r"percent|rate|ratio|score|率|割合|点", name, re.IGNORECASE)
        additive = scale_free is None and frame[name].nunique() > MOST_GRADES
        yield Measure(f"mean({name})", "mean", values, frozenset([name]), additive)


def _durations(frame: pd.DataFrame, schema: Schema) -> Iterator[Measure]:
    """Days from one time column to a later one."""
    for one, other in combinations(schema.times, 2):
        days = _days(frame[other] - frame[one])
        known = days[~np.isnan(days)]
        if len(known) < FEWEST_ROWS or np.ptp(known) == 0:
            continue
        start, end = (one, other) if np.median(known) >= 0 else (other, one)
        days = days if start == one else -days
        if (days[~np.isnan(days)] < 0).mean() <= MOST_NEGATIVE:
            yield Measure(f"mean({end}-{start})", "mean", days, frozenset([start, end]))


def _flags(frame: pd.DataFrame, schema: Schema) -> Iterator[Measure]:
    for name in schema.flags:
        column, yes = frame[name], yes_value(frame[name])
        hit = np.where(column.notna(), (column == yes).to_numpy(dtype=float, na_value=0.0), np.nan)
        yield Measure(f"rate({name}={_plain(yes)})", "rate", hit, frozenset([name]))


def _outcomes(frame: pd.DataFrame, schema: Schema) -> Iterator[Measure]:
    for name in schema.dimensions:
        counts = frame[name].value_counts()
        if name not in schema.flags and OUTCOME.search(name) and len(counts) <= 10:
            for value, count in counts.items():
                if FEWEST_ROWS <= count <= len(frame) - FEWEST_ROWS:
                    hit = np.where(
                        frame[name].notna(), (frame[name] == value).to_numpy(dtype=float, na_value=0.0), np.nan
                    )
                    yield Measure(f"rate({name}={value})", "rate", hit, frozenset([name]))


def _targets(frame: pd.DataFrame, schema: Schema) -> Iterator[Measure]:
    """Whether a number reaches the column that is named as its target, where both are of one scale."""
    for target in filter(TARGET.search, schema.numbers):
        for name in schema.numbers:
            if name == target or TARGET.search(name):
                continue
            value, goal = (
                frame[name].to_numpy(dtype=float, na_value=np.nan),
                frame[target].to_numpy(dtype=float, na_value=np.nan),
            )
            met = np.where(np.isnan(value) | np.isnan(goal), np.nan, (value >= goal).astype(float))
            if 0.02 < np.nanmean(met) < 0.98:
                yield Measure(f"rate({name}>={target})", "rate", met, frozenset([name, target]))


def _without_copies(measures: list[Measure]) -> list[Measure]:
    """Of measures with the same values, the first kind made (amounts, durations, flags, targets, outcomes), then the
    plainest columns.
    """
    kept: list[Measure] = []
    for one in sorted(measures, key=_plainest):
        if not any(_same(one.values, other.values) for other in kept):
            kept.append(one)
    return kept


def _plainest(one: Measure) -> tuple[bool, bool, float, tuple[bool, int, str]]:
    kept_by_system = any(BOOKKEEPING.search(column) for column in one.columns)
    outcome = one.kind == "rate" and any(OUTCOME.search(column) for column in one.columns)
    # of two outcomes that exclude each other, the rarer
    return kept_by_system, outcome, float(np.nanmean(one.values)) if outcome else 0.0, plainness(one.name)


def _same(one: Floats, other: Floats) -> bool:
    both = ~(np.isnan(one) | np.isnan(other))
    if both.sum() < 0.8 * max((~np.isnan(one)).sum(), 1) or not both.any():
        return False
    spread = one[both].std() * other[both].std()
    if spread == 0:
        return False
    return bool(abs(np.corrcoef(one[both], other[both])[0, 1]) > 0.999)
