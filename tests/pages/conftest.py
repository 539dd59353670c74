"""Standings made by hand for the view models, in both languages."""

import datetime as dt

import pytest

from data.errors import Words
from metrics.calendar import BusinessCalendar
from metrics.model import Metric
from metrics.periods import Period, Window
from metrics.standing import Point, Standing
from pages.shared.cards import Wording

NOVEMBER = Period("month", dt.date(2026, 11, 1), dt.date(2026, 11, 30))


@pytest.fixture(params=["ja", "en"])
def wording(request):
    """How to say things, with one person and two departments known."""
    return Wording(request.param, BusinessCalendar(), {"sales-head": "佐々木 健"}, {"sales": "営業", "hr": "人事"})


@pytest.fixture
def standing():
    """Makes a standing of a running November."""

    def made(value, plan, *, unit="JPY", direction="up", last_year=None, name="revenue", department="sales", **more):
        metric = Metric(name, department, "simple", Words("売上高", "Revenue"), unit, direction, owner="sales-head")
        points = more.pop("points", (Point(dt.date(2026, 10, 1), 2.0, 3.0), Point(NOVEMBER.start, value, plan)))
        window = Window(NOVEMBER.start, dt.date(2026, 11, 24))
        return Standing(metric, NOVEMBER, window, True, value, plan, last_year=last_year, points=points, **more)

    return made
