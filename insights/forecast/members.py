"""Which models compete for a series: the members of the bank by grain. Learns nothing."""

from itertools import product

import numpy as np

from insights.calendar_effects import Design
from insights.forecast.bank import Bank, Floats, Member

# (variance of the level a period, persistence of the disturbance, its share of the noise)
_PATHS = {
    "day": ((0.0, 0.0, 0.0), (0.002, 0.0, 0.0), (0.04, 0.0, 0.0), (0.0, 0.4, 1.0), (0.001, 0.7, 1.0), (0.0, 0.85, 1.0)),
    "week": ((0.0, 0.0, 0.0), (0.01, 0.0, 0.0), (0.1, 0.0, 0.0), (0.0, 0.4, 1.0), (0.005, 0.7, 0.9)),
    "month": ((0.0, 0.0, 0.0), (0.02, 0.0, 0.0), (0.2, 0.0, 0.0), (0.0, 0.4, 1.0), (0.01, 0.7, 0.9)),
}
_TREND = {"day": 0.004, "week": 0.03, "month": 0.15, "quarter": 0.4, "year": 0.6}
_PLIANCY_OF_SMALL = 0.5
_SCALES = (0.1, 1.0, 8.0)
_DRIFT = {"day": 1e-5, "week": 1e-4, "month": 1e-3}


def bank_for(plan: Design, grain: str, opening: Floats) -> Bank:
    """The bank for a series that opens with these values; members in logarithms only where all of them are positive."""
    paths = _PATHS.get(grain, _PATHS["month"])
    units = (False, True) if len(opening) and opening.min() > 0 else (False,)
    members = tuple(Member(*path, scale, unit) for unit, path, scale in product(units, paths, _SCALES))
    prior = np.concatenate([[_TREND.get(grain, 0.1)], plan.prior_sd])
    drift = np.full(len(prior), _DRIFT.get(grain, 1e-3))
    drift[0] = 0.0
    # Where the week or the year swings widely, month ends and the like do so less than in proportion.
    pliancy = np.concatenate([[0.5], np.where(plan.prior_sd >= 0.5, 1.0, _PLIANCY_OF_SMALL)])
    pliancy[1:][[name.startswith("year_") for name in plan.names]] = 1.0
    return Bank(members, prior, pliancy, drift, opening)


def regressors(plan: Design, numbers: Floats) -> Floats:
    """Rows of effects for the bank: the trend (periods since the first row), then the calendar's."""
    elapsed = numbers - numbers[0] if len(numbers) else numbers
    return np.column_stack([elapsed, plan.values])
