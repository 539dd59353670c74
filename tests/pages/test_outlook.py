"""Landings as rows: chances without false certainty, one scale, shares of the drawing; records by one rule for both."""

import datetime as dt

import pytest

from data.errors import Words
from data.incident_store import Estimate, Replayed
from insights.landing import Landing
from metrics.model import Metric
from metrics.periods import Period
from pages.shared import outlook

REVENUE = Metric("revenue", "sales", "simple", Words("売上高", "Revenue"), "JPY", "up")
MONTH = Period("month", dt.date(2026, 11, 1), dt.date(2026, 11, 30))
YEAR = Period("year", dt.date(2026, 4, 1), dt.date(2027, 3, 31))


def landing(period=MONTH, probability=0.4, value=1.2e9, so_far=1.0e9, target=1.3e9):
    return Landing("revenue", period, so_far, value, value * 0.95, value * 1.05, 0.8, target, probability)


@pytest.mark.parametrize(("chance", "key"), [(0.0, "outlook.chance.low"), (0.999, "outlook.chance.high")])
def test_a_drawn_chance_is_never_said_to_be_certain(wording, chance, key):
    assert outlook.chance_text(wording, landing(probability=chance)) == wording.say(key)


def test_a_chance_in_between_is_in_whole_percent(wording):
    assert outlook.chance_text(wording, landing(probability=0.376)) == "38%"
    assert outlook.chance_text(wording, landing(probability=None)) == "—"


def test_month_and_year_are_written_in_the_unit_of_the_smaller(wording):
    both = [landing(value=7.7e7, so_far=5e7), landing(YEAR, value=1.45e9)]
    scale, _ = outlook.scale_for_all(wording, REVENUE, both)
    assert scale.factor == 1e6
    assert outlook.row(wording, REVENUE, both[1], scale, None)["value"] == "1,450"


def test_the_drawing_holds_all_that_it_shows_between_its_ends(wording):
    own = Estimate("revenue", "2026-11", "sales-head", dt.datetime(2026, 11, 20, 9), 1.5e9)  # noqa: DTZ001 - the company's wall time
    scale, _ = outlook.scale_for_all(wording, REVENUE, [landing()])
    row = outlook.row(wording, REVENUE, landing(), scale, own)
    shares = [row[name] for name in ("zero", "sofar", "forecast", "low", "high", "target", "estimate")]
    assert min(shares) == 0.0
    assert max(shares) == 1.0
    assert row["sofar"] < row["low"] < row["forecast"] < row["high"] < row["target"] < row["estimate"]
    assert "佐々木 健" in row["estimate_text"]


def test_the_year_is_told_in_short_with_its_range(wording):
    said = outlook.short(wording, REVENUE, [landing(), landing(YEAR, value=1.45e10)])
    assert "80%" in said
    assert outlook.short(wording, REVENUE, []) == ""


def test_the_record_counts_both_rules_over_the_same_months(wording):
    past = [
        Replayed("forecast", "revenue", "sales", MONTH.start, MONTH.start, detail)
        for detail in (
            {"said": 100.0, "came": 103.0, "naive": 80.0, "right": True},
            {"said": 100.0, "came": 120.0, "naive": 118.0, "right": False},
        )
    ]
    line = outlook._model_line(wording, past, "5%")
    assert "1/2" in line
    assert line.count("1/2") == 3
    assert outlook._model_line(wording, [], "5%") == wording.say("outlook.record.none")
