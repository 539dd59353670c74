"""The example company's loads: which rows came with which file, whose it was, and when.

Past years came when the company began with Saigen, the months of the current year one by one, the newest days by
themselves.
A row that was entered late came with the file of the day it arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from data.demo.company import Company
from data.demo.days import DAY, first_day, fiscal_year

HEADS = {department: f"{department}-head" for department in ("sales", "marketing", "hr", "production", "development")}
TABLES = {
    "orders": "sales", "deals": "sales", "pipeline_snapshots": "sales",
    "ads": "marketing", "leads": "marketing",
    "movements": "hr", "roster": "hr", "recruitments": "hr", "attendance": "hr", "trainings": "hr",
    "ai_training_progress": "hr", "pulse_surveys": "hr",
    "lots": "production", "stoppages": "production", "energy": "production", "shipments": "production",
    "changes": "development", "deployments": "development", "capacity": "development", "outages": "development",
    "sprints": "development", "defect_backlog": "development",
    "expenses": "company",
}  # fmt: skip
"""The tables that come file by file, and the department whose head loads them. Targets come a year at a time."""
BY_MONTH = ("orders", "lots", "leads")
"""Tables whose files of the current year came month by month, and day by day of late; the others came as one until the
current month."""


@dataclass(frozen=True)
class File:
    """The rows of a table that arrived from `first` to `last`, as one load."""

    table: str
    name: str
    by: str
    at: dt.datetime
    first: dt.date
    last: dt.date


def files_of(company: Company) -> Iterator[File]:
    """All files in the order they came in."""
    found = [file for table in TABLES for file in _files(company, table)]
    return iter(sorted(found, key=lambda file: (file.at, file.table)))


def _files(company: Company, table: str) -> Iterator[File]:
    by = HEADS.get(TABLES[table], "ceo")
    begin = dt.date(fiscal_year(company.today), 4, 1)
    spans = list(_spans(table, begin, company.today))
    past = (first_day(company.today), begin - DAY)
    for number, (first, last) in enumerate([past, *spans]):
        day = min(last + DAY, company.today)
        at = dt.datetime.combine(day, dt.time(6, 30)) + dt.timedelta(
            minutes=3 * list(TABLES).index(table), seconds=number
        )
        yield File(table, f"{table}_{first:%Y%m%d}-{last:%Y%m%d}.csv", by, at, first, last)


def _spans(table: str, begin: dt.date, today: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The stretches of the current year that a file each stands for."""
    starts = [begin, today.replace(day=1)]
    if table in BY_MONTH:
        starts += [dt.date(begin.year + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(12)]
        starts += [today - n * DAY for n in range(3)]
    starts = sorted({start for start in starts if begin <= start <= today})
    for first, following in zip(starts, [*starts[1:], today + DAY], strict=True):
        yield first, following - DAY


def years_of(company: Company) -> Iterator[tuple[dt.date, dt.datetime]]:
    """The first day of each fiscal year, and when its targets were loaded: before it began."""
    for year in range(company.first_day.year, company.first_day.year + 3):
        yield dt.date(year, 4, 1), dt.datetime(year, 3, 25, 17, 10)  # noqa: DTZ001  # the company's wall time
