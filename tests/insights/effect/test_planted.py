"""A smaller part of the measure on planted actions, with the bars as loose as so few cases ask for.

The whole measure, with its bars, is `python -m tests.insights.quality_effect`.
"""

import pytest

from tests.insights.effect.planted import planted
from tests.insights.quality_effect import cases, is_right

SEEDS = range(20_000, 20_100)
PICKED = [seed for seed in SEEDS if seed % 100 % 5 in (0, 3)]


@pytest.fixture(scope="module")
def found():
    return cases(map(planted, PICKED))


def test_decided_verdicts_are_right(found):
    decided = [case for case in found if case[1].is_decided]
    assert len(decided) >= 15
    assert sum(is_right(*case) for case in decided) >= 0.8 * len(decided)


def test_an_effect_is_hardly_ever_said_where_there_is_none(found):
    without = [effect.verdict == "effective" for action, effect in found if action.lift <= 0]
    assert len(without) >= 15
    assert sum(without) <= 2


def test_a_lift_of_a_fifth_or_more_is_mostly_found(found):
    large = [effect.verdict == "effective" for action, effect in found if action.lift >= 0.2]
    assert len(large) >= 12
    assert sum(large) >= 0.6 * len(large)


def test_what_lies_above_the_detectable_size_is_mostly_decided(found):
    above = [e.is_decided for a, e in found if e.detectable is not None and abs(a.lift) >= e.detectable]
    assert len(above) >= 8
    assert sum(above) >= 0.6 * len(above)
