"""The question box: words in Japanese or English to questions about KPIs, within what the asker may see.

Without a model: names and synonyms of KPIs, looked up by whole terms and by bigrams. With one (question_model.py): a
choice among the same. Either way the outcome is a MetricQuery of the catalogue; nobody writes SQL. Asks no data.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.people import Person
from metrics.access import may_split, scope_for, visible
from metrics.calendar import BusinessCalendar
from metrics.compiler.checks import has_time
from metrics.model import Catalog, Filter, Grain, Metric, MetricQuery
from metrics.periods import period_of, shifted

GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
GRAIN_WORDS: Mapping[Grain, tuple[str, ...]] = {
    "day": ("日別", "日次", "日ごと", "毎日", "daily", "by day", "per day"),
    "week": ("週別", "週次", "週ごと", "毎週", "weekly", "by week", "per week"),
    "month": ("月別", "月次", "月ごと", "毎月", "monthly", "by month", "per month"),
    "quarter": ("四半期別", "四半期ごと", "quarterly", "by quarter", "per quarter"),
    "year": ("年度別", "年別", "年次", "年ごと", "yearly", "annual", "by year", "per year"),
}
PERIOD_WORDS: Mapping[tuple[Grain, int], tuple[str, ...]] = {
    ("day", 0): ("今日", "本日", "today"),
    ("day", -1): ("昨日", "yesterday"),
    ("week", 0): ("今週", "this week"),
    ("week", -1): ("先週", "last week"),
    ("month", 0): ("今月", "当月", "this month"),
    ("month", -1): ("先月", "前月", "last month"),
    ("quarter", 0): ("今四半期", "当四半期", "this quarter"),
    ("quarter", -1): ("前四半期", "先四半期", "last quarter"),
    ("year", 0): ("今年度", "今期", "当期", "今年", "this year", "this fiscal year"),
    ("year", -1): ("昨年度", "前年度", "前期", "去年", "昨年", "last year", "last fiscal year"),
}
PERIODS: Mapping[str, tuple[Grain, int]] = {f"{'this' if n == 0 else 'last'}_{g}": (g, n) for g, n in PERIOD_WORDS}
LEAST = 0.6
"""Share of a name's bigrams that the words must hold."""
HISTORY = 12
"""Periods before this one that are shown where no period is named."""
LONGEST = 500


@dataclass(frozen=True)
class Answerable:
    """A question that the catalogue can answer, and how well it fits the words (0..1 and above, best first)."""

    metric: Metric
    query: MetricQuery
    score: float


@dataclass(frozen=True)
class Desk:
    """Where questions are put: the catalogue, who asks, the day, and the values of dimensions where known."""

    catalog: Catalog
    person: Person
    calendar: BusinessCalendar
    today: dt.date
    snapshot: int | None = None
    members: Mapping[str, Sequence[str]] | None = None

    @property
    def metrics(self) -> list[Metric]:
        """The KPIs that may be asked about."""
        return visible(self.person, self.catalog.metrics.values())


def find(words: str, desk: Desk, most: int = 5) -> list[Answerable]:
    """The questions that the words may mean, best first; none where no KPI's name or synonym is near."""
    said = folded(words)
    scored = [(match(said, metric), metric) for metric in desk.metrics]
    near = [(score, metric) for score, metric in scored if score >= LEAST]
    near.sort(key=lambda pair: (-pair[0], pair[1].internal, not pair[1].headline, pair[1].name))
    return [Answerable(metric, query_of(said, metric, desk), score) for score, metric in near[:most]]


def folded(words: str) -> str:
    """Words as they are compared: NFKC, lower case, one space between, at most 500 characters."""
    return " ".join(unicodedata.normalize("NFKC", words[:LONGEST]).lower().split())


def match(said: str, metric: Metric) -> float:
    """How near a KPI's names are to the words: above 1 where one stands in them, longer ones higher."""
    labels = [folded(term) for term in (metric.label.ja, metric.label.en, metric.name.replace("_", " "))]
    bare = [re.sub(r"[(（].*?[)）]", "", term).strip() for term in labels]
    others = [*(term for term in bare if term not in labels), *(folded(term) for term in metric.synonyms)]
    own = max((_near(said, term) for term in labels), default=0.0)
    return max(own, max((_near(said, term) for term in others if term), default=0.0) - 0.015)


