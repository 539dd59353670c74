"""Structural time series of a KPI: a level that may wander, a disturbance that fades, calendar effects and controls.

statsmodels' UnobservedComponents filters the series under a grid of settings (how far the level wanders, how long a
disturbance lasts, how large effects are); settings count by how well they predicted, so that a short history does not
settle on one by chance. The scale of the noise is learnt along (normal-gamma; West & Harrison, 1997, ch. 4), so that
forecasts are Student t. Knows nothing of actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from statsmodels.tsa.statespace.structural import UnobservedComponents

from insights.forecast.bank import Floats

Rows = NDArray[np.intp]
WANDER = {
    0.0: {0.0: 0.15, 0.003: 0.15, 0.02: 0.12, 0.1: 0.06, 0.4: 0.02},
    0.5: {0.0: 0.12, 0.01: 0.15, 0.1: 0.05},
    0.8: {0.0: 0.08, 0.02: 0.10},
}
"""By persistence of the disturbance (0: none) and variance of the level's step in a month, in units of the noise's: the
prior."""
PACE = {"day": 12 / 260, "week": 12 / 52, "month": 1.0, "quarter": 3.0, "year": 12.0}
"""Months in a period of each grain."""
SIZES = {0.4: 0.3, 1.5: 0.5, 6.0: 0.2}
"""What the effects' usual size is multiplied by: the prior."""
FADING = 0.8
"""Share of the noise that is a fading disturbance, where there is one."""
VAGUE = 100.0
"""Prior standard deviation of the level, in units of the noise."""
PRIOR_DEGREES = 2.0
LEAST_SPREAD = 1e-9
"""Variance of a forecast below which rounding decides."""


@dataclass(frozen=True)
class Plan:
    """Effects by row (`columns`, (periods, effects)), and each one's usual size in units of the noise.

    `scaled` marks those whose size is a matter of the grid; `known_from` the row before which an effect is not known
    (0: always), as of a level shift that was found later.
    """

    columns: Floats
    prior_sd: Floats
    scaled: Floats
    known_from: Floats


@dataclass(frozen=True)
class Setting:
    """One member of the grid, and what the filter made of the series under it. Arrays by row hold what was known
    before the row: `mean` and `cov` of the state, `sum_squares` and `seen` of the standardised errors so far."""

    wander: float
    persistence: float
    mean: Floats
    cov: Floats
    evidence: Floats
    sum_squares: Floats
    seen: Floats


@dataclass(frozen=True)
class Ahead:
    """A joint forecast of some rows under one setting: Student t with `degrees`, and the setting's weight."""

    mean: Floats
    cov: Floats
    degrees: float
    weight: float


@dataclass(frozen=True)
class Structure:
    """A filtered series: `settings` with the plan they were made for."""

    plan: Plan
    settings: tuple[Setting, ...]

    def ahead(self, origin: int, rows: Rows) -> list[Ahead]:
        """Joint forecasts of `rows` (indices from `origin` on) by what was known before `origin`, likeliest first."""
        evidence = np.array([one.evidence[origin] for one in self.settings])
        weight = np.exp(evidence - evidence.max())
        weight /= weight.sum()
        order = [at for at in np.argsort(-weight) if weight[at] > 1e-3]
        effects = np.where(self.plan.known_from <= origin, self.plan.columns[rows], 0.0)
        return [_ahead(self.settings[at], origin, rows, effects, float(weight[at])) for at in order]


def structure(values: Floats, plan: Plan, grain: str) -> Structure:
    """Filters a series (NaN where it has no value) under every setting. Its noise should be of the order of 1."""
    pace = PACE[grain]
    model = UnobservedComponents(values, level="local level", autoregressive=1, exog=plan.columns, mle_regression=False)
    made = [
        _filtered(model, values, plan, (wander * pace, persistence, size), float(np.log(prior * SIZES[size])))
        for persistence, wanders in WANDER.items()
        for (wander, prior), size in product(wanders.items(), SIZES)
    ]
    return Structure(plan, tuple(made))


def _filtered(
    model: UnobservedComponents, values: Floats, plan: Plan, chosen: tuple[float, float, float], prior: float
) -> Setting:
    """The filter's pass under one setting (wander, persistence, size of effects) with the logarithm of its prior."""
    wander, persistence, size = chosen
    fading = FADING if persistence else 0.0
    model.update(np.array([1 - fading, wander, fading * (1 - persistence**2), persistence]))
    sd = plan.prior_sd * np.where(plan.scaled > 0, size, 1.0)
    model.ssm.initialize_known(np.zeros(len(sd) + 2), np.diag(np.r_[VAGUE**2, fading, sd**2]))
    found = model.ssm.filter()
    errors, spread = found.forecasts_error[0], np.maximum(found.forecasts_error_cov[0, 0], LEAST_SPREAD)
    known = np.isfinite(values)
    squares = np.cumsum(np.r_[0.0, np.where(known, errors**2 / spread, 0.0)])
    logs = np.cumsum(np.r_[0.0, np.where(known, np.log(spread), 0.0)])
    seen = np.cumsum(np.r_[0.0, known])
    degrees = PRIOR_DEGREES + seen
    evidence = prior + gammaln(degrees / 2) - degrees / 2 * np.log(PRIOR_DEGREES + squares) - logs / 2
    return Setting(
        wander, persistence, found.predicted_state, found.predicted_state_cov, evidence, squares, seen
    )  # fmt: skip


def _ahead(one: Setting, origin: int, rows: Rows, effects: Floats, weight: float) -> Ahead:
    """Mean and covariance of the rows' values, the noise's scale as learnt so far."""
    steps = np.asarray(rows - origin, dtype=float)
    fade = one.persistence**steps if one.persistence else (steps == 0).astype(float)
    reach = np.column_stack([np.ones(len(rows)), fade, effects])
    shorter = np.minimum.outer(steps, steps)
    cov = reach @ one.cov[:, :, origin] @ reach.T + one.wander * shorter
    fading = FADING if one.persistence else 0.0
    if fading:
        apart = np.abs(np.subtract.outer(steps, steps))
        cov = cov + fading * one.persistence**apart * (1 - one.persistence ** (2 * shorter))
    cov = cov + (1 - fading) * np.eye(len(rows))
    degrees = PRIOR_DEGREES + one.seen[origin]
    scale = (PRIOR_DEGREES + one.sum_squares[origin]) / degrees
    return Ahead(reach @ one.mean[:, origin], cov * scale, float(degrees), weight)
