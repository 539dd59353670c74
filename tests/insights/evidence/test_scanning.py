"""scan finds what was put into a table and is silent where nothing was. Made tables; no labelled files."""

import numpy as np
import pandas as pd
import pytest

from insights.evidence import Evidence, scan
from insights.evidence.model import ROW

ROWS = 700


def orders(seed: int) -> pd.DataFrame:
    """A table in which nothing depends on anything; its outcomes are uneven."""
    random = np.random.default_rng(seed)
    opened = pd.Timestamp("2025-04-01") + pd.to_timedelta(np.sort(random.uniform(0, 365, ROWS)), unit="D")
    return pd.DataFrame(
        {
            "番号": [f"A{number:05}" for number in range(ROWS)],
            "地域": random.choice(["東京", "大阪", "名古屋", "福岡"], ROWS),
            "担当": random.choice(["佐藤", "鈴木", "高橋", "田中", "伊藤"], ROWS),
            "金額": random.lognormal(9, 0.4, ROWS).round(),
            "opened": opened,
            "closed": opened + pd.to_timedelta(random.gamma(4, 2, ROWS), unit="D"),
            "state": random.choice(["done", "declined"], ROWS, p=[0.8, 0.2]),
        }
    )


def found(frame: pd.DataFrame, **facts: object) -> list[Evidence]:
    return [one for one in scan(frame) if all(getattr(one, name) == value for name, value in facts.items())]


@pytest.mark.parametrize("seed", range(4))
def test_independent_columns_give_nothing(seed: int) -> None:
    even = np.random.default_rng(seed).choice(["done", "declined"], ROWS)
    assert scan(orders(seed).assign(state=even)) == []


def test_too_small_or_empty_tables_give_nothing() -> None:
    assert scan(orders(1).head(10)) == []
    assert scan(pd.DataFrame()) == []
    assert scan(pd.DataFrame({"a": [None] * 100, "b": ["x"] * 100})) == []


def test_a_higher_mean_is_found_with_its_interval() -> None:
    frame = orders(1)
    frame.loc[frame["地域"] == "大阪", "金額"] *= 1.5
    one = found(frame, dim="地域", value="大阪", measure="mean(金額)", direction="high")[0]
    inside = frame.loc[frame["地域"] == "大阪", "金額"].mean()
    assert one.effect == pytest.approx(inside - frame.loc[frame["地域"] != "大阪", "金額"].mean())
    assert one.interval[0] < one.effect < one.interval[1]
    assert one.p_adjusted < 0.001
    assert one.n == (frame["地域"] == "大阪").sum()


def test_the_other_values_are_not_called_low_because_one_is_high() -> None:
    frame = orders(1)
    frame.loc[frame["地域"] == "大阪", "金額"] *= 2
    assert [one.value for one in scan(frame) if one.dim == "地域" and one.measure == "mean(金額)"] == ["大阪"]


def test_days_between_two_times_are_measured() -> None:
    frame = orders(2)
    late = frame["担当"] == "鈴木"
    frame.loc[late, "closed"] = frame.loc[late, "closed"] + pd.Timedelta(days=6)
    assert found(frame, dim="担当", value="鈴木", measure="mean(closed-opened)", direction="high")


def test_a_rate_of_an_outcome_is_measured() -> None:
    frame = orders(3)
    frame.loc[frame["担当"] == "田中", "state"] = "declined"
    assert found(frame, dim="担当", value="田中", measure="rate(state=declined)", direction="high")


def test_a_dominating_value_and_what_it_goes_with_are_counted() -> None:
    frame = orders(4)
    frame.loc[::2, "地域"] = "東京"
    frame.loc[(frame["地域"] == "東京") & (np.arange(ROWS) % 3 > 0), "担当"] = "伊藤"
    assert found(frame, dim="地域", value="東京", measure="count", direction="high")
    conditions = {("地域", "東京"), ("担当", "伊藤")}
    assert any(one.conditions == conditions and one.measure == "count" for one in scan(frame))


