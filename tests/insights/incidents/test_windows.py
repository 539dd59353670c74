"""Windows against what lies around them: what stands out, what chance brings, and what was known then."""

import numpy as np
import pytest

from insights.incidents.windows import Plan, residuals, scan, surprise


def noise(seed, periods=120, places=4):
    return np.random.default_rng(seed).normal(0, 1, (periods, places)), np.ones((periods, places))


def test_a_step_stands_out_at_its_own_width():
    series, weight = noise(1)
    series[50:63, 1] += 2.0
    best = max(scan(series, weight, Plan("week", 120)), key=lambda each: np.nanmax(each.z[:, 1]))
    assert best.width == 13
    assert abs(int(np.nanargmax(best.z[:, 1])) - 50) <= 2
    assert np.nanmax(best.effect[:, 1]) == pytest.approx(2.0, abs=0.8)


def test_chance_alone_rarely_stands_out():
    plan = Plan("week", 120)
    worst = []
    for seed in range(20):
        worst += [np.nanmax(surprise(each.z, each.width, plan)) for each in scan(*noise(seed), plan)]
    assert np.mean(np.array(worst) > 4.0) < 0.05


def test_what_was_known_then_does_not_change_with_what_comes_later():
    series, weight = noise(3)
    for width in (2, 13):
        early = {each.width: each for each in scan(series[:80], weight[:80], Plan("week", 80, hindsight=False))}[width]
        later = {each.width: each for each in scan(series, weight, Plan("week", 120, hindsight=False))}[width]
        rows = 80 - width + 1
        assert np.allclose(early.effect / 1.0, later.effect[:rows], equal_nan=True, atol=0.3)


def test_a_straight_line_leaves_nothing():
    line = np.linspace(0, 5, 60)[:, None]
    assert np.abs(residuals(line, np.ones_like(line), Plan("week", 60))[10:50]).max() < 0.3
