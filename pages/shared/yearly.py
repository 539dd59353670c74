"""A KPI by month over its fiscal year: what is in, the months to come as forecast, and where the year will land."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from insights.landing import Landing
from metrics.formatting import format_percent, format_value
from metrics.standing import Standing
from pages.shared import figures, outlook
from pages.shared.cards import Wording
from pages.shared.charts.ahead import Ahead
from pages.shared.session import Page, answers


@dataclass(frozen=True)
class Coming:
    """The months to come, each with forecast, low and high, and the landings; nothing while they are made."""

    months: tuple[tuple[dt.date, tuple[float, float, float]], ...] = ()
    landings: tuple[Landing, ...] = ()

    @classmethod
    def of(cls, ahead: Ahead | None, landings: tuple[Landing, ...] | None) -> Coming:
        """What is there of both."""
        return cls(tuple(sorted((ahead or {}).items())), landings or ())


def year(page: Page, standing: Standing, coming: Coming) -> figures.Figure:
    """The KPI by month over the fiscal year, with its figure to date, and the months to come hatched."""
    wording = page.wording
    name = wording.say("fiscal.year", year=wording.calendar.fiscal_year(standing.period.start))
    heading = wording.say("year.title", metric=wording.label(standing), year=name, unit="{unit}")
    periods = answers.year(page, standing)
    notes = [_to_date(wording, standing), outlook.short(wording, standing.metric, coming.landings)]
    note = " ・ ".join(text for text in notes if text)
    return figures.over_time(wording, standing.metric, "month", periods, heading, note, ahead=dict(coming.months))


def _to_date(wording: Wording, standing: Standing) -> str:
    if standing.to_date is None:
        return ""
    value = format_value(standing.to_date, standing.metric.unit, wording.language).text
    reached = standing.to_date_attainment
    if reached is None:
        return wording.say("year.note.plain", value=value)
    return wording.say("year.note", value=value, attainment=format_percent(reached, wording.language, digits=0))
