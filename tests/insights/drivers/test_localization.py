"""localize finds what was put into a frame, says nothing where nothing changed, and adds up. Small made frames."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from insights.drivers import Cause, CauseSet, localize

DIMS = ["region", "product", "channel", "rank"]


def leaves(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    values = [[f"{dim}{number}" for number in range(count)] for dim, count in zip(DIMS, (8, 6, 4, 3), strict=True)]
    frame = pd.DataFrame(list(product(*values)), columns=DIMS)
    size = random.lognormal(11, 1, len(frame))
    frame["expected"] = size.round()
    frame["actual"] = (size * (1 + 0.05 * random.normal(size=len(frame)))).round()
    return frame


def lower(frame: pd.DataFrame, column: str, by: float, **where: str) -> pd.DataFrame:
    rows = np.logical_and.reduce([frame[dim] == value for dim, value in where.items()])
    return frame.assign(**{column: np.where(rows, (frame[column] * (1 - by)).round(), frame[column])})


def sets(answer: list[CauseSet]) -> list[set[frozenset[tuple[str, str]]]]:
    return [{frozenset(cause.attributes.items()) for cause in one.causes} for one in answer]


def as_set(*causes: dict[str, str]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(cause.items()) for cause in causes}


@pytest.mark.parametrize("seed", range(3))
def test_one_value_is_found(seed: int) -> None:
    frame = lower(leaves(seed), "actual", 0.4, region="region3")
    assert sets(localize(frame, DIMS))[0] == as_set({"region": "region3"})


@pytest.mark.parametrize("seed", range(3))
def test_a_combination_is_found_and_not_its_parents(seed: int) -> None:
    frame = lower(leaves(seed), "actual", 0.5, region="region3", product="product1")
    assert sets(localize(frame, DIMS))[0] == as_set({"region": "region3", "product": "product1"})


def test_causes_of_different_levels_and_directions_are_found_together() -> None:
    frame = lower(leaves(5), "actual", 0.5, region="region2")
    frame = lower(frame, "actual", -0.6, product="product4", channel="channel1")
    found = as_set({"region": "region2"}, {"product": "product4", "channel": "channel1"})
    assert sets(localize(frame, DIMS))[0] == found


def test_shares_add_up_to_what_is_explained() -> None:
    frame = lower(leaves(5), "actual", 0.5, region="region2")
    frame = lower(frame, "actual", 0.6, product="product4", region="region1")
    for one in localize(frame, DIMS):
        assert sum(cause.share for cause in one.causes) == pytest.approx(one.explained)
        assert one.explained + one.residual == pytest.approx(1)


def test_nothing_changed_gives_nothing() -> None:
    frame = leaves(1).assign(actual=lambda f: f["expected"])
    assert localize(frame, DIMS) == []
    assert localize(frame.head(0), DIMS) == []


def test_all_moved_alike_is_said_first() -> None:
    frame = leaves(2).assign(actual=lambda f: (f["actual"] * 0.8).round())
    assert localize(frame, DIMS)[0] == CauseSet((Cause({}, 1.0),), 1.0, 0.0)


def test_at_most_five_sets_and_no_set_twice() -> None:
    answer = localize(lower(leaves(3), "actual", 0.4, channel="channel2"), DIMS)
    assert 1 <= len(answer) <= 5
    assert len({frozenset(one) for one in sets(answer)}) == len(answer)


def ratio(seed: int, rate: float = 0.9) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    frame = leaves(seed)[DIMS]
    before, now = random.poisson(200, (2, len(frame))) + 1
    hits = random.binomial(now, rate)
    return frame.assign(actual_num=hits, actual_den=now, expected_num=before * rate, expected_den=before)


def test_a_ratio_names_the_value_whose_rate_fell() -> None:
    frame = lower(ratio(1), "actual_num", 0.4, product="product2")
    first = localize(frame, DIMS)[0]
    assert sets([first])[0] == as_set({"product": "product2"})
    assert first.explained == pytest.approx(1, abs=0.1)


def test_a_ratio_names_the_combination_whose_rate_fell() -> None:
    frame = lower(ratio(2), "actual_num", 0.6, product="product2", channel="channel0")
    assert sets(localize(frame, DIMS))[0] == as_set({"product": "product2", "channel": "channel0"})


def test_a_ratio_names_causes_of_two_dimensions() -> None:
    frame = lower(ratio(3), "actual_num", 0.5, product="product2")
    frame = lower(frame, "actual_num", 0.5, region="region5")
    assert as_set({"product": "product2"}, {"region": "region5"}) in sets(localize(frame, DIMS))[:3]


def test_a_ratio_that_is_no_share_of_events_is_localized_too() -> None:
    random = np.random.default_rng(4)
    frame = ratio(4).assign(expected_num=lambda f: f["expected_den"] * 5000.0)
    frame["actual_num"] = frame["actual_den"] * 5000.0 * (1 + 0.02 * random.normal(size=len(frame)))
    frame = lower(frame, "actual_num", 0.2, rank="rank1")
    assert sets(localize(frame, DIMS))[0] == as_set({"rank": "rank1"})


def test_missing_values_of_a_dimension_are_a_value_of_their_own() -> None:
    frame = lower(leaves(6), "actual", 0.5, channel="channel2")
    frame["channel"] = frame["channel"].where(frame["channel"] != "channel2", None)
    assert sets(localize(frame, DIMS))[0] == {frozenset({("channel", None)})}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="colour"):
        localize(leaves(1), ["colour"])
    with pytest.raises(ValueError, match="actual_num"):
        localize(leaves(1)[DIMS], DIMS)