def test_a_segment_that_grows_is_found() -> None:
    frame = orders(5)
    growing = np.random.default_rng(5).random(ROWS) < np.linspace(0, 0.6, ROWS)
    frame.loc[growing, "担当"] = "高橋"
    assert found(frame, dim="担当", value="高橋", measure="count", direction="up")


def test_a_window_of_counts_is_found_with_its_days() -> None:
    frame = orders(6)
    summer = frame["opened"].between("2025-07-01", "2025-08-31") & (np.arange(ROWS) % 2 == 0)
    frame.loc[summer, "地域"] = "福岡"
    one = found(frame, dim="地域", value="福岡", kind="window", direction="high")[0]
    assert one.time == ("2025-07-01", "2025-08-31")


def test_a_measure_that_rises_in_one_segment_is_said_of_that_segment_only() -> None:
    frame = orders(7)
    rows = frame["地域"] == "名古屋"
    frame.loc[rows, "金額"] *= 1 + np.linspace(0, 2, ROWS)[rows]
    trends = [one for one in scan(frame) if one.kind == "trend" and one.measure == "mean(金額)"]
    assert [(one.dim, one.value, one.direction) for one in trends] == [("地域", "名古屋", "up")]


def test_a_rise_of_the_whole_is_said_once() -> None:
    frame = orders(8)
    frame["金額"] *= 1 + np.linspace(0, 2, ROWS)
    trends = [one for one in scan(frame) if one.kind == "trend" and one.measure == "mean(金額)"]
    assert [(one.dim, one.direction) for one in trends] == [(None, "up")]


def test_a_correlation_has_its_sign() -> None:
    frame = orders(9)
    frame["数量"] = (1e6 / frame["金額"] * np.random.default_rng(9).lognormal(0, 0.1, ROWS)).round(1)
    correlations = [one for one in scan(frame) if one.kind == "correlation"]
    assert [set(one.measure.split("~")) for one in correlations] == [{"金額", "数量"}]
    assert correlations[0].direction == "negative"


def test_an_amount_that_repeats_is_found_where_it_does() -> None:
    frame = orders(10)
    rows = frame.index[frame["担当"] == "佐藤"][:60]
    frame.loc[rows, "金額"] = 9876
    assert found(frame, dim="担当", value="佐藤", measure="rate(金額=9876)", direction="high")


def test_few_leaders_for_many_members_are_found() -> None:
    random = np.random.default_rng(11)
    team = random.choice(["営業", "開発", "製造", "人事"], ROWS)
    leaders = {"営業": 12, "開発": 12, "製造": 2, "人事": 12}
    leader = [f"{name}{random.integers(leaders[name])}" for name in team]
    frame = pd.DataFrame({"team": team, "leader": leader})
    assert found(frame, dim="team", value="製造", measure="distinct(leader)", direction="low")
    assert found(frame, dim="team", value="製造", measure="count/distinct(leader)", direction="high")


def test_words_of_a_notable_segment_are_found() -> None:
    frame = orders(12)
    frame.loc[::2, "地域"] = "東京"
    usual = [f"request number {number} about delivery" for number in range(ROWS)]
    frame["memo"] = usual
    tokyo = frame.index[frame["地域"] == "東京"][::2]
    frame.loc[tokyo, "memo"] = [f"pump KX100 broke again, ticket {number}" for number in range(len(tokyo))]
    assert any(one.dim == "memo" and one.filter == {"地域": "東京"} for one in scan(frame))


def test_order_is_stable_and_bounded() -> None:
    frame = orders(13)
    frame.loc[frame["地域"] == "大阪", "金額"] *= 3
    frame.loc[frame["担当"] == "田中", "state"] = "declined"
    assert scan(frame) == scan(frame)
    assert len(scan(frame, most=1)) == 1


def test_rows_have_the_scripted_columns() -> None:
    frame = orders(14)
    frame.loc[frame["地域"] == "大阪", "金額"] *= 3
    for one in scan(frame):
        assert tuple(one.row()) == ROW
        assert one.text
