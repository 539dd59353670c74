"""What is watched: splits by dimensions with few members, pairs where they hold enough, at the finest grain."""

from insights.watch import splits_of, watched
from insights.watch.choice import grains_of
from tests.insights.incidents.panels import catalog, metric


def test_dimensions_with_many_members_are_not_watched_by_themselves():
    one = metric(dimensions=("region", "product", "customer", "channel"))
    members = {"region": 7, "product": 20, "customer": 400, "channel": 3}
    assert list(splits_of(catalog(one), one, members)) == [(), ("region",), ("channel",), ("region", "channel")]


def test_a_ratio_that_is_not_of_money_is_not_split_twice():
    parts = [metric(name="won", unit="count"), metric(name="closed", unit="count")]
    rate = metric(
        name="rate", kind="ratio", numerator="won", denominator="closed", unit="ratio", dimensions=("region", "channel")
    )
    assert ("region", "channel") not in list(splits_of(catalog(rate, *parts), rate, {"region": 3, "channel": 3}))


def test_totals_are_watched_by_week_and_month_places_by_the_finer():
    assert grains_of(metric()) == ["week", "month"]
    assert grains_of(metric(), ("region",)) == ["week"]
    assert grains_of(metric(smallest_grain="month"), ("region",)) == ["month"]


def test_parts_running_totals_and_plans_are_left_out():
    sold = metric()
    hidden = metric(name="hidden", internal=True)
    total = metric(name="total", kind="cumulative", base="sold")
    planned = metric(name="attained", kind="derived", expression="sold / plan(sold)")
    assert watched(catalog(sold, hidden, total, planned)) == [sold]
