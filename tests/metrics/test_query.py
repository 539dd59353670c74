"""Asking: plans, roll-ups, rows behind a value, the cache, many threads, and hostile values run for real."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.errors import Refusal
from data.lake import lake_tables, newest_snapshot
from data.warehouse import read_engine
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.compiler import Context, compile_query
from metrics.model import EVERYTHING, Filter, MetricQuery
from metrics.query import ANSWERS, ask, ask_many, ask_plan, rows
from tests.metrics import oracle
from tests.metrics.conftest import REGIONS, TODAY, Company


def asked(metric: str, grain: str | None = None, **more: object) -> MetricQuery:
    return MetricQuery(metric, EVERYTHING, grain, **more)  # type: ignore[arg-type]


def answered(company: Company, sql: str) -> pd.DataFrame:
    return read_engine(company.home).fetch(sql)


ROLLED = ("revenue", "quantity", "lines", "orders", "largest", "basket", "margin", "revenue_to_date", "basket_to_date")
BY_REGION = (("region",), ())
FILTERS: tuple[tuple[Filter, ...], ...] = ((), (("region", REGIONS[:2]),), (("customer", ("3", "5")),))


@pytest.mark.parametrize("grain", [None, "day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("metric", ROLLED)
def test_a_rollup_answers_as_the_rows_do(company: Company, metric: str, grain: str | None) -> None:
    catalog, snapshot = catalog_of(company.home), newest_snapshot(company.home)
    stored = {name: frozenset(columns) for name, columns in lake_tables(company.home, snapshot).items()}
    without = {name: columns for name, columns in stored.items() if name != "orders_by_day"}
    for by in BY_REGION:
        for where in FILTERS if "customer" in catalog.metrics[metric].dimensions else FILTERS[:2]:
            query = asked(metric, grain, by=by, where=where, snapshot=snapshot)
            texts = [compile_query(catalog, query, Context(stored=each, today=TODAY)) for each in (stored, without)]
            assert ["orders_by_day" in text for text in texts] == [True, False]
            pd.testing.assert_frame_equal(*(answered(company, text) for text in texts), rtol=1e-12)


@pytest.mark.parametrize(
    ("metric", "by"),
    [("customers", ()), ("middle_amount", ()), ("web_revenue", ()), ("revenue", ("channel",)), ("revenue", ("size",))],
)
def test_what_a_rollup_can_not_answer_is_read_from_rows(company: Company, metric: str, by: tuple[str, ...]) -> None:
    assert "orders_by_day" not in compile_query(catalog_of(company.home), asked(metric, by=by), Context())


def targets(company: Company, metric: str) -> pd.DataFrame:
    frame = company.frames["targets"]
    return frame[frame.metric == metric].assign(day=lambda found: found.month.dt.date)


def test_plan_of_a_flow_is_added(company: Company) -> None:
    wanted = targets(company, "revenue").assign(p=lambda t: t.day.map(lambda day: oracle.period_start(day, "quarter")))
    found = ask_plan(company.home, asked("revenue", "quarter")).frame
    assert dict(zip(found.period.dt.date, found.value, strict=True)) == wanted.groupby("p").value.sum().to_dict()


def test_plan_of_a_stock_is_the_last_months(company: Company) -> None:
    wanted = targets(company, "stock").assign(p=lambda t: t.day.map(lambda day: oracle.period_start(day, "year")))
    found = ask_plan(company.home, asked("stock", "year")).frame
    assert dict(zip(found.period.dt.date, found.value, strict=True)) == wanted.groupby("p").value.last().to_dict()


def test_plan_of_a_rate_is_the_mean(company: Company) -> None:
    wanted = targets(company, "score_mean").assign(p=lambda t: t.day.map(lambda day: oracle.period_start(day, "year")))
    found = ask_plan(company.home, asked("score_mean", "year")).frame
    assert dict(zip(found.period.dt.date, found.value, strict=True)) == wanted.groupby("p").value.mean().to_dict()


def test_plan_of_segments_adds_up_where_there_is_none_for_the_whole(company: Company) -> None:
    wanted = targets(company, "orders").groupby("month").value.sum()
    found = ask_plan(company.home, asked("orders", "month")).frame.set_index("period").value
    assert found.tolist() == wanted.tolist()
    split = ask_plan(company.home, asked("orders", "month", by=("region",))).frame
    assert split.groupby("period").value.sum().tolist() == wanted.tolist()


def test_plan_of_a_ratio_is_that_of_its_parts(company: Company) -> None:
    parts = [targets(company, name).value.sum() for name in ("revenue", "orders")]
    assert ask_plan(company.home, asked("basket")).frame.value.item() == pytest.approx(parts[0] / parts[1])


def test_plan_of_a_ratio_without_both_parts_is_the_mean_of_its_own(company: Company) -> None:
    """Revenue's targets are not by region; basket's are neither, so by region there is no plan at all."""
    assert ask_plan(company.home, asked("basket", by=("region",))).frame.value.isna().all()
    assert ask_plan(company.home, asked("revenue", "month", by=("region",))).frame.empty


def test_plan_of_a_running_total_grows_with_the_year(company: Company) -> None:
    window = {"start": dt.date(2026, 4, 1), "end": dt.date(2026, 9, 30)}
    wanted = targets(company, "revenue").set_index("day").value.loc[window["start"] : window["end"]].cumsum()
    found = ask_plan(company.home, asked("revenue_to_date", "month", **window)).frame
    assert found.value.tolist() == wanted.tolist()


@pytest.mark.parametrize("grain", ["day", "week"])
def test_plan_by_day_and_week_adds_up_to_the_months(company: Company, grain: str) -> None:
    window = {"start": dt.date(2026, 10, 1), "end": dt.date(2026, 10, 31)}
    whole = ask_plan(company.home, asked("revenue", "month", **window)).frame.value.item()
    assert ask_plan(company.home, asked("revenue", grain, **window)).frame.value.sum() == pytest.approx(whole)


def test_plan_due_follows_the_calendar(company: Company) -> None:
    calendar = calendar_of(company.home.settings)
    whole = targets(company, "revenue").set_index("day").value[dt.date(2026, 11, 1)]
    due = calendar.working_days(dt.date(2026, 11, 1), TODAY) / calendar.working_days(
        dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    )
    found = ask_plan(company.home, asked("revenue", start=dt.date(2026, 11, 1), end=TODAY)).frame.value.item()
    assert found == pytest.approx(whole * due)


def test_zero_and_absent_periods(company: Company) -> None:
    """From the first stoppage to the end asked for, but not past today: zero where there was none, or absent."""
    window = {"start": dt.date(2026, 1, 1), "end": dt.date(2027, 3, 31)}
    zero = ask(company.home, asked("stoppages", "month", **window)).frame
    assert zero.value.tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0]
    absent = ask(company.home, asked("lost_minutes", "month", **window)).frame
    assert absent.period.dt.month.tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert absent.value.notna().tolist() == [True, False, False, False, False, False, True]
    assert ask(company.home, asked("stoppages", "month", end=dt.date(2024, 4, 30))).frame.empty
    assert (
        ask(company.home, asked("stoppages", start=dt.date(2026, 6, 1), end=dt.date(2026, 6, 30))).frame.value.item()
        == 0
    )


def test_rows_behind_a_value(company: Company) -> None:
    window = {"start": dt.date(2026, 3, 1), "end": dt.date(2026, 3, 31)}
    where = (("region", ("東京",)),)
    found = rows(company.home, asked("web_revenue", where=where, **window), limit=5)
    truth = oracle.rows_of(company.frames, "orders", "ordered_on", asked("web_revenue", where=where, **window))
    assert found.total == (truth.channel == "web").sum()
    assert len(found.frame) == 5
    assert list(found.columns) == [*company.frames["orders"].columns, "_load_id"]
    assert found.frame["_load_id"].str.len().gt(0).all()
    whole = rows(company.home, asked("web_revenue", where=where, **window), limit=10_000).frame
    assert whole.amount.sum() == pytest.approx(
        ask(company.home, asked("web_revenue", where=where, **window)).frame.value.item()
    )


def test_rows_behind_a_stock_are_those_of_the_last_day(company: Company) -> None:
    found = rows(company.home, asked("stock", start=dt.date(2026, 10, 1), end=dt.date(2026, 10, 31)))
    assert (
        found.frame.pieces.sum()
        == ask(
            company.home, asked("stock", "month", start=dt.date(2026, 10, 1), end=dt.date(2026, 10, 31))
        ).frame.value.item()
    )


def test_rows_of_a_part(company: Company) -> None:
    assert rows(company.home, asked("revenue_per_visit")).source == "orders"
    assert rows(company.home, asked("revenue_per_visit"), part="visits").source == "visits"


def test_rows_that_are_not_to_be_shown(company: Company) -> None:
    with pytest.raises(Refusal) as refused:
        rows(company.home, asked("staff"))
    assert refused.value.code == "rows_not_shown"


def test_an_answer_is_kept_and_no_one_can_spoil_it(company: Company) -> None:
    query = asked("revenue", "month", by=("region",))
    ANSWERS.clear()
    first = ask(company.home, query)
    first.frame.loc[:, "value"] = 0.0
    first.frame["more"] = 1
    second = ask(company.home, query)
    assert second.frame.columns.tolist() == ["period", "region", "value"]
    assert second.frame.value.abs().sum() > 0
    assert not second.frame.value.to_numpy().flags.writeable
    assert len(ANSWERS) == 1


def test_the_cache_is_bounded(company: Company) -> None:
    from metrics.query.cache import AnswerCache

    cache = AnswerCache(answers=2, rows=10)
    answer = ask(company.home, asked("revenue"))
    for key in "abc":
        cache.put(key, answer)
    assert cache.get("a") is None
    assert len(cache) == 2
    cache.put("d", replace(answer, frame=pd.DataFrame({"value": np.zeros(11)})))
    assert len(cache) == 0


def test_many_threads_get_right_answers(company: Company) -> None:
    """Sixteen threads, questions of known answers, nothing cached."""
    queries = [
        asked(name, "month", where=(("region", (region,)),))
        for name in ("revenue", "lines", "orders")
        for region in REGIONS
    ]
    known = [oracle.values(company.frames, query) for query in queries]
    order = np.random.default_rng(1).permutation(len(queries) * 8) % len(queries)

    def right(index: int) -> bool:
        ANSWERS.clear()
        frame = ask(company.home, queries[index]).frame.dropna()
        found = {(period.date(),): value for period, value in zip(frame.period, frame.value, strict=True)}
        return found == pytest.approx(known[index])

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(right, order))


def test_sixty_four_threads_of_two_hundred_questions(company: Company) -> None:
    """From an empty cache; every answer is the known one."""
    snapshot = newest_snapshot(company.home)
    names = ("revenue", "lines", "stock", "visits")
    queries = [
        asked(name, grain, where=(("region", (region,)),), snapshot=snapshot)
        for name in names
        for grain in (None, "quarter", "year")
        for region in REGIONS[:3]
    ]
    known = [sum(oracle.values(company.frames, query).values()) for query in queries]
    ANSWERS.clear()

    def wrong(thread: int) -> int:
        order = np.random.default_rng(thread).integers(0, len(queries), 200)
        answers = [ask(company.home, queries[index]).frame.value.sum() for index in order]
        return sum(not np.isclose(found, known[index]) for found, index in zip(answers, order, strict=True))

    with ThreadPoolExecutor(64) as pool:
        assert sum(pool.map(wrong, range(64))) == 0


def test_questions_in_any_order_are_answered_in_theirs(company: Company) -> None:
    queries = [asked("revenue"), asked("stock", "month"), asked("orders"), asked("revenue"), asked("staff")]
    found = ask_many(company.home, queries)
    assert [answer.metric for answer in found] == [query.metric for query in queries]
    assert len({answer.sql for answer in found}) == 2


@pytest.mark.parametrize("value", ["' OR 1=1 --", "x'; DROP TABLE orders; --", "\\", "", "𠮷" * 5000])
def test_hostile_values_find_nothing(company: Company, value: str) -> None:
    found = ask(company.home, asked("lines", where=(("region", (value,)),))).frame.value
    assert found.isna().all()
    assert ask(company.home, asked("lines")).frame.value.item() == len(company.frames["orders"])


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\ud83d"])
def test_values_that_are_no_text_are_refused(company: Company, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(company.home, asked("lines", where=(("region", (value,)),)))
    assert refused.value.code == "wrong_value"
    assert refused.value.message.en.isascii()


def test_hostile_values_that_are_there_are_found(company: Company) -> None:
    name = REGIONS[3]
    count = (company.frames["orders"].region == name).sum()
    assert ask(company.home, asked("lines", where=(("region", (name,)),))).frame.value.item() == count


def test_whole_numbers_of_a_dimension_stay_whole(company: Company) -> None:
    frame = ask(company.home, asked("lines", by=("customer",))).frame
    assert frame.customer.tolist() == sorted(set(company.frames["orders"].customer))
    assert frame.customer.dtype.kind == "i"


def test_definitions_are_read_once(company: Company) -> None:
    assert catalog_of(company.home) is catalog_of(company.home)
