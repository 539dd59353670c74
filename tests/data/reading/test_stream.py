"""Large clean files: a plan from samples, DuckDB's reader with exact types, the same figures as read()."""

from datetime import date, timedelta
from functools import cache

import duckdb
import pytest

from data.reading import read
from data.reading.process import Task, run
from data.reading.stream import as_utf8, stream_plan

ROWS = 60_000


def lines(rows=ROWS, amount=lambda n: str(n * 7 % 5000), extra=""):
    yield "日付,店舗,数量,単価,備考\n"
    for n in range(rows):
        note = '"a, b"' if n % 3 else ""
        yield f"{date(2020, 1, 1) + timedelta(n % 900)},店{n % 50},{amount(n)},{n % 100}.{n % 10}5,{note}\n"
    yield extra


@pytest.fixture
def connection(tmp_path):
    found = duckdb.connect()
    yield found
    found.close()


def load(connection, plan, tmp_path, path=None):
    connection.execute(plan.copy(tmp_path / "out.parquet", path))
    return connection.execute(plan.checks(f"'{tmp_path / 'out.parquet'}'")).fetchone()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_stream_gives_the_same_as_a_reading(encoding, connection, tmp_path):
    path = tmp_path / "big.csv"
    path.write_text("".join(lines()), encoding=encoding)
    plan, whole = stream_plan(path), read(path)
    copy = None if plan.is_utf8 else as_utf8(plan, tmp_path / "utf8.csv")
    found = load(connection, plan, tmp_path, copy)
    assert [(c.name, c.type) for c in plan.columns] == [(c.name, c.type) for c in whole.columns]
    assert found[0] == whole.rows
    assert found[3:5] == (whole.sums()["数量"], whole.sums()["単価"])
    assert connection.execute("SELECT count(*) FROM reject_errors").fetchone() == (0,)


def test_marks_and_thousands_go_by_an_expression(connection, tmp_path):
    path = tmp_path / "big.csv"
    path.write_text("".join(lines(amount=lambda n: "-" if n % 11 == 0 else f'"△{n + 1000:,}"')), encoding="utf-8")
    plan, whole = stream_plan(path), read(path)
    assert load(connection, plan, tmp_path)[3] == whole.sums()["数量"]


def test_a_number_that_would_be_rounded_is_not_loaded(connection, tmp_path):
    path = tmp_path / "big.csv"
    text = list(lines())
    text[20_001] = "2020-01-01,店1,1.5,1.00,\n"
    path.write_text("".join(text), encoding="utf-8")
    with pytest.raises(duckdb.InvalidInputException, match="more digits"):
        load(connection, stream_plan(path), tmp_path)


def test_a_cell_that_does_not_fit_is_rejected_with_its_line(connection, tmp_path):
    path = tmp_path / "big.csv"
    text = list(lines())
    text[20_001] = "2020-01-01,店1,abc,1.00,\n"
    path.write_text("".join(text), encoding="utf-8")
    assert load(connection, stream_plan(path), tmp_path)[0] == ROWS - 1
    assert connection.execute("SELECT line, column_name FROM reject_errors").fetchall() == [(20_002, "数量")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_large_file_is_previewed_and_written_by_its_plan(encoding, tmp_path):
    path, out = tmp_path / "big.csv", tmp_path / "out.parquet"
    path.write_text("".join(lines(rows=700_000)), encoding=encoding)
    found = run(Task(path, "parquet", out))
    assert (found["verdict"], found["encoding"], found["rows"]) == ("load", encoding, 700_000)
    assert found["sums"]["数量"] == sum(n * 7 % 5000 for n in range(700_000))
    assert duckdb.sql(f"SELECT count(*), sum(数量) FROM '{out}'").fetchone() == (700_000, found["sums"]["数量"])


def large(tmp_path, at_the_end: bytes, encoding="utf-8"):
    path = tmp_path / "big.csv"
    path.write_bytes(many_lines().encode(encoding) + at_the_end)
    return path


@cache
def many_lines() -> str:
    return "".join(lines(rows=550_000))


@pytest.mark.parametrize(
    ("end", "encoding"),
    [
        (b"\x81", "utf-8"),
        (b"2020-01-01,a,1\xe3,1.00,\n", "utf-8-sig"),
        ("2020-01-01,店1,1,1.00,".encode() + b"\x93\xfa\n", "utf-8"),
        (b"2020-01-01,a,1,1.00,\x81", "cp932"),
    ],
)
@pytest.mark.parametrize("kind", ["preview", "parquet"])
def test_broken_text_at_the_very_end_of_a_large_file_refuses_it_with_its_line(end, encoding, kind, tmp_path):
    found = run(Task(large(tmp_path, end, encoding), kind, tmp_path / "out.parquet" if kind == "parquet" else None))
    assert (found["verdict"], found["issues"][0]["code"]) == ("refuse", "broken_text")
    assert "550002" in found["issues"][0]["ja"]


@pytest.mark.parametrize("line", [b"2020-01-01,\xff,1,1.00,\r\n", b'2020-01-01,"a\r\n\xff",1,1.00,\r\n'])
def test_a_broken_line_among_lines_that_end_as_on_windows_refuses_the_file(line, tmp_path):
    path = tmp_path / "big.csv"
    whole = many_lines().replace("\n", "\r\n").encode()
    middle = whole.index(b"\n", len(whole) // 2) + 1
    path.write_bytes(whole[:middle] + line + whole[middle:])
    found = run(Task(path))
    assert (found["verdict"], found["issues"][0]["code"]) == ("refuse", "broken_text")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_large_file_that_begins_with_ascii_alone_is_read_in_its_encoding(ending, tmp_path):
    rows = "".join(f"2020-01-01,a,{n % 10},1.00,a\n" for n in range(800_000))
    path = tmp_path / "big.csv"
    whole = "on,at,number,price,note\n" + rows + "2020-01-01,店,1,1.00,表示\n"
    path.write_bytes(whole.replace("\n", ending).encode("cp932"))
    found = run(Task(path))
    assert (found["verdict"], found["encoding"], found["rows"]) == ("load", "cp932", 800_001)


@pytest.mark.parametrize("extra", ["合計,,123,,\n", "\n※速報値\n", "日付,店舗,数量,単価,備考\n2020-01-01,a,1,1,\n"])
def test_no_plan_for_what_is_not_clean(extra, tmp_path):
    path = tmp_path / "big.csv"
    path.write_text("".join(lines(extra=extra)), encoding="utf-8")
    assert stream_plan(path) is None
