"""Contributions sum to the change, to the last unit, whatever the numbers."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.drivers import along_formula, contributions, ratio_contributions
from insights.drivers.contributions_additive import apportion

yen = st.integers(-(10**12), 10**12)
rows = st.lists(st.tuples(st.sampled_from("abcd"), yen, yen), min_size=1, max_size=30)


@settings(deadline=None, max_examples=50)
@given(rows)
def test_whole_yen_sum_to_the_last_yen(drawn: list[tuple[str, int, int]]) -> None:
    frame = pd.DataFrame(drawn, columns=["store", "actual", "expected"])
    total = sum(actual - expected for _, actual, expected in drawn)
    assert sum(int(one.change) for one in contributions(frame, "store")) == total


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_rounded_contributions_sum_to_the_rounded_total(amounts: list[float]) -> None:
    exact = [Fraction(amount) for amount in amounts]
    rounded = apportion(exact, 1.0)
    assert sum(rounded) == round(sum(exact))
    assert all(abs(one - other) <= 1 for one, other in zip(rounded, exact, strict=True))


def test_missing_values_contribute_under_no_name() -> None:
    frame = pd.DataFrame({"store": ["a", None], "actual": [5, 1], "expected": [2, 2]})
    assert {one.value: one.change for one in contributions(frame, "store")} == {"a": 3.0, None: -1.0}


counts = st.integers(0, 1000)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abc"), counts, counts, counts, counts), min_size=1, max_size=12))
def test_mix_and_rate_sum_to_the_change_of_the_ratio(drawn: list[tuple[str, int, int, int, int]]) -> None:
    names = ["actual_num", "actual_den", "expected_num", "expected_den"]
    frame = pd.DataFrame([(s, min(a, b), b, min(c, d), d) for s, a, b, c, d in drawn], columns=["store", *names])
    if not (frame["actual_den"].sum() and frame["expected_den"].sum()):
        with pytest.raises(ValueError, match="denominator"):
            ratio_contributions(frame, "store")
        return
    parts, residual = ratio_contributions(frame, "store")
    now, before = (frame[f"{side}_num"].sum() / frame[f"{side}_den"].sum() for side in ("actual", "expected"))
    assert sum(one.change for one in parts) + residual == pytest.approx(now - before, abs=1e-9)
    assert residual == pytest.approx(0, abs=1e-9)


def test_a_shift_of_weights_is_mix_and_a_change_of_rates_is_rate() -> None:
    names = ["store", "actual_num", "actual_den", "expected_num", "expected_den"]
    shifted = pd.DataFrame([("a", 45, 50, 9, 10), ("b", 5, 50, 9, 90)], columns=names)
    parts, _ = ratio_contributions(shifted, "store")
    assert [one.rate for one in parts] == pytest.approx([0, 0])
    changed = pd.DataFrame([("a", 30, 50, 45, 50), ("b", 5, 50, 5, 50)], columns=names)
    parts, _ = ratio_contributions(changed, "store")
    assert [one.mix for one in parts] == pytest.approx([0, 0])
    assert {one.value: one.rate for one in parts} == pytest.approx({"a": -0.15, "b": 0.0})


def test_a_new_value_is_all_mix() -> None:
    names = ["store", "actual_num", "actual_den", "expected_num", "expected_den"]
    frame = pd.DataFrame([("old", 50, 100, 50, 100), ("new", 90, 100, 0, 0)], columns=names)
    parts, _ = ratio_contributions(frame, "store")
    new = next(one for one in parts if one.value == "new")
    assert new.kind == "new"
    assert new.rate == 0
    assert new.mix > 0


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-100, 100), min_size=6, max_size=6))
def test_a_formula_is_split_exactly(values: list[float]) -> None:
    names = ["visits", "rate", "price"]
    expected, actual = dict(zip(names, values[:3], strict=True)), dict(zip(names, values[3:], strict=True))

    def revenue(parts: "dict[str, float]") -> float:
        return parts["visits"] * parts["rate"] * parts["price"]

    split = along_formula(revenue, expected, actual)
    assert sum(split.values()) == pytest.approx(revenue(actual) - revenue(expected), abs=1e-6)


def test_sums_are_split_into_their_terms() -> None:
    split = along_formula(lambda p: p["sales"] - p["cost"], {"sales": 10, "cost": 4}, {"sales": 13, "cost": 9})
    assert split == {"sales": 3.0, "cost": -5.0}


def test_components_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="same components"):
        along_formula(lambda p: 0.0, {"a": 1}, {"b": 1})
    with pytest.raises(ValueError, match="components is beyond"):
        along_formula(lambda p: 0.0, *[{str(n): float(n) for n in range(11)}] * 2)


def test_many_float_leaves_add_up() -> None:
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"k": random.choice(list("abc"), 5000), "actual": random.normal(0, 1e6, 5000)})
    frame["expected"] = random.normal(0, 1e-3, 5000)
    exact = sum(map(Fraction, frame["actual"])) - sum(map(Fraction, frame["expected"]))
    assert sum(one.change for one in contributions(frame, "k")) == pytest.approx(float(exact), rel=1e-12)
