"""Lead and lag: one that goes ahead is found with its lag, and noise is not."""

import numpy as np
import pandas as pd

from insights.incidents.wholes import Whole
from insights.leads import leads
from insights.watch import Panel
from tests.insights.incidents.panels import metric

WEEKS = 130
DATES = pd.date_range("2024-04-01", periods=WEEKS, freq="7D")


def whole(name, deviates):
    panel = Panel(metric(name=name), "week", (), DATES, ((),), deviates[:, None])
    verdicts = pd.DataFrame(
        {"date": DATES, "value": deviates, "expected": 0.0, "score": np.abs(deviates), "is_anomaly": False}
    )
    return Whole(panel, verdicts, ())


def noises(seed, count):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=WEEKS) for _ in range(count)]


def test_what_goes_ahead_is_found_with_its_lag():
    first, *rest = noises(1, 8)
    late = 0.8 * np.roll(first, 3) + 0.6 * rest[0]
    first[97] = 4.0
    found = leads(
        [whole("late", late), whole("first", first), *(whole(f"n{i}", x) for i, x in enumerate(rest[1:]))],
        "late",
        DATES[100],
    )
    assert [each.metric for each in found] == ["first"]
    assert found[0].lag == 3
    assert found[0].moved == DATES[97]


def test_noise_goes_ahead_of_nothing():
    said = sum(
        bool(leads([whole(f"n{i}", x) for i, x in enumerate(noises(seed, 12))], "n0", DATES[100])) for seed in range(40)
    )
    assert said <= 4


def test_the_same_thing_seen_otherwise_is_left_out():
    first, other = noises(2, 2)
    late = np.roll(first, 2)
    assert not leads(
        [whole("late", late), whole("first", first), whole("x", other)], "late", DATES[100], frozenset({"first"})
    )
