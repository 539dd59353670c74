"""Loads: what a file's cells become, what is refused and why, and that a refusal changes nothing."""

# ruff: noqa: DTZ001 - the lake keeps times naive, on the company's clock
from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from data.errors import Refusal
from data.filerows import Choice
from data.lake import How, history, load, load_query, newest_snapshot, write
from data.ledger import events
from data.warehouse import read_engine

HEADER = "ordered_on,order_id,region,quantity,amount"
APRIL = (HEADER, "2026-04-01,007,東京,2,100.5", '2026-04-02,008,"大阪, 堺",,200')


def test_a_load_brings_every_cell_in_its_type_with_department_and_load(home, write_csv, rows):
    done = load(home, write_csv("april.csv", *APRIL), "orders", by="sales-head")
    assert (done.table, done.rows, done.rejected, done.by, done.department) == ("orders", 2, 0, "sales-head", "sales")
    assert rows("orders") == [
        (dt.date(2026, 4, 1), "007", "東京", 2, 100.5, "sales", done.load_id),
        (dt.date(2026, 4, 2), "008", "大阪, 堺", None, 200.0, "sales", done.load_id),
    ]


def test_headers_match_by_name_source_name_and_either_label(home, write_csv):
    load(home, write_csv("a.csv", "受注日,Order ID,Region,QUANTITY,金額", "2026-04-01,1,東京,2,3"), "orders")
    load(
        home,
        write_csv("b.csv", "Order Date,order_id,地域,ｑｕａｎｔｉｔｙ, amount ", "2026-04-01,1,東京,2,3"),
        "orders",
    )
    assert len(history(home, "orders")) == 2


def test_a_byte_order_mark_crlf_and_quoted_line_ends_are_read(home, tmp_path, rows):
    path = tmp_path / "bom.csv"
    path.write_bytes(f'\ufeff{HEADER}\r\n2026-04-01,1,"東\r\n京",2,3\r\n'.encode())
    load(home, path, "orders")
    assert rows("orders")[0][2] == "東\r\n京"


def test_dates_and_times_follow_the_declared_order_and_become_the_companys_time(home, write_csv, rows):
    lines = (
        "visited_at,pages",
        "31/12/2025 23:30:00Z,1",
        "1/2/26,2",
        "01-02-2026 10:00+01:00,3",
        "2026-02-01T00:00:00.5,4",
    )
    load(home, write_csv("v.csv", *lines), "visits", department="marketing")
    assert {(row[0], row[1]) for row in rows("visits")} == {
        (dt.datetime(2026, 1, 1, 8, 30), 1),
        (dt.datetime(2026, 2, 1), 2),
        (dt.datetime(2026, 2, 1, 18), 3),
        (dt.datetime(2026, 2, 1, 0, 0, 0, 500000), 4),
    }
    load(home, write_csv("u.csv", "visited_on,pages,paid", "04/30/2026,1,Yes", "2026/5/1,2,0"), "us_visits")
    assert [row[:3] for row in rows("us_visits")] == [(dt.date(2026, 4, 30), 1, True), (dt.date(2026, 5, 1), 2, False)]


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("2026-04-31,1,a,1,1", "ordered_on"),
        ("04/01/2026,1,a,1,1", "ordered_on"),
        ("2026-04-01 24:10,1,a,1,1", "ordered_on"),
        ("2026-04-01,1,a,1.5,1", "quantity"),
        ("2026-04-01,1,a,9223372036854775808,1", "quantity"),
        ("2026-04-01,1,a,1,1OO", "amount"),
        ("2026-04-01,1,a,1,1e400", "amount"),
        ("2026-04-01,1,a,1,0x1f", "amount"),
        ("2026-04-01,1,a,1,1_000", "amount"),
    ],
)  # fmt: skip
def test_a_cell_of_the_wrong_type_is_refused_with_its_place(home, write_csv, cell, column):
    path = write_csv("bad.csv", HEADER, "2026-04-01,1,a,1,1", cell)
    with pytest.raises(Refusal, match=f"bad.csv: row 3, column '{column}': ") as refusal:
        load(home, path, "orders")
    assert refusal.value.code == "bad_value"
    assert history(home) == []
    assert newest_snapshot(home) == 0


