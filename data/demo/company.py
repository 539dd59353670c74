"""Makes the example company's rows as temporary relations of a DuckDB connection, one for each declared table.

Writes no lake and no ledger. Takes about a second on two cores; the order lines stay a view, so that they are made when read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data.demo.days import company_days, day_rows, first_day
from data.demo.incidents import Incident, incidents_of
from data.demo.people import Employee, employees_of
from data.errors import Words
from data.home import Settings

SQL = Path(__file__).parent / "sql"
SCRIPTS = ("names", "sales", "marketing", "production", "development", "hr", "company")
NAME = "彩玄精工株式会社"
TABLES: dict[str, str] = {
    "orders": "sales", "deals": "sales", "pipeline_snapshots": "sales",
    "ads": "marketing", "leads": "marketing",
    "movements": "hr", "roster": "hr", "recruitments": "hr", "attendance": "hr", "trainings": "hr",
    "ai_training_progress": "hr", "pulse_surveys": "hr",
    "lots": "production", "stoppages": "production", "energy": "production", "shipments": "production",
    "changes": "development", "deployments": "development", "capacity": "development", "outages": "development",
    "sprints": "development", "defect_backlog": "development",
    "expenses": "company", "targets": "company",
}  # fmt: skip
"""The declared tables and the department whose head loads them; demo_<table> holds the rows, and when each arrived."""


@dataclass(frozen=True)
class Person:
    """A person of the example company's ledger."""

    id: str
    name: Words
    role: str
    department: str


PEOPLE = (
    Person("ceo", Words("山本 隆", "Takashi Yamamoto"), "executive", "company"),
    Person("promoter", Words("佐藤 恵", "Megumi Sato"), "promoter", "company"),
    Person("sales-head", Words("田中 誠", "Makoto Tanaka"), "head", "sales"),
    Person("marketing-head", Words("鈴木 彩", "Aya Suzuki"), "head", "marketing"),
    Person("hr-head", Words("高橋 直子", "Naoko Takahashi"), "head", "hr"),
    Person("production-head", Words("伊藤 剛", "Tsuyoshi Ito"), "head", "production"),
    Person("development-head", Words("渡辺 亮", "Ryo Watanabe"), "head", "development"),
    Person("viewer", Words("中村 葵", "Aoi Nakamura"), "viewer", "sales"),
)


@dataclass(frozen=True)
class Company:
    """The example company of a seed as it stands on a day. `incidents` is for tests alone."""

    seed: int
    today: dt.date
    incidents: tuple[Incident, ...]
    people: tuple[Person, ...] = PEOPLE

    @property
    def first_day(self) -> dt.date:
        """The first day that it has rows for."""
        return first_day(self.today)

    def settings(self, *, fixed: bool) -> Settings:
        """The settings of its home; `fixed` keeps the day where it is, else the home lives on with the real one."""
        days = company_days(self.first_day.year, self.today.year + 2)
        return Settings(
            company_days=days, company_name=NAME, closing_months=(3, 9), today=self.today if fixed else None
        )


def company_of(seed: int, today: dt.date, *, incidents: bool = True) -> Company:
    """The company of a seed. Without incidents it serves to measure what they change."""
    return Company(seed, today, tuple(incidents_of(seed, today)) if incidents else ())


def make(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Makes the relations demo_<table> for the tables of TABLES except targets (see targets.py)."""
    _fix(connection, company)
    connection.execute(script("macros"))
    _fill(connection, "demo_days", DAYS, day_rows(company.today))
    effects = [(i.kind, i.place[0], i.place[1] if len(i.place) > 1 else "", i.first_day, i.last_day, i.effect) for i in company.incidents]
    _fill(connection, "demo_effects", EFFECTS, effects)
    people = employees_of(company.seed, company.today, company.incidents)
    _fill(connection, "demo_employees", EMPLOYEES, map(_employee_row, people))
    for name in SCRIPTS:
        connection.execute(script(name))


DAYS = "day DATE, week DATE, month DATE, is_working BOOLEAN, weight DOUBLE, month_done DOUBLE, month_number INTEGER, work_day DATE"
EFFECTS = "kind VARCHAR, first_place VARCHAR, second_place VARCHAR, first_day DATE, last_day DATE, effect DOUBLE"
EMPLOYEES = "employee_id VARCHAR, employee VARCHAR, division VARCHAR, site VARCHAR, employment VARCHAR, hired_on DATE, left_on DATE"


def script(name: str) -> str:
    """The SQL of one part of the company."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _fix(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """What the scripts ask for: the seed, the first day and the last."""
    connection.execute(f"CREATE OR REPLACE TEMP MACRO seed() AS {int(company.seed)}")
    connection.execute(f"CREATE OR REPLACE TEMP MACRO first_day() AS DATE '{company.first_day}'")
    connection.execute(f"CREATE OR REPLACE TEMP MACRO today() AS DATE '{company.today}'")


def _employee_row(person: Employee) -> tuple[Any, ...]:
    return tuple(vars(person).values())


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Iterable[Sequence[object]]
) -> None:
    """A temporary table of rows made in Python. They go as lists of a column each: one statement, whatever their number."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    by_column = [list(column) for column in zip(*rows, strict=True)]
    if not by_column:
        return
    types = [column.split()[1] for column in columns.split(", ")]
    lists = ", ".join(f"unnest(?::{kind}[])" for kind in types)
    connection.execute(f"INSERT INTO {table} SELECT {lists}", by_column)
