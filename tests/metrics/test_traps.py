"""The traps of business reporting, each with rows made for it and an answer counted by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from data.home import Home
from metrics.model import EVERYTHING, MetricQuery
from metrics.query import ask, ask_plan
from tests.metrics.conftest import Company, bring, made_home

DEFINITIONS = """
department: sales
source: orders
time: ordered_at
dimensions:
  region: {}
  item: {}
sources:
  visits: {time: day, dimensions: {region: {}}}
  heads: {time: day, dimensions: {region: {}}}
metrics:
  revenue: {type: simple, expression: SUM(amount), dimensions: [region, item], target: {table: targets}}
  orders: {type: simple, expression: COUNT(DISTINCT order_id), dimensions: [region, item]}
  lines: {type: simple, expression: COUNT(*), dimensions: [region, item]}
  average_line: {type: simple, expression: AVG(amount), dimensions: [region, item]}
  basket: {type: ratio, numerator: revenue, denominator: orders}
  visits: {type: simple, source: visits, expression: SUM(visits), dimensions: [region]}
  conversion: {type: ratio, numerator: orders, denominator: visits}
  heads: {type: simple, source: heads, expression: SUM(heads), over_time: last, dimensions: [region]}
  mean_heads: {type: simple, source: heads, expression: SUM(heads), over_time: average, dimensions: [region]}
  revenue_per_head: {type: ratio, numerator: revenue, denominator: heads}
  attainment: {type: derived, expression: revenue / plan(revenue), unit: ratio}
  to_date: {type: cumulative, metric: revenue, window: year}
tables:
  orders: {time: ordered_at, columns: {ordered_at: datetime, order_id: text, region: text, item: text, amount: decimal}}
  visits: {time: day, columns: {day: date, region: text, visits: integer}}
  heads: {time: day, columns: {day: date, region: text, heads: integer}}
  targets: {time: month, columns: {metric: text, month: date, region: text, value: decimal}}