def _near(said: str, term: str) -> float:
    if _stands_in(said, term):
        return 1 + len(term) / 100
    pairs = _bigrams(term)
    return len(pairs & _bigrams(said)) / len(pairs) if pairs else 0.0


def _stands_in(said: str, term: str) -> bool:
    if term.isascii():
        return re.search(rf"(?<![a-z]){re.escape(term)}(?![a-z])", said) is not None
    return term.replace(" ", "") in said.replace(" ", "")


def _bigrams(text: str) -> set[str]:
    """Pairs of neighbouring characters for Japanese; whole words for Latin letters, where pairs say little."""
    if text.isascii():
        return set(re.findall(r"[a-z]{2,}", text))
    flat = re.sub(r"\s", "", text)
    return {flat[i : i + 2] for i in range(len(flat) - 1)} | set(re.findall(r"[a-z]{2,}", text))


def query_of(said: str, metric: Metric, desk: Desk) -> MetricQuery:
    """The question about a KPI that the words ask for: split, filter, grain and period as far as they are named."""
    by, where = (
        (_splits(said, metric, desk), _filters(said, metric, desk)) if may_split(desk.person, metric) else ((), ())
    )
    grain = next((name for name, words in GRAIN_WORDS.items() if _any(said, words)), None)
    period = next((key for key, words in PERIOD_WORDS.items() if _any(said, words)), None)
    return build(desk, metric, grain, period, by[:1], where)


def _any(said: str, words: Iterable[str]) -> bool:
    return any(_stands_in(said, word) for word in words)


def _splits(said: str, metric: Metric, desk: Desk) -> tuple[str, ...]:
    return tuple(name for name in metric.dimensions if _any(said, _split_forms(name, metric, desk)))


def _split_forms(name: str, metric: Metric, desk: Desk) -> list[str]:
    """How a split by a dimension is asked for."""
    dimension = desk.catalog.dimensions.get((_source(desk.catalog, metric), name))
    plain = name.replace("_", " ")
    ja, en = (folded(dimension.label.ja), folded(dimension.label.en)) if dimension else (plain, plain)
    return [f"{ja}別", f"{ja}ごと", f"by {en}", f"per {en}", f"by {plain}"]


def _source(catalog: Catalog, metric: Metric) -> str:
    """The table whose dimensions split a KPI: its own, or that of a part."""
    names = [metric.name, metric.numerator, metric.base]
    while names:
        part = catalog.metrics.get(names.pop(0))
        if part is not None and part.source:
            return part.source
        if part is not None and part.name != metric.name:
            names += [part.numerator, part.base]
    return ""


def _filters(said: str, metric: Metric, desk: Desk) -> tuple[Filter, ...]:
    members = desk.members or {}
    found = []
    for name in metric.dimensions:
        named = tuple(value for value in members.get(name, ()) if len(value) > 1 and _stands_in(said, folded(value)))
        if named:
            found.append((name, named))
    return tuple(found)


def build(
    desk: Desk,
    metric: Metric,
    grain: Grain | None,
    period: tuple[Grain, int] | None,
    by: tuple[str, ...] = (),
    where: tuple[Filter, ...] = (),
) -> MetricQuery:
    """A question in the asker's scope. Refuses what they may not see. No period: the last year in steps of a grain."""
    scope = scope_for(desk.person, metric, by, where)
    if not has_time(desk.catalog, metric):
        return MetricQuery(metric.name, scope, None, by, where, snapshot=desk.snapshot)
    chosen = max(grain or "month", metric.smallest_grain, key=GRAINS.index)
    if period is not None:
        whole = shifted(desk.calendar, period_of(desk.calendar, desk.today, period[0]), period[1])
        finer = chosen if GRAINS.index(chosen) < GRAINS.index(period[0]) or grain else None
        return MetricQuery(metric.name, scope, finer, by, where, whole.start, min(whole.end, desk.today), desk.snapshot)
    this = period_of(desk.calendar, desk.today, chosen)
    start = shifted(desk.calendar, this, -HISTORY).start
    return MetricQuery(metric.name, scope, chosen, by, where, start, desk.today, desk.snapshot)
