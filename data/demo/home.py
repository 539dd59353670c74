# ruff: noqa: S608 - names are those of TABLES, values are days
"""Puts the example company into a home's lake: its files as loads, in a few transactions, one a moment to look back to.

Makes no ledger and no settings; what a new home has besides is the concern of who makes it.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from itertools import pairwise

import pyarrow as pa

from data.demo.company import Company, company_of, fill, make
from data.demo.days import DAY
from data.demo.loads import TABLES, File, files_of, years_of
from data.demo.targets import TARGETS, targets_of
from data.home import Home
from data.lake import Transaction, load_query, write

MESSAGE = "例示会社の作成"
MORNING = dt.time(8, 0)
Rows = dict[File, pa.Table]
"""The rows of files that come in a later transaction; of a file of days on which nothing happened there are none."""


def make_example(home: Home, today: dt.date, seed: int) -> None:
    """Loads all rows of the company of a seed up to `today` into an empty lake."""
    company = company_of(seed, today)
    first, *later = _moments(today)
    kept = write(home, partial(_load_first, company=company, moment=first), message=MESSAGE, at=past(home, first))
    for begun, moment in pairwise([first, *later]):
        arrived = {file: rows for file, rows in kept.items() if begun <= file.at < moment}
        write(home, partial(_load_later, arrived=arrived), message=MESSAGE, at=past(home, moment))


def past(home: Home, moment: dt.datetime) -> dt.datetime:
    """The moment, or now where it is still to come today: who makes the company before eight has its files already."""
    now = home.now()
    return min(moment, now) if moment.date() == now.date() else moment


def _moments(today: dt.date) -> list[dt.datetime]:
    """The lake as at the last management meeting, on the eve, and on the morning of `today`."""
    days = sorted({today.replace(day=1), today - DAY, today})
    return [dt.datetime.combine(day, MORNING) for day in days]


def _load_first(transaction: Transaction, *, company: Company, moment: dt.datetime) -> Rows:
    """Makes all rows, loads what had come by `moment`, and gives the rest."""
    connection = transaction.connection
    make(connection, company)
    for table in TABLES:
        _keep(transaction, table)
    fill(connection, "demo_targets", TARGETS, targets_of(connection, company.seed))
    _load_targets(transaction, company)
    later: Rows = {}
    for file in files_of(company):
        rows = connection.execute(_rows_of(file)).to_arrow_table() if file.at >= moment else None
        if rows is None:
            _load_file(transaction, file, _rows_of(file))
        elif rows.num_rows:
            later[file] = rows
    return later


def _load_later(transaction: Transaction, *, arrived: Rows) -> None:
    for file, rows in arrived.items():
        transaction.connection.register("demo_file", rows)
        load_query(
            transaction,
            file.table,
            "FROM demo_file",
            file_label=file.name,
            by=file.by,
            at=min(file.at, transaction.moment),
        )
        transaction.connection.unregister("demo_file")


def _rows_of(file: File) -> str:
    days = f"BETWEEN DATE '{file.first}' AND DATE '{file.last}'"
    return f"SELECT * EXCLUDE (arrived) FROM demo_{file.table} WHERE arrived {days}"


def _load_file(transaction: Transaction, file: File, query: str) -> None:
    if transaction.one(f"SELECT count(*) FROM ({query})"):
        load_query(
            transaction, file.table, query, file_label=file.name, by=file.by, at=min(file.at, transaction.moment)
        )


def _bring(transaction: Transaction, file: File, query: str) -> None:
    at = min(file.at, transaction.moment)
    load_query(transaction, file.table, query, file_label=file.name, by=file.by, at=at)


def _keep(transaction: Transaction, table: str) -> None:
    """Turns a view into a table, so that its rows are made once."""
    transaction.run(f"CREATE TEMP TABLE demo_kept_{table} AS FROM demo_{table}")
    kind = transaction.one("SELECT table_type FROM information_schema.tables WHERE table_name = ?", [f"demo_{table}"])
    transaction.run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} demo_{table}")
    transaction.run(f"ALTER TABLE demo_kept_{table} RENAME TO demo_{table}")


def _load_targets(transaction: Transaction, company: Company) -> None:
    for first, at in years_of(company):
        rows = f"FROM demo_targets WHERE month BETWEEN DATE '{first}' AND DATE '{first}' + INTERVAL 11 MONTH"
        load_query(transaction, "targets", rows, file_label=f"targets_{first.year}.csv", by="ceo", at=at)