"""
ORDERS = [
    ("2024-02-28 10:00", "a", "東", "x", 100.0),
    ("2024-02-29 10:00", "b", "東", "x", 29.0),
    ("2024-03-01 10:00", "c", "西", "x", 1.0),
    ("2026-03-31 23:30", "d", "東", "x", 40.0),
    ("2026-03-31 23:59:59.999999", "d", "東", "y", 60.0),
    ("2026-04-01 00:00", "e", "西", "x", 10.0),
    ("2026-11-10 12:00", "f", "東", "x", 30.0),
    ("2026-11-10 12:00", "f", "東", "x", 30.0),
    ("2026-11-11 12:00", "g", "西", "y", 300.0),
]
VISITS = [
    ("2026-03-31", "東", 4),
    ("2026-11-10", "東", 10),
    ("2026-11-10", "東", 10),
    ("2026-11-11", "西", 5),
    ("2026-11-12", "北", 7),
]
HEADS = [
    ("2026-10-31", "東", 9),
    ("2026-10-31", "西", 2),
    ("2026-11-10", "東", 10),
    ("2026-11-10", "西", 2),
    ("2026-11-20", "東", 12),
]
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("traps")
    (folder / "definitions").mkdir()
    (folder / "definitions" / "sales.yaml").write_text(DEFINITIONS, encoding="utf-8")
    made = made_home(folder / "home", folder / "definitions", TODAY)
    (folder / "files").mkdir()
    orders = pd.DataFrame(ORDERS, columns=["ordered_at", "order_id", "region", "item", "amount"])
    bring(
        made, folder / "files", "orders", orders.assign(ordered_at=pd.to_datetime(orders.ordered_at, format="ISO8601"))
    )
    for table, rows, value in (("visits", VISITS, "visits"), ("heads", HEADS, "heads")):
        frame = pd.DataFrame(rows, columns=["day", "region", value])
        bring(made, folder / "files", table, frame.assign(day=pd.to_datetime(frame.day)))
    targets = pd.DataFrame(
        {
            "metric": "revenue",
            "month": pd.to_datetime(["2026-10-01", "2026-11-01", "2026-12-01"]),
            "region": None,
            "value": [100.0, 380.0, 500.0],
        }
    )
    bring(
        made,
        folder / "files",
        "targets",
        targets.astype({"region": "str"}).assign(region=pd.Series([None] * 3, dtype="str")),
    )
    return made


def value(
    home: Home, metric: str, start: str | None = None, end: str | None = None, *, plan: bool = False, **asked: object
) -> float:
    days = {name: dt.date.fromisoformat(day) for name, day in (("start", start), ("end", end)) if day}
    answer = (ask_plan if plan else ask)(home, MetricQuery(metric, EVERYTHING, **days, **asked))
    assert len(answer.frame) == 1
    return answer.frame["value"].item()


def rows(
    home: Home, metric: str, start: str | None = None, end: str | None = None, **asked: object
) -> dict[str, float]:
    days = {name: dt.date.fromisoformat(day) for name, day in (("start", start), ("end", end)) if day}
    frame = ask(home, MetricQuery(metric, EVERYTHING, **days, **asked)).frame
    keys = [name for name in frame.columns if name != "value"]
    return {
        " ".join(str(row[key])[:10] for key in keys): row["value"]
        for row in frame.to_dict("records")
        if not pd.isna(row["value"])
    }


NOVEMBER = ("2026-11-01", "2026-11-30")


def test_fan_out(home: Home) -> None:
    """Orders and visits have several rows a day and region; joined row by row, either would be counted twice."""
    assert value(home, "orders", *NOVEMBER) == 2
    assert value(home, "conversion", *NOVEMBER) == pytest.approx(2 / 32)
    assert rows(home, "conversion", *NOVEMBER, by=("region",)) == pytest.approx({"東": 1 / 20, "西": 1 / 5})


def test_average_of_averages(home: Home) -> None:
    """The mean of November's lines is of its three lines, not of its two regions' means."""
    assert value(home, "average_line", *NOVEMBER) == pytest.approx(360 / 3)
    assert rows(home, "average_line", *NOVEMBER, by=("region",)) == {"東": 30, "西": 300}
    assert value(home, "basket", *NOVEMBER) == pytest.approx(180)


def test_ratio_across_sources_keeps_a_side_without_the_other(home: Home) -> None:
    """北 has visits and no orders: no conversion, and its visits still count in the whole."""
    assert "北" not in rows(home, "conversion", *NOVEMBER, by=("region",))
    assert rows(home, "visits", *NOVEMBER, by=("region",))["北"] == 7


def test_distinct_counts_do_not_add_up(home: Home) -> None:
    """Order d has items x and y: once in the whole, once in each."""
    assert rows(home, "orders", "2026-03-31", "2026-03-31", by=("item",)) == {"x": 1, "y": 1}
    assert value(home, "orders", "2026-03-31", "2026-03-31") == 1


def test_division_by_zero_is_absent(home: Home) -> None:
    assert pd.isna(value(home, "conversion", "2024-02-01", "2024-02-29"))
    assert pd.isna(value(home, "basket", "2025-01-01", "2025-01-31"))


def test_leap_day(home: Home) -> None:
    assert value(home, "revenue", "2024-02-29", "2024-02-29") == 29
    assert value(home, "revenue", "2024-02-01", "2024-02-29") == 129
    assert rows(home, "revenue", "2024-02-29", "2024-03-01", grain="day") == {"2024-02-29": 29, "2024-03-01": 1}
    assert rows(home, "revenue", "2024-02-01", "2024-03-31", grain="month") == {"2024-02-01": 129, "2024-03-01": 1}


def test_end_of_the_fiscal_year(home: Home) -> None:
    """31 March closes one year and quarter, 1 April opens the next."""
    around = ("2026-03-01", "2026-04-30")
    assert rows(home, "revenue", *around, grain="year") == {"2025-04-01": 100, "2026-04-01": 10}
    assert rows(home, "revenue", *around, grain="quarter") == {"2026-01-01": 100, "2026-04-01": 10}
    assert rows(home, "to_date", *around, grain="month") == {"2026-03-01": 100, "2026-04-01": 10}


def test_times_of_day_stay_in_their_day(home: Home) -> None:
    """A naive 23:30 on 31 March is in March, whatever the machine's time zone; so is its last microsecond."""
    assert value(home, "revenue", "2026-03-31", "2026-03-31") == 100
    assert rows(home, "revenue", "2026-03-01", "2026-04-30", grain="month") == {"2026-03-01": 100, "2026-04-01": 10}
    assert value(home, "revenue", "2026-04-01", "2026-04-01") == 10


