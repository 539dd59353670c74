"""Makes the example company's rows as temporary relations of a DuckDB connection, one for each declared table.

Writes no lake and no ledger. Many relations are views (the order lines too), so that their rows are made when read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data.demo.days import company_days, day_rows, first_day
from data.demo.incidents import Incident, incidents_of
from data.demo.people import Employee, employees_of
from data.home import Settings

SQL = Path(__file__).parent / "sql"
SCRIPTS = ("names", "sales", "marketing", "production", "development", "hr", "company")
NAME = "彩玄精工株式会社"
CLOSING_MONTHS = (3, 9)


@dataclass(frozen=True)
class Company:
    """The example company of a seed as it stands on a day. `incidents` is for tests alone."""

    seed: int
    today: dt.date
    incidents: tuple[Incident, ...]

    @property
    def first_day(self) -> dt.date:
        """The first day that it has rows for."""
        return first_day(self.today)

    def settings(self, known: Settings) -> Settings:
        """Settings with the company's name, days off and closing months, where they are not set already."""
        days = known.company_days or company_days(self.first_day.year, self.today.year + 2)
        months = known.closing_months or CLOSING_MONTHS
        return replace(known, company_name=known.company_name or NAME, company_days=days, closing_months=months)


def company_of(seed: int, today: dt.date, *, incidents: bool = True) -> Company:
    """The company of a seed. Without incidents it serves to measure what they change."""
    return Company(seed, today, tuple(incidents_of(seed, today)) if incidents else ())


def make(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Makes the relations demo_<table>, with the day each row arrived, of all declared tables but targets."""
    _fix(connection, company)
    connection.execute(script("macros"))
    fill(connection, "demo_days", DAYS, day_rows(company.today))
    fill(connection, "demo_effects", EFFECTS, map(_effect_row, company.incidents))
    people = employees_of(company.seed, company.today, company.incidents)
    fill(connection, "demo_employees", EMPLOYEES, map(_employee_row, people))
    for name in SCRIPTS:
        connection.execute(script(name))


DAYS = (
    "day DATE, week DATE, month DATE, is_working BOOLEAN, weight DOUBLE, month_done DOUBLE, month_number INTEGER, "
    "work_day DATE"
)
EFFECTS = "kind VARCHAR, first_place VARCHAR, second_place VARCHAR, first_day DATE, last_day DATE, effect DOUBLE"
EMPLOYEES = (
    "employee_id VARCHAR, employee VARCHAR, division VARCHAR, site VARCHAR, employment VARCHAR, hired_on DATE, "
    "left_on DATE"
)


def script(name: str) -> str:
    """The SQL of one part of the company."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _fix(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """What the scripts ask for: the seed, the first day and the last."""
    connection.execute(f"CREATE OR REPLACE TEMP MACRO seed() AS {int(company.seed)}")
    connection.execute(f"CREATE OR REPLACE TEMP MACRO first_day() AS DATE '{company.first_day}'")
    connection.execute(f"CREATE OR REPLACE TEMP MACRO today() AS DATE '{company.today}'")


def _effect_row(incident: Incident) -> tuple[Any, ...]:
    second = incident.place[1] if len(incident.place) > 1 else ""
    return incident.kind, incident.place[0], second, incident.first_day, incident.last_day, incident.effect


def _employee_row(person: Employee) -> tuple[Any, ...]:
    return tuple(vars(person).values())


def fill(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """A temporary table of rows made in Python; they go through Arrow, which is much faster than values one by one."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    names = [column.split()[0] for column in columns.split(", ")]
    by_column = [pa.array(column) for column in zip(*rows, strict=True)]
    if by_column:
        connection.register("demo_rows", pa.table(by_column, names=names))
        connection.execute(f"INSERT INTO {table} FROM demo_rows")  # our own names
        connection.unregister("demo_rows")
