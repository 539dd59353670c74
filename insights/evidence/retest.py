"""How strong a statement still is with a stronger one's segment held fixed: inside it and outside it, the larger of
the two, unless the two share a dimension or move in time (then only outside: inside, everything moves). Measures
only; what follows from it is `insights.rank`'s business.
"""

import numpy as np
from scipy.stats import rankdata

from insights.evidence.levels import compare
from insights.evidence.model import Evidence
from insights.evidence.periods import drift, whole_days, within
from insights.evidence.table import Bools, Segment, Table

FEWEST = 20


class Retester:
    """Tests evidence of one table again; looks segments up by dimension and value."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.segments = {(s.dim, s.value): s for s in table.segments}
        self.measures = {m.name: m for m in table.measures}

    def __call__(self, one: Evidence, stronger: Evidence) -> float:
        """Strength left; the evidence's own strength where the two have nothing to do with one another."""
        fixed = self.rows(stronger)
        if fixed is None:
            return one.strength
        if one.dim is None:
            return self._signed(one, ~fixed)
        moving = one.kind in ("trend", "window") and one.measure != "count"
        if (one.dim == stronger.dim and not one.filter) or moving:
            return self._signed(one, ~fixed)
        return max(self._signed(one, ~fixed), self._signed(one, fixed))

    def rows(self, one: Evidence) -> Bools | None:
        """Rows of all conditions of a statement; None without any."""
        rows: Bools | None = None
        for dim, value in one.conditions:
            segment = self.segments.get((dim, value))
            if segment is not None:
                rows = segment.rows if rows is None else rows & segment.rows
        return rows

    def _signed(self, one: Evidence, rows: Bools) -> float:
        """Strength on some rows, 0 where it points the other way or the rows are too few."""
        segment = self.segments.get((one.dim, one.value)) if one.dim is not None else None
        if segment is None and one.dim is not None:
            return one.strength
        if one.kind in ("mean", "rate"):
            return self._level(one, segment, rows)
        if one.kind == "together" and segment is not None:
            context = self.segments[next(iter(one.filter.items()))]
            return phi(segment.rows[rows], context.rows[rows])
        if one.kind == "repeat" and segment is not None:
            return max(phi(segment.rows[rows], self._repeated(one)[rows]), 0.0)
        if one.kind in ("trend", "window"):
            return self._timed(one, segment, rows)
        return one.strength

    def _level(self, one: Evidence, segment: Segment | None, rows: Bools) -> float:
        if segment is None:
            return one.strength
        if one.filter:
            context = self.segments[next(iter(one.filter.items()))]
            rows = rows & context.rows
        again = list(compare(self.measures[one.measure], segment, rows, None))
        return again[0].strength if again and again[0].direction == one.direction else 0.0

    def _timed(self, one: Evidence, segment: Segment | None, rows: Bools) -> float:
        rows = rows & (self.table.bins >= 0)
        if one.filter:
            rows = rows & self.segments[next(iter(one.filter.items()))].rows
        mine = rows & segment.rows if segment else rows
        if one.measure == "count":
            return self._counts(one, segment, rows, mine)
        values = self.measures[one.measure].values
        mine = mine & ~np.isnan(values)
        if mine.sum() < FEWEST:
            return 0.0
        against = self.table.time[mine] if one.kind == "trend" else self._in_window(one)[mine].astype(float)
        ranks = rankdata(values[mine])
        if np.ptp(ranks) == 0 or np.ptp(against) == 0:
            return 0.0
        rho = float(np.corrcoef(ranks, rankdata(against))[0, 1])
        return max(rho if one.direction in ("up", "high") else -rho, 0.0)

    def _counts(self, one: Evidence, segment: Segment | None, rows: Bools, mine: Bools) -> float:
        if segment is None:
            return one.strength
        others = rows & ~segment.rows
        if mine.sum() < FEWEST or others.sum() < FEWEST:
            return 0.0
        if one.kind == "trend":
            left, _ = drift(self.table.time[mine], self.table.time[others])
            return max(left if one.direction == "up" else -left, 0.0)
        together = phi(mine[rows], self._in_window(one)[rows])
        return max(together if one.direction == "high" else -together, 0.0)

    def _in_window(self, one: Evidence) -> Bools:
        return within(self.table, one.time or whole_days(self.table))

    def _repeated(self, one: Evidence) -> Bools:
        name, amount = one.measure[len("rate(") : -1].rsplit("=", 1)
        return np.asarray(self.measures[f"mean({name})"].values == float(amount))


def phi(one: Bools, other: Bools) -> float:
    """Correlation of two row masks; 0 where either is constant."""
    if not len(one) or one.all() or other.all() or not one.any() or not other.any():
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
