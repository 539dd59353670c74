"""Incidents from flagged points, and false discoveries held across KPIs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from insights.anomaly import benjamini_hochberg, detect, hold_false_discoveries, incidents
from tests.insights.anomaly_series import dates, frame, null_series


def verdicts(flags, scores=None):
    n = len(flags)
    table = frame(dates("day", n), np.arange(n) + 100.0)
    return table.assign(
        expected=100.0,
        low=90.0,
        high=110.0,
        score=scores or 3.0,
        is_anomaly=np.array(flags, dtype=bool),
        reason="above_interval",
    )


def test_neighbours_are_one_incident_and_far_points_two():
    found = incidents(verdicts([0, 1, 0, 0, 1, 0, 0, 0, 1, 0]))
    assert [(f.start.day, f.end.day, f.points) for f in found] == [(6, 9, 2), (13, 13, 1)]
    assert found[0].deviation == pytest.approx(1 + 4)
    assert found[0].direction == "up"


def test_nothing_flagged_is_no_incident():
    assert incidents(verdicts([0] * 5)) == []
    assert incidents(detect(frame(dates("day", 0), []))) == []


def test_the_worst_point_tells_the_incident():
    found = incidents(verdicts([1, 1, 1], [3.0, 5.0, 4.0]))
    assert found[0].peak.day == 6
    assert found[0].p_value == pytest.approx(2 * stats.norm.sf(5.0))


def test_adjusted_p_values_equal_scipys():
    p = np.random.default_rng(1).uniform(size=200) ** 3
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))


def test_no_verdict_counts_as_no_test():
    adjusted = benjamini_hochberg([0.01, np.nan, 0.5])
    assert adjusted[0] == pytest.approx(0.02)
    assert np.isnan(adjusted[1])


def test_among_many_quiet_kpis_only_the_real_event_stays():
    kpis = {f"kpi{i}": detect(null_series("white", "day", 200, i).assign(date=dates("day", 200))) for i in range(25)}
    loud = null_series("white", "day", 200, 99).assign(date=dates("day", 200))
    loud.loc[150, "value"] += 60
    kpis["loud"] = detect(loud)
    held = hold_false_discoveries(kpis, q=0.05)
    assert held["loud"]["is_anomaly"][150]
    before, after = (sum(int(v["is_anomaly"].sum()) for v in each.values()) for each in (kpis, held))
    assert after < before / 2
    assert any((v["reason"] == "chance_among_many").any() for v in held.values())


def test_a_later_date_changes_no_earlier_flag():
    kpis = {f"kpi{i}": detect(null_series("white", "day", 150, i).assign(date=dates("day", 150))) for i in range(6)}
    early = hold_false_discoveries({name: v.iloc[:100] for name, v in kpis.items()})
    for name, v in hold_false_discoveries(kpis).items():
        pd.testing.assert_frame_equal(v.iloc[:100], early[name])
