"""What a KPI would have been without the action, from what was known before it.

Prepares the series (logarithm where nothing is zero or less, the scale of its noise, far-off points and level shifts
before the action) and forecasts the window jointly. Judges no action.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.tsa.statespace.structural import UnobservedComponents

from insights.effect.aligned import Aligned, Bools
from insights.effect.regressors import SHIFT, plan_of
from insights.effect.structure import LEAST_SPREAD, VAGUE, Ahead, Plan, Rows, Structure, structure
from insights.forecast.bank import Floats

FAR = 4.0
"""Auxiliary residual (Harvey & Koopman, 1992) from which a point is left out or a level shift is taken as one."""
MOST_SHIFTS = 2
MOST_FAR = 0.06
EDGE = 3
"""Rows at either end in which a jump is not told from a far-off point."""
LEAST_NOISE = 1e-3
"""Noise over the series' spread, below which a series that follows a rule to the letter is not taken at its word."""
LOOSE = 3.0
"""What effects' usual size is multiplied by while looking for far-off points."""
WANDERS = 0.02
"""Variance of the level's step there, in units of the noise's."""
FEW_DAYS = 2.5
"""Weeks with fewer working days than this teach nothing."""


@dataclass(frozen=True)
class Prepared:
    """`own` is the series in the unit that is modelled (all periods, as they came); `taught` what the model learns
    from, NaN elsewhere. A value is own * scale + centre, of the logarithm where `logged`."""

    own: Floats
    taught: Floats
    logged: bool
    scale: float
    centre: float
    model: Structure

    def back(self, values: Floats) -> Floats:
        """Into the KPI's unit."""
        plain = values * self.scale + self.centre
        return np.asarray(np.exp(np.minimum(plain, 700.0)) if self.logged else plain)


def prepare(found: Aligned, learnt: Bools, shifts: tuple[int, ...] = ()) -> Prepared:
    """Fits the structure to the rows of `learnt`; the rest of the series is kept, and not looked at.

    `shifts` are rows from which a new level is allowed for, beside those that are found.
    """
    known = found.values[learnt]
    logged = bool(known.min() > 0)
    plain = np.log(np.where(found.values > 0, found.values, np.nan)) if logged else found.values
    centre = float(np.median(plain[learnt]))
    scale = noise(plain[learnt])
    own = (plain - centre) / scale
    controls, spread = _controls(found, logged, scale), float(np.std(own[learnt]))
    taught = np.where(learnt & _usual_weeks(found), own, np.nan)
    size = 1 / scale if logged else float(np.abs(known).mean()) / scale
    plan = plan_of(found.almanac, controls, size, spread)
    taught, found_shifts = _cleaned(taught, plan, shifts)
    if found_shifts:
        plan = plan_of(found.almanac, controls, size, spread, found_shifts)
    return Prepared(own, taught, logged, scale, centre, structure(taught, plan, found.grain))


def noise(values: Floats) -> float:
    """A rough size of a series' noise, from its steps; only priors hang on it."""
    steps = np.diff(values)
    size = float(np.median(np.abs(steps - np.median(steps)))) / 0.6745 / np.sqrt(2) if len(steps) else 0.0
    return max(size, LEAST_NOISE * float(np.std(values))) or 1.0


def _controls(found: Aligned, logged: bool, scale: float) -> Floats:
    """Controls in units of the KPI's noise, about 0; plain ones as a share of their size times the KPI's."""
    values = found.controls
    if not values.shape[1]:
        return values
    if logged and values.min() > 0:
        values = np.log(values)
        return np.asarray((values - values.mean(axis=0)) / scale)
    size = np.abs(values).mean(axis=0)
    own = 1.0 if logged else float(np.abs(found.values[found.known]).mean())
    return np.asarray((values - values.mean(axis=0)) / np.where(size > 0, size, 1.0) * own / scale)


def _usual_weeks(found: Aligned) -> Bools:
    return np.asarray((found.almanac.days >= FEW_DAYS) | (found.grain != "week"))


