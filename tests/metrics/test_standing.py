"""One rule for status, and 達成率 that is above 100 % when better."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.standing import attainment, relative, status_of

AMOUNT = st.floats(min_value=0.001, max_value=1e9)


@pytest.mark.parametrize(
    ("value", "plan", "direction", "status"),
    [
        (100, 100, "up", "on_track"),
        (96, 100, "up", "watch"),
        (94, 100, "up", "act"),
        (104, 100, "down", "watch"),
        (106, 100, "down", "act"),
        (0, 0.01, "down", "on_track"),
        (0.01, 0, "down", "act"),
        (-5, 10, "up", "act"),
        (-5, -10, "up", "on_track"),
        (None, 10, "up", "no_data"),
        (float("nan"), 10, "up", "no_data"),
        (10, None, "up", "no_plan"),
    ],
)
def test_status(value, plan, direction, status):
    assert status_of(value, plan, direction) == status


@given(value=AMOUNT, plan=AMOUNT, direction=st.sampled_from(["up", "down"]))
def test_attainment_is_above_one_exactly_where_it_is_better(value, plan, direction):
    better = value > plan if direction == "up" else value < plan
    reached = attainment(value, plan, direction)
    assert reached is not None
    if value != plan and abs(value - plan) > 1e-9 * plan:
        assert (reached > 1) == better
        assert (status_of(value, plan, direction) == "on_track") == better


def test_a_change_from_a_loss_has_the_sign_of_the_difference():
    assert relative(-5.0, -10.0) == 0.5
    assert relative(5.0, 0.0) is None
