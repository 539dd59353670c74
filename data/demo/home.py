"""Puts the example company into a home's lake: its files as loads, in one transaction.

Makes no ledger and no settings; what a new home has besides is the concern of who makes it.
"""

from __future__ import annotations

import datetime as dt

from data.demo.company import Company, company_of, fill, make
from data.demo.loads import TABLES, File, files_of, years_of
from data.demo.targets import TARGETS, targets_of
from data.home import Home
from data.lake import Transaction, load_query, write


def make_example(home: Home, today: dt.date, seed: int) -> None:
    """Loads all rows of the company of a seed up to `today` into an empty lake."""
    company = company_of(seed, today)
    at = dt.datetime.combine(today, dt.time(8, 0))
    write(home, lambda transaction: _load(transaction, company), message="例示会社の作成", at=at)


def _load(transaction: Transaction, company: Company) -> None:
    connection = transaction.connection
    make(connection, company)
    for table in TABLES:
        _keep(transaction, table)
    fill(connection, "demo_targets", TARGETS, targets_of(connection, company.seed))
    _load_targets(transaction, company)
    for file in files_of(company):
        _load_file(transaction, file)


def _load_file(transaction: Transaction, file: File) -> None:
    """A file of days on which nothing happened never came."""
    rows = f"FROM demo_{file.table} WHERE arrived BETWEEN DATE '{file.first}' AND DATE '{file.last}'"
    if transaction.one(f"SELECT count(*) {rows}"):
        query = f"SELECT * EXCLUDE (arrived) {rows}"
        load_query(transaction, file.table, query, file_label=file.name, by=file.by, at=file.at)


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