def test_week_across_the_year(home: Home) -> None:
    """Weeks are whole: that of 31 March goes on in April."""
    assert rows(home, "revenue", "2026-03-30", "2026-04-05", grain="week") == {"2026-03-30": 110}


def test_running_month_is_compared_with_the_plan_due(home: Home) -> None:
    """On 24 November, 15 of the month's 19 working days are over (3 and 23 are holidays): 380 × 15/19 is due."""
    asked = MetricQuery("revenue", EVERYTHING, "month", start=dt.date(2026, 10, 1), end=dt.date(2026, 11, 30))
    assert ask(home, asked).running
    assert value(home, "revenue", "2026-11-01", "2026-11-24", plan=True) == pytest.approx(380 * 15 / 19)
    assert value(home, "revenue", *NOVEMBER, plan=True) == 380
    assert rows(home, "attainment", *NOVEMBER, grain="month") == pytest.approx({"2026-11-01": 360 / (380 * 15 / 19)})
    assert value(home, "attainment", "2026-11-01", "2027-03-31") == pytest.approx(360 / (380 * 15 / 19))


def test_a_month_that_is_over_does_not_run(home: Home) -> None:
    asked = MetricQuery("revenue", EVERYTHING, "month", end=dt.date(2026, 3, 31))
    assert not ask(home, asked).running


def test_stock_is_not_added_over_time(home: Home) -> None:
    """The source's last day in November is the 20th; 西 has no row then and so no part in it."""
    assert value(home, "heads", *NOVEMBER) == 12
    assert rows(home, "heads", *NOVEMBER, by=("region",)) == {"東": 12}
    assert rows(home, "heads", "2026-10-01", "2026-11-30", grain="month") == {"2026-10-01": 11, "2026-11-01": 12}
    assert rows(home, "revenue_per_head", *NOVEMBER, grain="month") == {"2026-11-01": 30}


def test_stock_average_counts_every_time_of_the_source(home: Home) -> None:
    assert value(home, "mean_heads", *NOVEMBER) == (12 + 12) / 2
    assert rows(home, "mean_heads", *NOVEMBER, by=("region",)) == {"東": 11, "西": 1}


ADDITIVE = ("revenue", "quantity", "lines", "web_revenue", "stock", "stock_mean", "visits", "revenue_to_date", "margin")


@pytest.mark.parametrize("grain", [None, "week", "month", "quarter", "year"])
@pytest.mark.parametrize("metric", ADDITIVE)
def test_segments_sum_to_the_total(company: Company, metric: str, grain: str | None) -> None:
    split = ask(company.home, MetricQuery(metric, EVERYTHING, grain, by=("region",))).frame
    total = ask(company.home, MetricQuery(metric, EVERYTHING, grain)).frame
    if grain is None:
        assert split["value"].sum() == pytest.approx(total["value"].item())
        return
    summed = split.groupby("period")["value"].sum(min_count=1)
    pd.testing.assert_series_equal(summed, total.set_index("period")["value"].dropna())


@pytest.mark.parametrize("metric", ["revenue", "lines", "visits"])
def test_periods_sum_to_the_total(company: Company, metric: str) -> None:
    total = ask(company.home, MetricQuery(metric, EVERYTHING)).frame["value"].item()
    for grain in ("day", "week", "month", "quarter", "year"):
        assert ask(company.home, MetricQuery(metric, EVERYTHING, grain)).frame["value"].sum() == pytest.approx(total)
