"""The upload page's pure parts: what is drawn of a file, of faults and of changes, in both languages."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from data.declarations import Column, Table
from data.errors import Words
from data.intake import ControlTotal, Diff, FaultGroup, FileRow, Mend, Suggestion, Target, Understanding
from metrics.formatting import scale_of
from metrics.model import Metric
from pages.shared.upload import changes, mapping, mending, proposal, understood
from pages.shared.upload.desk import Desk
from pages.shared.upload.effects import Effect, paired
from pages.shared.upload.work import Work

YEN = Column("amount", "integer", Words("金額", "Amount"), "JPY")
ORDERS = Table("orders", Words("受注", "Orders"), (YEN, Column("on", "date", Words("日", "On"))), time="on")
PREVIEW = {"verdict": "load", "rows": 2, "header_rows": [2], "skipped": [{"row": 1, "reason": "title"}], "issues": []}


@pytest.fixture
def found():
    rows = (
        FileRow(1, ("<b>表題</b>",), "title"),
        FileRow(2, ("金額", "日"), "header"),
        FileRow(3, ("未確認", "2026/11/1"), "data"),
        FileRow(9, ("合計", "=1+1"), "total"),
    )
    fault = FaultGroup("金額", "not_a_number", Words("数値でない", "no number"), (("未確認", 1),), 1, (3,), ("empty",))
    return Understanding("a.csv", "0" * 64, 1, PREVIEW, rows=rows, faults=(fault,))


def test_the_files_view_keeps_every_cell_as_text_and_says_why_a_row_is_left_out(wording, found):
    drawn = understood.sheet_data(wording, found)
    kinds = [row["kind"] for row in drawn["rows"]]
    assert kinds == ["skipped", "header", "data", "gap", "skipped"]
    title, header, data, gap, total = drawn["rows"]
    assert [title["cells"][1], header["cells"][1], data["cells"][1], total["cells"][1]] == [
        wording.say("upload.role.title"), wording.say("upload.role.header"), "", wording.say("upload.role.total"),
    ]  # fmt: skip
    assert title["cells"][2]["text"] == "<b>表題</b>"
    assert total["cells"][3]["text"] == "=1+1"
    assert "5" in gap["text"]
    assert data["cells"][2]["kind"] == "fault"
    assert all(len(row["cells"]) == len(drawn["columns"]) for row in (title, header, data, total))


def suggestion(name="金額（千円）", column="amount", unit="千円", ask=True, multiply=Decimal(1000)):
    return Suggestion(name, "integer", column, 0.95, "name", unit, "JPY", multiply, ask)


def test_a_unit_that_differs_is_open_until_somebody_says_what_to_do():
    desk = Desk("owner")
    [open_] = mapping.answers(desk, ORDERS, [suggestion()])
    assert open_.open
    assert open_.multiply is None
    desk.edits["orders", "金額（千円）"] = ("amount", Decimal(1000))
    [said] = mapping.answers(desk, ORDERS, [suggestion()])
    assert not said.open
    matched = mapping._matched([said], ())
    assert matched.mapping == {"金額（千円）": Target("amount", Decimal(1000))}


def test_a_factor_may_convert_and_turn_the_sign_and_what_holds_comes_first():
    assert mapping.factors(suggestion(), None) == [Decimal(1), Decimal(1000), Decimal(-1000), Decimal(-1)]
    assert mapping.factors(suggestion(), Decimal(-1))[0] == Decimal(-1)
    assert mapping.factors(suggestion(multiply=None), None) == [Decimal(1), Decimal(-1)]


def test_an_answer_for_one_table_is_none_for_another():
    desk = Desk("owner")
    desk.edits["deals", "金額（千円）"] = (None, None)
    assert mapping.answers(desk, ORDERS, [suggestion()])[0].column == "amount"


def test_a_press_carries_out_the_plan_that_was_seen_once_and_no_other():
    seen, other, unready = (SimpleNamespace(ready=ready) for ready in (True, True, False))
    desk = Desk("owner")
    desk.want(seen)
    assert not desk.wants(other)
    assert not desk.wants(seen)
    desk.want(seen)
    assert desk.wants(seen)
    assert not desk.wants(seen)
    desk.want(unready)
    assert not desk.wants(unready)


def test_mends_are_made_once_for_all_rows_of_a_text():
    group = FaultGroup("日", "not_a_date", Words("", ""), (("月末", 3), ("未定", 1)), 4, (5, 6, 7, 8), ("skip", "dmy"))
    assert mending._mends(group, "skip", ()) == (Mend("日", "skip", "月末"), Mend("日", "skip", "未定"))
    assert mending._mends(group, "dmy", ()) == (Mend("日", "dmy"),)
    assert mending._mends(group, "replace", ("2026-11-30", " ")) == (Mend("日", "replace", "月末", "2026-11-30"),)


def test_mends_of_a_group_with_more_texts_than_listed_are_of_the_column():
    group = FaultGroup("日", "not_a_date", Words("", ""), (("月末", 3),), 400, (5,), ("skip",))
    assert mending._mends(group, "skip", ()) == (Mend("日", "skip"),)


def test_rows_and_totals_are_said_as_planned(wording):
    day = dt.date(2026, 11, 1)
    total = ControlTotal("amount", "JPY", 7_230_000.0, 0.0)
    diff = Diff(1200, 1200, 3, 0, 2, day, day, (day,), (total,), ("sales",))
    texts = [row["cells"][1]["text"] for row in changes.rows_data(wording, diff)["rows"]]
    assert texts == ["1,200", "3", "0", "2"]
    [row] = changes.totals_data(wording, ORDERS, diff.totals)["rows"]
    assert row["cells"][1]["text"] == ("7,230,000円" if wording.language == "ja" else "¥7,230,000")


def test_totals_of_keys_say_nothing(wording):
    keyed = Table("orders", ORDERS.label, ORDERS.columns, key=("amount",))
    assert changes.totals_data(wording, keyed, [ControlTotal("amount", "JPY", 1.0, 0.0)])["rows"] == []


def test_effects_that_move_come_first_and_are_judged_by_meaning(wording, standing):
    still = Effect(standing(1.0, 2.0), standing(1.0, 2.0))
    costs = [standing(value, 2.0, direction="down", name="cost") for value in (1.0, 3.0)]
    made = paired([still.before, costs[0]], [still.after, costs[1]])
    assert [effect.changed for effect in made] == [True, False]
    first, rest = changes.effects_data(wording, made)["rows"]
    assert first["cells"][3]["kind"] == "bad"
    assert rest["kind"] == "line"


def test_a_plan_that_moves_is_shown_where_the_value_stays(wording, standing):
    made = paired([standing(1.0, 2.0)], [standing(1.0, 4.0)])
    [row] = changes.effects_data(wording, made)["rows"]
    assert row["cells"][0] == wording.say("upload.effects.plan", kpi=wording.label(made[0].after))


def test_values_before_and_after_are_told_apart():
    metric = Metric("m", "sales", "simple", Words("", ""), "JPY", "up")
    values = 1_007_375_440.0, 1_009_605_440.0
    one, other = changes.told_apart(*values, metric, "ja", scale_of(values, "JPY", "ja"))
    assert one != other


def test_a_proposed_kpi_is_renamed_averaged_and_turned():
    body = {
        "label": {"ja": "売上", "en": "Sales"},
        "expression": 'SUM("a") * 1000',
        "direction": "up",
        "over_time": "sum",
    }
    made = proposal.edited(body, " 平均売上 ", "AVG", "down")
    assert (made["label"]["ja"], made["expression"], made["over_time"]) == ("平均売上", 'AVG("a") * 1000', "average")
    assert made["direction"] == "down"
    assert proposal.edited(body, "売上", "SUM", "up") == body
    assert proposal.summary_of("COUNT(*)") is None


def test_a_desk_is_of_one_file():
    one, other = Desk("owner"), Desk("owner")
    assert one.key("to", 1) != other.key("to", 1)
    assert one.empty


def test_work_gives_its_result_or_raises_what_went_wrong():
    assert Work(lambda: 7).result() == 7
    failed = Work(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        failed.result()
    assert failed.share == 0.0


def test_work_cancels_the_child_that_reads(tmp_path):
    from data.reading.process import Limits, Task, run

    file = tmp_path / "big.csv"
    file.write_text("a,b\n" + "1,x\n" * 1_000_000, encoding="utf-8")
    work = Work(lambda: run(Task(file), Limits()))
    while work._job is None:
        work.wait(0.01)
    work.cancel()
    assert work.result()["error"]["code"] == "cancelled"
    assert work.cancelled