@pytest.mark.parametrize(
    ("lines", "code", "says"),
    [
        ((HEADER,), "empty_file", "no rows"),
        ((HEADER, "2026-04-01,1,a,1"), "ragged_row", "row 2 has fewer columns than the header"),
        ((HEADER, "2026-04-01,1,a,1,1", "2026-04-01,1,a,1,1,1"), "extra_columns", "has not: column_6"),
        ((HEADER + ",amount", "2026-04-01,1,a,1,1,1"), "extra_columns", "has not: amount_2"),
        (("ordered_on,受注日,order_id,region,quantity,amount", "1,2,3,4,5,6"), "column_twice", "are both the column"),
        (("ordered_on,order_id,region,qantity,amount", "1,2,3,4,5"), "missing_columns", "missing: quantity"),
        ((HEADER + ",extra", "2026-04-01,1,a,1,1,1"), "extra_columns", "has not: extra"),
        ((HEADER + ",", "2026-04-01,1,a,1,1,1"), "extra_columns", "has not: column_6"),
    ],
)
def test_a_file_that_is_no_clean_table_is_refused(home, write_csv, lines, code, says):
    with pytest.raises(Refusal, match=says) as refusal:
        load(home, write_csv("bad.csv", *lines), "orders")
    assert refusal.value.code == code
    assert newest_snapshot(home) == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n", "empty"),
        (("a,b\n1,東京都\n" * 9).encode() + "2,東京都".encode("cp932"), "broken_text"),
        (b"PK\x03\x04....", "not_a_workbook"),
        (b"PAR1 but not Parquet", "not_parquet"),
    ],
)
def test_bytes_that_are_no_text_are_refused(home, tmp_path, content, code):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        load(home, path, "orders")
    assert refusal.value.code == code
    assert newest_snapshot(home) == 0


def test_the_nearest_column_is_named(home, write_csv):
    with pytest.raises(Refusal) as refusal:
        load(home, write_csv("x.csv", "ordered_on,order_id,region,qantity,amount", "2026-04-01,1,a,1,1"), "orders")
    assert "'qantity' is 'quantity'" in refusal.value.hint.en


def test_a_mapping_names_columns_and_leaves_others_out(home, write_csv, rows):
    path = write_csv("x.csv", "when,order_id,region,quantity,amount,memo", "2026-04-01,1,a,1,1,x")
    load(home, path, "orders", mapping={"when": "ordered_on", "memo": None})
    assert rows("orders")[0][:2] == (dt.date(2026, 4, 1), "1")


def test_a_mapping_of_unknown_names_is_refused(home, write_csv):
    path = write_csv("x.csv", *APRIL)
    with pytest.raises(Refusal, match="names 'orderd_on'"):
        load(home, path, "orders", mapping={"order_id": "orderd_on"})
    with pytest.raises(Refusal, match="names 'nothing'"):
        load(home, path, "orders", mapping={"nothing": "ordered_on"})