def _cleaned(taught: Floats, plan: Plan, known: tuple[int, ...]) -> tuple[Floats, tuple[int, ...]]:
    """The series without its far-off points, and the rows at which its level jumped."""
    shifts = list(known)
    most = MOST_SHIFTS + len(known)
    for _ in range(MOST_SHIFTS + 1):
        point, jump = _auxiliary(taught, plan, shifts)
        if np.abs(jump).max() > FAR and len(shifts) < most and np.abs(jump).max() > np.abs(point).max():
            shifts.append(int(np.abs(jump).argmax()))
            continue
        worst = np.argsort(-np.abs(point))[: int(len(point) * MOST_FAR)]
        far = [at for at in worst if abs(point[at]) > FAR]
        if not far:
            break
        taught = taught.copy()
        taught[far] = np.nan
    return taught, tuple(sorted(shifts))


def _auxiliary(taught: Floats, plan: Plan, shifts: list[int]) -> tuple[Floats, Floats]:
    """Auxiliary residuals by row: of the point itself, and of a jump of the level between the row before and it."""
    last = int(np.flatnonzero(np.isfinite(taught))[-1]) + 1
    steps = [np.arange(len(taught)) >= at for at in shifts]
    columns = np.column_stack([plan.columns, *[step.astype(float) for step in steps]])[:last]
    sd = np.r_[plan.prior_sd * np.where(plan.scaled > 0, LOOSE, 1.0), np.full(len(shifts), SHIFT)]
    model = UnobservedComponents(taught[:last], level="local level", exog=columns, mle_regression=False)
    model.update(np.array([1.0, WANDERS]))
    model.ssm.initialize_known(np.zeros(len(sd) + 1), np.diag(np.r_[VAGUE**2, sd**2]))
    found = model.ssm.smooth()
    point = _standard(found.smoothed_measurement_disturbance[0], 1.0 - found.smoothed_measurement_disturbance_cov[0, 0])
    jump = _standard(found.smoothed_state_disturbance[0], WANDERS - found.smoothed_state_disturbance_cov[0, 0])
    point = np.where(np.isfinite(taught[:last]), point, 0.0)
    moved = np.r_[0.0, jump[:-1]]  # a disturbance moves the level of the row after it
    moved[:EDGE] = moved[-EDGE:] = 0.0
    return point, moved


def _standard(values: Floats, variance: Floats) -> Floats:
    """Values over their standard deviation and over their robust size, whichever says less."""
    each = np.where(variance > 1e-9, values / np.sqrt(np.maximum(variance, 1e-9)), 0.0)
    size = float(np.median(np.abs(each[each != 0]))) / 0.6745 if np.any(each) else 1.0
    return np.asarray(each / max(size, 1e-9))


@dataclass(frozen=True)
class Gap:
    """The mean of some rows against their forecast, in the unit that is modelled: `mean` is the difference, `sd` the
    forecast's standard error, `degrees` those of its t."""

    mean: float
    sd: float
    degrees: float

    @property
    def deviate(self) -> float:
        """The standard normal deviate as rare as the difference."""
        tail = stats.t.sf(abs(self.mean) / self.sd, self.degrees)
        return float(np.sign(self.mean) * stats.norm.isf(max(tail, 1e-300)))


def gap(prepared: Prepared, origin: int, rows: Rows) -> Gap:
    """How far the mean of rows came from what was forecast from `origin`; the mixture by its moments."""
    parts = prepared.model.ahead(origin, rows)
    weight = np.array([part.weight for part in parts])
    weight = weight / weight.sum()
    means = np.array([part.mean.mean() for part in parts])
    variances = np.maximum([part.cov.mean() for part in parts], LEAST_SPREAD)
    middle = float(weight @ means)
    spread = float(np.sqrt(weight @ (variances + (means - middle) ** 2)))
    degrees = float(weight @ np.array([part.degrees for part in parts]))
    return Gap(float(np.mean(prepared.own[rows])) - middle, spread, degrees)


def draw(parts: list[Ahead], paths: int, rng: np.random.Generator) -> Floats:
    """Joint paths (paths, rows) of the mixture, in the unit that is modelled."""
    weight = np.array([part.weight for part in parts])
    counts = rng.multinomial(paths, weight / weight.sum())
    drawn = [
        stats.multivariate_t(part.mean, part.cov, df=part.degrees, allow_singular=True)
        .rvs(int(count), random_state=rng)
        .reshape(int(count), -1)
        for part, count in zip(parts, counts, strict=True)
        if count
    ]
    return np.concatenate(drawn)
