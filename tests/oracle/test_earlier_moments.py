"""A page of an earlier moment knows no later day: what runs then, and where zeros end."""

import datetime as dt

from data.home import Home
from data.lake import day_at, newest_snapshot, resolve_snapshot
from metrics.model import EVERYTHING, MetricQuery
from metrics.query import ask

MEETING = "2026-11-01T09:00"


def test_the_day_of_a_snapshot_is_the_one_it_stands_for(company: Home) -> None:
    newest = newest_snapshot(company)
    assert day_at(company, newest) == company.today() == dt.date(2026, 11, 24)
    assert day_at(company, resolve_snapshot(company, MEETING)) == dt.date(2026, 11, 1)


def test_no_zero_is_claimed_for_days_after_an_earlier_moment(company: Home) -> None:
    earlier = resolve_snapshot(company, MEETING)
    query = MetricQuery("failed_deployments", EVERYTHING, grain="day", start=dt.date(2026, 10, 25), snapshot=earlier)
    answer = ask(company, query)
    assert answer.frame["period"].max().date() <= dt.date(2026, 11, 1)
    assert (answer.frame["value"] == 0).any()


def test_a_month_that_ran_then_is_running_as_of_then(company: Home) -> None:
    earlier = resolve_snapshot(company, MEETING)
    asked = {"start": dt.date(2026, 9, 1), "end": dt.date(2026, 11, 30), "grain": "month"}
    assert ask(company, MetricQuery("failed_deployments", EVERYTHING, snapshot=earlier, **asked)).running
    assert not ask(
        company,
        MetricQuery("failed_deployments", EVERYTHING, snapshot=earlier, **asked | {"end": dt.date(2026, 10, 31)}),
    ).running