def test_parquet_is_read_by_type_and_checked(home, tmp_path, rows):
    frame = pd.DataFrame(
        {
            "ordered_on": pd.to_datetime(["2026-04-01T20:00Z", "2026-04-02T00:00Z"]),
            "order_id": ["007", None],
            "region": ["東京", "大阪"],
            "quantity": [1.0, float("nan")],
            "amount": [1.5, float("nan")],
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    done = load(home, tmp_path / "a.parquet", "orders")
    assert rows("orders") == [
        (dt.date(2026, 4, 2), "007", "東京", 1, 1.5, "sales", done.load_id),
        (dt.date(2026, 4, 2), None, "大阪", None, None, "sales", done.load_id),
    ]
    frame.assign(quantity=[1.0, 2.5]).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(Refusal, match=r"row 3, column 'quantity': '2\.5' is not a whole number"):
        load(home, tmp_path / "b.parquet", "orders")


def test_a_table_nobody_declared_is_made_with_the_types_that_all_values_prove(home, write_csv):
    lines = (
        "id,日付,n,x,either,flag,day,empty,mixed",
        "01,31/12/2025,1,2.5,01/02/2026,true,2026-04-01,,1",
        "02,01/01/2026,-2,,03/04/2026,FALSE,2026-04-02T10:00,,a",
    )
    done = load(home, write_csv("fresh.csv", *lines), "fresh")
    types = read_engine(home).fetch_rows("SELECT column_name, column_type FROM (DESCRIBE lake.main.fresh)")
    assert dict(types) == {
        "id": "VARCHAR",
        "日付": "DATE",
        "n": "BIGINT",
        "x": "DOUBLE",
        "either": "DATE",
        "flag": "BOOLEAN",
        "day": "TIMESTAMP",
        "empty": "VARCHAR",
        "mixed": "VARCHAR",
        "_department": "VARCHAR",
        "_load_id": "VARCHAR",
    }
    assert done.department == "company"
    load(home, write_csv("same order.csv", lines[0], lines[1].replace("31/12/2025", "02/01/2026")), "fresh")
    assert read_engine(home).fetch_rows("SELECT max(日付)::VARCHAR FROM lake.main.fresh") == [("2026-01-02",)]
    with pytest.raises(Refusal, match="column 'n': 'many' is not a whole number"):
        load(home, write_csv("more.csv", lines[0], lines[1].replace(",1,2.5", ",many,2.5")), "fresh")


def test_file_names_are_data(home, tmp_path, rows):
    for name in ("a[1].csv", "*.csv", "x'y.csv", "売上 2026.csv.gz", "‮fdp.csv"):
        path = tmp_path / name
        path.write_text("\n".join((*APRIL, f"2026-05-01,{len(name)},{name},1,1")), encoding="utf-8")
        assert load(home, path, "orders").file == name
    assert len(rows("orders")) == 15


@pytest.mark.parametrize("name", ["_loads", "a b", "a;drop", "", "1st", "orders_by_region", "x" * 70, "a\0b"])
def test_a_name_that_is_no_tables_is_refused(home, write_csv, name):
    with pytest.raises(Refusal) as refusal:
        load(home, write_csv("a.csv", *APRIL), name)
    assert refusal.value.code == "bad_table_name"


def test_the_same_file_twice_is_refused_with_its_load(home, write_csv):
    first = load(home, write_csv("a.csv", *APRIL), "orders")
    with pytest.raises(Refusal, match=first.load_id) as refusal:
        load(home, write_csv("another name.csv", *APRIL), "orders")
    assert refusal.value.code == "already_loaded"
    assert len(history(home)) == 1


def test_a_period_is_replaced_within_the_department(home, write_csv, rows):
    load(home, write_csv("a.csv", "visited_at,pages", "2026-04-01,1", "2026-05-01,2"), "visits", department="sales")
    load(home, write_csv("b.csv", "visited_at,pages", "2026-04-30 10:00,3"), "visits", department="marketing")
    done = load(
        home,
        write_csv("c.csv", "visited_at,pages", "2026-04-15,9"),
        "visits",
        department="sales",
        mode="replace-period",
    )
    assert (done.replaced, done.periods) == (1, (dt.date(2026, 4, 1),))
    assert sorted((row[1], row[2]) for row in rows("visits")) == [(2, "sales"), (3, "marketing"), (9, "sales")]
    load(home, write_csv("d.csv", "visited_at,pages", "2026-06-01,7"), "visits", department="sales", mode="replace")
    assert sorted((row[1], row[2]) for row in rows("visits")) == [(3, "marketing"), (7, "sales")]


def test_a_period_needs_a_time_column_and_a_time_in_every_row(home, write_csv):
    path = write_csv("a.csv", HEADER, ",1,a,1,1")
    with pytest.raises(Refusal, match="period that they replace is unknown"):
        load(home, path, "orders", mode="replace-period")
    load(home, path, "orders")
    with pytest.raises(Refusal, match="has no time column"):
        load(home, write_csv("b.csv", "name", "x"), "names", mode="replace-period")


def test_rows_name_their_department_where_the_table_is_by_row(home, write_csv, rows):
    header = "metric,month,value,department"
    load(home, write_csv("t.csv", header, "revenue,2026-04-01,1,sales", "defects,2026-04-01,2,production"), "targets")
    assert sorted(row[-2] for row in rows("targets")) == ["production", "sales"]
    with pytest.raises(Refusal, match="name no department"):
        load(home, write_csv("u.csv", header, "revenue,2026-05-01,1,"), "targets")
    with pytest.raises(Refusal, match="no department 'slaes'"):
        load(home, write_csv("v.csv", header, "revenue,2026-05-01,1,slaes"), "targets")


def test_only_who_may_write_a_department_may_load_into_it(home, write_csv):
    header = "metric,month,value,department"
    both = write_csv("t.csv", header, "revenue,2026-04-01,1,sales", "defects,2026-04-01,2,production")
    for attempt in (
        lambda: load(home, both, "targets", by="sales-head"),
        lambda: load(home, write_csv("a.csv", *APRIL), "orders", by="hr-head"),
        lambda: load(home, write_csv("a.csv", *APRIL), "orders", by="viewer"),
        lambda: load(
            home, write_csv("v.csv", "visited_at,pages", "2026-04-01,1"), "visits", by="hr-head", department="sales"
        ),
    ):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert refusal.value.code == "not_allowed"
    with pytest.raises(Refusal, match="Rows of 'orders' are the department sales's, not hr's"):
        load(home, write_csv("a.csv", *APRIL), "orders", by="hr-head", department="hr")
    assert newest_snapshot(home) == 0
    assert load(home, write_csv("v.csv", "visited_at,pages", "2026-04-01,1"), "visits", by="hr-head").department == "hr"


def test_unknown_people_departments_modes_and_files_are_refused(home, write_csv):
    path = write_csv("a.csv", *APRIL)
    for code, arguments in {
        "unknown_person": {"by": "sales-hed"},
        "unknown_department": {"department": "slaes"},
        "unknown_mode": {"mode": "upsert"},
    }.items():
        with pytest.raises(Refusal) as refusal:
            load(home, path, "orders", **arguments)
        assert refusal.value.code == code
    for missing, why in (
        (Path("nothing.csv"), "no such file"), (path.parent, "folder"), (Path(), r"^\.: this is a folder"),
        (Path("x" * 300), "can't be opened"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=why) as refusal:
            load(home, missing, "orders")
        assert refusal.value.code == "no_file"


def test_a_sheet_of_a_file_that_has_none_is_refused(home, write_csv):
    path = write_csv("a.csv", "ordered_on,order_id,region,quantity,amount", "2026-04-01,1,東京,1,10")
    with pytest.raises(Refusal) as refusal:
        load(home, path, "orders", how=How(choice=Choice("4月")))
    assert (refusal.value.code, newest_snapshot(home)) == ("no_such_sheet", 0)


def test_a_column_declared_later_is_added_and_a_type_changed_is_refused(home, write_csv, rows):
    load(home, write_csv("a.csv", "visited_on,pages,paid", "2026-04-01,1,true"), "us_visits")
    path = home.path / "definitions" / "sales.yaml"
    said = path.read_text(encoding="utf-8")
    path.write_text(said.replace("paid: boolean", "paid: boolean, source: text"), encoding="utf-8")
    load(home, write_csv("b.csv", "visited_on,pages,paid,source", "2026-04-02,1,true,web"), "us_visits")
    assert {(row[0].day, row[-1]) for row in rows("us_visits")} == {(1, None), (2, "web")}
    path.write_text(said.replace("pages: integer, paid: boolean", "pages: text, paid: boolean"), encoding="utf-8")
    with pytest.raises(Refusal, match="Column 'pages' of 'us_visits' is BIGINT in the lake and declared VARCHAR"):
        load(home, write_csv("c.csv", "visited_on,pages,paid", "2026-04-03,x,true"), "us_visits")


def test_queries_load_many_tables_in_one_snapshot_with_their_own_people_and_moments(home, rows):
    moment = dt.datetime(2026, 4, 3, 9, 0)

    def work(transaction):
        transaction.run("CREATE TEMP TABLE base AS SELECT range AS i FROM range(1000)")
        select = (
            "SELECT DATE '2026-04-01' + (i % 30)::INT AS ordered_on, 'A' || i AS order_id, '東京' AS region, "
            "1 AS quantity, i::DOUBLE AS amount FROM base"
        )
        first = load_query(transaction, "orders", select, file_label="orders.csv", by="sales-head", at=moment)
        second = load_query(transaction, "orders", f"{select} WHERE i < 10", file_label="late.csv", by="sales-head")
        third = load_query(transaction, "things", "SELECT 1 AS n", file_label="things.csv", department="hr")
        return [first, second, third]

    made = write(home, work, message="example", at=dt.datetime(2026, 4, 4))
    assert history(home) == made[::-1]
    assert [(load.by, load.at) for load in made[:2]] == [
        ("sales-head", moment),
        ("sales-head", dt.datetime(2026, 4, 4)),
    ]
    assert made[2].department == "hr"
    assert sum(row[3] for row in rows("orders_by_region")) == sum(range(1000)) + sum(range(10))


def test_what_is_loaded_is_in_the_ledger_with_who_and_when(home, write_csv):
    done = load(home, write_csv("a.csv", *APRIL), "orders", by="sales-head")
    event = events(home)[-1]
    assert (event.person, event.verb, event.object, event.at) == ("sales-head", "upload", done.load_id, done.at)
    assert (event.detail["table"], event.detail["rows"], event.detail["file"]) == ("orders", 2, "a.csv")
