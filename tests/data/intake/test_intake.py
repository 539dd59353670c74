"""The way in: understood, planned, tried, committed, undone; the second time by memory."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
from decimal import Decimal

import pytest

from data.errors import Refusal
from data.filerows import Choice
from data.home import Home, open_home
from data.intake import Mend, Target, commit, plan, propose_table, rejected_csv, template_csv, trial_of, understand
from data.lake import How, history, load, newest_snapshot, undo
from data.ledger import events
from data.originals import original
from data.tables import tables_of_home
from data.warehouse import read_engine
from metrics.model import EVERYTHING, MetricQuery
from metrics.query import ask

HEADER = "請求日,請求番号,地域,金額"


def value(home: Home, metric: str = "billed") -> float | None:
    frame = ask(home, MetricQuery(metric, EVERYTHING)).frame
    return None if frame.empty else frame["value"].iloc[0]


def test_an_office_file_is_understood_beside_itself(billing, office):
    found = understand(billing, office.read_bytes(), office.name, by="sales-head")
    assert (found.verdict, found.table, found.preview["encoding"]) == ("load", "billing", "cp932")
    assert [(each.name, each.column) for each in found.suggestions] == [
        ("請求日", "billed_on"),
        ("請求番号", "bill_id"),
        ("地域", "region"),
        ("金額", "amount"),
    ]
    assert [row.role for row in found.rows] == ["title", "title", "blank", "header", "data", "data", "data", "total"]
    assert found.rows[7].cells == ("合計", "", "", "14,500")
    assert found.known is None
    assert found.already is None


def test_from_a_file_to_a_changed_kpi_and_back(billing, office):
    load(billing, office.parent / _older(office), "billing", by="sales-head")
    before, snapshot = value(billing), newest_snapshot(billing)
    found = understand(billing, office.read_bytes(), office.name, by="sales-head")
    made = plan(billing, found, found.mapping, "billing", by="sales-head")
    assert made.ready
    assert (made.diff.rows, made.diff.added, made.diff.removed, made.diff.unchanged) == (3, 3, 0, 0)
    assert (made.diff.first, made.diff.last) == (dt.date(2026, 4, 1), dt.date(2026, 4, 3))
    assert [(each.column, each.file) for each in made.diff.totals] == [("amount", 14500.0)]
    with trial_of(billing, made, by="sales-head") as tried:
        assert value(billing) == before + 14500
        assert newest_snapshot(billing) == tried.after == snapshot + 1
    assert (value(billing), newest_snapshot(billing)) == (before, snapshot)
    done = commit(billing, made, by="sales-head")
    assert (done.rows, done.by, done.file, done.encoding) == (3, "sales-head", office.name, "cp932")
    assert value(billing) == before + 14500
    assert original(billing, done.sha256).read_bytes() == office.read_bytes()
    assert events(billing)[-1].detail["encoding"] == "cp932"
    undo(billing, done.load_id, by="sales-head")
    assert value(billing) == before


def _older(office) -> str:
    (office.parent / "older.csv").write_text(f"{HEADER}\n2026-03-01,000,大阪,0.1\n", encoding="utf-8")
    return "older.csv"


def test_the_second_file_of_a_form_needs_no_mapping(billing, write_office):
    first = write_office("1.csv", "日にち,No,エリア,売上額", "2026/4/1,a,東京,100")
    found = understand(billing, first.read_bytes(), "1.csv")
    said = {"日にち": "billed_on", "No": "bill_id", "エリア": "region", "売上額": Target("amount", Decimal(1))}
    commit(billing, plan(billing, found, said, "billing"))
    second = write_office("2.csv", "日にち,No,エリア,売上額", "2026/5/1,b,東京,200")
    again = understand(billing, second.read_bytes(), "2.csv")
    assert (again.table, again.tables[0].how) == ("billing", "remembered")
    assert {each.how for each in again.suggestions} == {"remembered"}
    commit(billing, plan(billing, again, again.mapping, "billing"))
    third = write_office("3.csv", "日にち,No,エリア,売上額", "2026/6/1,c,東京,300")
    load(billing, third, "billing")
    assert value(billing) == 600
    for each in history(billing):
        undo(billing, each.load_id)
    assert understand(billing, second.read_bytes(), "2.csv").known is None


def test_a_file_in_thousands_is_never_guessed(billing, write_office):
    path = write_office("k.csv", "請求日,請求番号,地域,金額（千円）", "2026/4/1,a,東京,1.1", "2026/4/2,b,東京,△2")
    with pytest.raises(Refusal, match="in '千円', and the table's 'amount' in 'JPY'") as refusal:
        load(billing, path, "billing")
    assert refusal.value.code == "other_unit"
    found = understand(billing, path.read_bytes(), "k.csv")
    amount = found.suggestions[3]
    assert (amount.column, amount.ask, amount.multiply) == ("amount", True, 1000)
    with pytest.raises(Refusal):
        plan(billing, found, found.mapping, "billing")
    done = commit(
        billing, plan(billing, found, {**found.mapping, "金額（千円）": Target("amount", Decimal(1000))}, "billing")
    )
    rows = read_engine(billing).fetch_rows("SELECT amount FROM lake.main.billing ORDER BY 1")
    assert rows == [(-2000.0,), (1100.0,)]
    assert done.mapping["units"] == {"amount": "千円"}


def test_a_unit_that_changes_under_a_table_without_units_is_refused(home, write_csv):
    load(home, write_csv("a.csv", "day,sales(千円)", "2026-04-01,10"), "takings")
    path = write_csv("b.csv", "day,sales(円)", "2026-05-01,10000")
    with pytest.raises(Refusal) as refusal:
        load(home, path, "takings", mapping={"day": "day", "sales(円)": "sales(千円)"})
    assert refusal.value.code == "other_unit"


@pytest.mark.parametrize(
    ("mend", "rows", "total"),
    [
        (Mend("金額", "empty"), 4, 600.0),
        (Mend("金額", "skip"), 3, 600.0),
        (Mend("金額", "replace", "多数", "400"), 4, 1000.0),
    ],
)
def test_a_fault_is_mended_once_for_all_its_rows(billing, write_office, mend, rows, total):
    path = write_office(
        "f.csv", HEADER, "2026/4/1,a,東京,100", "2026/4/2,=b,東京,多数", "2026/4/3,c,東京,200", "2026/4/4,d,東京,300"
    )
    found = understand(billing, path.read_bytes(), "f.csv")
    made = plan(billing, found, found.mapping, "billing")
    assert not made.ready
    assert [(group.column, group.texts, group.rows) for group in made.left] == [("金額", (("多数", 1),), (3,))]
    with pytest.raises(Refusal) as refusal:
        commit(billing, made)
    assert refusal.value.code == "faults_left"
    taken = list(csv.reader(io.StringIO(rejected_csv(made).decode("utf-8-sig"))))
    assert taken[0] == ["行", "請求日", "請求番号", "地域", "金額", "理由"]
    assert taken[1][:5] == ["3", "2026-04-02", "'=b", "東京", "多数"]
    done = commit(billing, plan(billing, found, found.mapping, "billing", mends=[mend]))
    assert (done.rows, done.rejected) == (rows, 4 - rows)
    assert value(billing) == total


def test_the_command_refuses_such_cells_or_leaves_their_rows_out(billing, write_office):
    path = write_office("f.csv", HEADER, "2026/4/1,a,東京,100", "2026/4/2,b,東京,多数", *_rows(20))
    with pytest.raises(Refusal, match="row 3, column '金額': '多数' is not a number"):
        load(billing, path, "billing")
    done = load(billing, path, "billing", how=How(skip_rejected=True))
    assert (done.rows, done.rejected) == (21, 1)


def _rows(count: int) -> list[str]:
    return [f"2026/4/{n % 28 + 1},x{n},大阪,{n}" for n in range(count)]


def test_replacing_a_period_says_what_is_there_already(billing, write_office):
    load(
        billing, write_office("a.csv", HEADER, "2026/4/1,a,東京,1", "2026/4/2,b,東京,2", "2026/5/1,c,東京,4"), "billing"
    )
    path = write_office("b.csv", HEADER, "2026/4/1,a,東京,1", "2026/4/2,b,東京,3")
    found = understand(billing, path.read_bytes(), "b.csv")
    made = plan(billing, found, found.mapping, "billing", "replace-period")
    assert (made.diff.rows, made.diff.added, made.diff.removed, made.diff.unchanged) == (2, 1, 1, 1)
    assert [(each.file, each.replaced) for each in made.diff.totals] == [(4.0, 3.0)]
    before = value(billing)
    done = commit(billing, made)
    assert value(billing) == 8
    undo(billing, done.load_id)
    assert value(billing) == before


def test_the_same_bytes_are_noticed_whatever_they_are_called(billing, office):
    load(billing, office, "billing")
    found = understand(billing, office.read_bytes(), "../../x\0‮.csv")
    assert found.already.file == office.name
    with pytest.raises(Refusal) as refusal:
        plan(billing, found, found.mapping, "billing")
    assert refusal.value.code == "already_loaded"


def test_a_plan_is_refused_once_its_table_has_changed(billing, office, write_office):
    found = understand(billing, office.read_bytes(), office.name)
    made = plan(billing, found, found.mapping, "billing")
    load(billing, write_office("b.csv", HEADER, "2026/4/9,z,東京,3"), "billing")
    with pytest.raises(Refusal) as refusal:
        commit(billing, made)
    assert refusal.value.code == "plan_outdated"
    done = commit(billing, plan(billing, found, found.mapping, "billing"))
    with pytest.raises(Refusal):
        commit(billing, made)
    assert history(billing)[0].load_id == done.load_id
    assert len(history(billing)) == 2


def test_drift_names_columns_come_and_gone(billing, write_office):
    load(billing, write_office("a.csv", HEADER, "2026/4/1,a,東京,1"), "billing")
    path = write_office("b.csv", "請求日,請求番号,金額,担当", "2026/5/1,b,2,佐藤")
    found = understand(billing, path.read_bytes(), "b.csv")
    with pytest.raises(Refusal, match="columns of 'billing' are missing: region"):
        plan(billing, found, {"担当": None}, "billing")
    made = plan(billing, found, {"担当": None}, "billing", without=["region"])
    assert (made.drift.new, made.drift.missing) == (("担当",), ("地域",))
    commit(billing, made)
    assert read_engine(billing).fetch_rows("SELECT region FROM lake.main.billing ORDER BY 1") == [("東京",), (None,)]
    with pytest.raises(Refusal, match="'billed_on' can't be left out"):
        plan(billing, understand(billing, b"x,y\n1,2\n", "y.csv"), {"x": "bill_id", "y": "amount"}, "billing",
             without=["region", "billed_on"])  # fmt: skip


def test_who_may_not_upload_sees_nothing_and_changes_nothing(billing, office):
    content = office.read_bytes()
    with pytest.raises(Refusal) as refusal:
        understand(billing, content, office.name, by="viewer")
    assert refusal.value.code == "not_allowed"
    found = understand(billing, content, office.name, by="hr-head")
    assert "billing" not in [guess.name for guess in found.tables]
    for attempt in (
        lambda: understand(billing, content, office.name, table="billing", by="hr-head"),
        lambda: plan(billing, found, None, "billing", by="hr-head"),
    ):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert refusal.value.code == "not_allowed"
    made = plan(billing, understand(billing, content, office.name), None, "billing", by="sales-head")
    with pytest.raises(Refusal) as refusal:
        commit(billing, made, by="hr-head")
    assert refusal.value.code == "not_allowed"
    assert newest_snapshot(billing) == 0
    assert not list((billing.path / "originals").rglob("*")) or not any(
        path.is_file() for path in (billing.path / "originals").rglob("*")
    )


def test_several_tables_are_a_choice(billing, write_office):
    path = write_office(
        "t.csv", HEADER, "2026/4/1,a,東京,1", "2026/4/2,b,東京,2", "", "", "担当,件数,備考", "佐藤,3,x", "鈴木,4,y"
    )
    with pytest.raises(Refusal) as refusal:
        load(billing, path, "billing")
    assert refusal.value.code == "several_tables"
    found = understand(billing, path.read_bytes(), "t.csv", choice=Choice(number=1))
    assert commit(billing, plan(billing, found, found.mapping, "billing")).rows == 2


def test_a_template_comes_back_as_a_file_of_its_table(billing, tmp_path):
    table = tables_of_home(billing)["billing"]
    content = template_csv(table)
    assert content.decode("utf-8") == "\ufeff請求日,請求番号,地域,金額（円）\r\n"
    path = tmp_path / "filled.csv"
    path.write_bytes(content + "2026/4/1,001,東京,5\r\n".encode())
    assert load(billing, path, "billing").rows == 1
    assert template_csv(table, "en").decode("utf-8") == "\ufeffBilled on,Bill,Region,Amount\r\n"


def test_a_file_that_cannot_be_read_is_an_answer(billing):
    found = understand(billing, b"PK\x03\x04 no workbook", "x.xlsx")
    assert found.verdict == "refuse"
    assert found.preview["error"]["code"]


def test_months_as_columns_go_in_as_rows_when_asked_for_and_the_next_file_by_itself(billing, write_office):
    wide = ("2026年度,,,", "支店,2026年4月,2026年5月,2026年6月", "東京,1,2,3", "大阪,4,-,6")
    path = write_office("a.csv", *wide)
    found = understand(billing, path.read_bytes(), "a.csv")
    assert "periods_as_columns" in {issue["code"] for issue in found.preview["issues"]}
    long = understand(billing, path.read_bytes(), "a.csv", choice=Choice(long=True))
    assert [(c.name, c.type) for c in long.columns] == [("支店", "text"), ("期間", "date"), ("値", "integer")]
    made = plan(billing, long, None, "branch_sales")
    assert made.diff is not None
    assert (made.diff.rows, made.diff.totals[0].file) == (5, 16)
    done = commit(billing, made)
    assert done.rows == load_rows(billing, "SELECT count(*) FROM lake.main.branch_sales")
    second = write_office("b.csv", "2026年度,,,", "支店,2026年7月,2026年8月,2026年9月", "東京,5,6,7", "大阪,8,9,10")
    again = understand(billing, second.read_bytes(), "b.csv")
    assert (again.choice.long, again.known is not None) == (True, True)
    assert understand(billing, second.read_bytes(), "b.csv", choice=Choice(long=False)).choice.long is False


def test_fiscal_years_above_months_begin_in_the_companys_month(billing, write_office):
    settings = billing.path / "settings.toml"
    said = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"fiscal_year_start = \d+", "fiscal_year_start = 7", said), encoding="utf-8")
    home = open_home(str(billing.path))
    path = write_office("a.csv", "支店,2026年度,,", ",7月,12月,6月", "東京,1,2,3", "大阪,4,5,6")
    found = understand(home, path, "a.csv", choice=Choice(long=True))
    commit(home, plan(home, found, None, "branch_sales"))
    months = read_engine(home).fetch_rows('SELECT DISTINCT "期間" FROM lake.main.branch_sales ORDER BY 1')
    assert [f"{month:%Y-%m}" for (month,) in months] == ["2026-07", "2026-12", "2027-06"]


def load_rows(home, sql):
    return read_engine(home).fetch_rows(sql)[0][0]


@pytest.mark.parametrize(("said", "agrees"), [("1000", True), ("1200", False)])
def test_the_files_own_total_is_held_against_the_rows_to_come_in_the_tables_unit(billing, write_office, said, agrees):
    path = write_office(
        "a.csv", "請求日,請求番号,地域,金額（千円）", "2026/4/1,a,東京,400", "2026/4/2,b,東京,600", f"合計,,,{said}"
    )
    found = understand(billing, path.read_bytes(), "a.csv")
    mapping = {**found.mapping, "金額（千円）": Target("amount", Decimal(1000))}
    made = plan(billing, found, mapping, "billing")
    assert made.diff is not None
    [total] = [each for each in made.diff.totals if each.column == "amount"]
    assert (total.file, total.printed, total.agrees) == (1_000_000, float(said) * 1000, agrees)


def test_a_proposed_tables_labels_leave_the_unit_to_its_own_place(billing, write_office):
    path = write_office("a.csv", "年月,Region,売上高（千円）,客数 (人)", "2026/4,A,1,2", "2026/5,B,3,4")
    proposed = propose_table(billing, understand(billing, path.read_bytes(), "a.csv"), department="sales")
    assert [(c.label.ja, c.unit) for c in proposed.columns] == [
        ("年月", ""), ("Region", ""), ("売上高", "千円"), ("客数", "人")
    ]  # fmt: skip


def test_a_file_of_thousands_of_columns_is_read_and_no_table_is_proposed_for_it(billing):
    content = "\n".join(",".join(f"{start}{at}" for at in range(600)) for start in ("name", "1", "2")).encode()
    found = understand(billing, content, "wide.csv")
    assert (found.preview["rows"], len(found.columns), found.tables) == (2, 600, ())
    with pytest.raises(Refusal) as refusal:
        propose_table(billing, found, department="sales")
    assert refusal.value.code == "too_many_columns"
    assert "600" in refusal.value.message.ja


def test_a_plan_that_needs_more_memory_than_it_should_is_made_with_more(billing, office, monkeypatch):
    found = understand(billing, office.read_bytes(), office.name)
    wanted = plan(billing, found, found.mapping, "billing").diff
    monkeypatch.setattr(sys.modules["data.intake.plan"], "FRUGAL", "1kB")
    assert plan(billing, found, found.mapping, "billing").diff == wanted
