"""Sums that do not depend on the order of the rows."""

import math
import random
from fractions import Fraction

import pytest
import sqlglot

from data.sums import exactly
from data.warehouse import connect


@pytest.fixture(scope="module")
def connection():
    with connect("200MB") as found:
        yield found


def added(connection, values, function="exact_sum"):
    connection.execute("CREATE OR REPLACE TEMP TABLE v (x DOUBLE)")
    connection.execute(f"INSERT INTO v VALUES {', '.join(f'({each!r}::DOUBLE)' for each in values)}")
    return connection.execute(f"SELECT {function}(x) FROM v").fetchone()[0]


@pytest.mark.parametrize("seed", range(5))
def test_any_order_gives_the_same_bits_and_the_nearest_double(connection, seed):
    dice = random.Random(seed)
    values = [round(dice.uniform(-1e6, 1e6), 2) for _ in range(2000)] + [dice.random() for _ in range(500)]
    found = set()
    plain = set()
    for _ in range(6):
        dice.shuffle(values)
        found.add(added(connection, values))
        plain.add(added(connection, values, "sum"))
    assert len(found) == 1
    assert len(plain) > 1  # the plain sum shows what is being mended
    true = float(sum(map(Fraction, values)))
    assert abs(found.pop() - true) <= math.ulp(true)


def test_sums_of_decimals_are_what_they_look_like(connection):
    assert added(connection, [0.1, 0.2, 123456789.0, -123456789.0]) == 0.1 + 0.2
    assert added(connection, [0.1] * 10) == 1.0


def test_whole_numbers_missing_cells_and_nothing_at_all(connection):
    ask = connection.execute
    assert ask("SELECT exact_sum(x) FROM (VALUES (1), (2), (NULL)) v(x)").fetchone() == (3.0,)
    assert ask("SELECT exact_sum(x) FROM (SELECT 1.5 AS x WHERE false)").fetchone() == (None,)
    assert ask("SELECT exact_sum(x) FROM (VALUES (NULL::DOUBLE)) v(x)").fetchone() == (None,)
    assert ask("SELECT exact_sum(x) FROM (VALUES (170141183460469231731687303715884105727::HUGEINT)) v(x)").fetchone()[
        0
    ] == pytest.approx(2.0**127)


def test_values_past_all_measure_are_added_plainly_and_never_left_out(connection):
    assert added(connection, [1e30, 1.0]) == 1e30
    ask = connection.execute
    assert ask("SELECT exact_sum(x) FROM (VALUES ('inf'::DOUBLE), (1.0)) v(x)").fetchone() == (math.inf,)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("SUM(x)", "EXACT_SUM(x)"),
        ("SUM(n)", "SUM(n)"),
        ("SUM(2 * n) - COUNT(*)", "SUM(2 * n) - COUNT(*)"),
        ("SUM(0.5 * n)", "EXACT_SUM(0.5 * n)"),
        ("SUM(CASE WHEN x > 1 THEN n ELSE 0 END)", "SUM(CASE WHEN x > 1 THEN n ELSE 0 END)"),
        ("SUM(x) FILTER (WHERE n > 1)", "EXACT_SUM(CASE WHEN n > 1 THEN x END)"),
        ("1 - SUM(x) / COUNT(x)", "1 - EXACT_SUM(x) / COUNT(x)"),
        ("AVG(x)", "(EXACT_SUM(x) / NULLIF(COUNT(x), 0))"),
        ("AVG(n)", "AVG(n)"),
        ("MEDIAN(x) + MAX(x)", "MEDIAN(x) + MAX(x)"),
    ],
)
def test_expressions(said, written):
    tree = exactly(sqlglot.parse_one(said, dialect="duckdb"), {"n"}.__contains__)
    assert tree.sql(dialect="duckdb") == written
