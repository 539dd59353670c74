"""Windows against what is usual: what stands out, what chance brings, and what was known then."""

import numpy as np
import pytest

from insights.incidents.around import residuals
from insights.incidents.field import Series
from insights.incidents.windows import search, surprise, then


def noise(seed, periods=120, places=4):
    return np.random.default_rng(seed).normal(0, 1, (periods, places)), np.ones((periods, places))


def found(values, weight, least=2.0):
    places = values.shape[1]
    return search(Series(values, weight, np.zeros(places, dtype=bool), np.ones(places)), "week", least)


def test_a_step_stands_out_where_and_as_long_as_it_is():
    values, weight = noise(1)
    values[50:62, 1] += 2.0
    windows, _ = found(values, weight)
    best = max(windows, key=lambda each: abs(each.z))
    assert (best.column, best.width) == (1, 12)
    assert abs(best.first - 50) <= 1
    assert best.effect == pytest.approx(2.0, abs=0.6)


def test_two_steps_of_a_place_do_not_hide_each_other():
    values, weight = noise(2)
    values[20:32, 0] += 3.0
    values[70:82, 0] -= 3.0
    windows, _ = found(values, weight)
    strong = sorted((one for one in windows if one.column == 0 and abs(one.z) > 5), key=lambda each: each.first)
    assert [one.z > 0 for one in strong] == [True, False]
    assert [one.effect for one in strong] == pytest.approx([3.0, -3.0], abs=0.8)


def test_chance_alone_rarely_stands_out():
    worst = [
        max((surprise(one, "week", 120) for one in found(*noise(seed))[0]), default=0.0) for seed in range(20)
    ]  # fmt: skip
    assert np.mean(np.array(worst) > 4.5) <= 0.1


def test_a_slow_wave_is_usual():
    values, weight = noise(5)
    values += 3 * np.cos(np.linspace(0, 2 * np.pi, 120))[:, None]
    assert not [one for one in found(values, weight)[0] if abs(one.z) > 5]


def test_periods_that_are_not_known_say_nothing():
    values, weight = noise(6)
    values[50:62, 1] += 3.0
    weight[::2] = 0.0
    values[::2] = 1e6
    best = max(found(values, weight)[0], key=lambda each: abs(each.z))
    assert best.column == 1
    assert best.effect == pytest.approx(3.0, abs=0.8)


def test_what_was_known_then_does_not_hang_on_what_came_later():
    values, weight = noise(3)
    values[80:92, 2] += 2.5
    other = values.copy()
    other[92:, 2] -= 5.0
    (_, early), (_, later) = found(values, weight), found(other, weight)
    assert then(early, 2, 80, 12) > 4
    assert then(later, 2, 80, 12) == pytest.approx(then(early, 2, 80, 12))


def test_a_straight_line_leaves_nothing():
    line = np.linspace(0, 5, 60)[:, None]
    assert np.abs(residuals(line, np.ones_like(line), "week")[10:50]).max() < 0.3
