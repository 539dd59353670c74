"""The quality report: what measures print becomes rows, and the page says what the record says."""

import pytest

from tests.quality.__main__ import PAGE, RECORD, is_there
from tests.quality.figures import Bar, Line, Row, at, from_json, from_shares, of_group, rows_of
from tests.quality.measures import MEASURES
from tests.quality.report import Part, page, read_parts, write_parts

PART = Part(
    "Reading", "python -m x", "2026-01-02 03:04 UTC", "abc1234", "2 cores", (Row("files", "≥ 0.9", 0.85, False),)
)


@pytest.mark.parametrize(
    ("bar", "value", "met", "text"),
    [
        (Bar(0.78), 0.78, True, "≥ 0.78"),
        (Bar(0.78), 0.7799, False, "≥ 0.78"),
        (Bar(None, 1), 1.01, False, "≤ 1"),
        (Bar(0.75, 0.85), 0.86, False, "0.75–0.85"),
        (Bar(0, 0), 0.0, True, "0"),
        (Bar(), 5.0, None, "–"),
    ],
)
def test_a_figure_is_held_against_its_bar(bar, value, met, text):
    assert bar.met(value) is met
    assert str(bar) == text


def test_rows_come_only_from_figures_that_were_printed():
    figures = from_json('noise\n{"a": {"b": 0.5, "kinds": {"good": 1, "bad": 0.2, "worse": 0.1}}}')
    lines = (
        Line("there", Bar(0.4), at("a", "b")),
        Line("left out", Bar(0.4), at("a", "c")),
        Line("least", Bar(), of_group(min, "a", "kinds", without="good")),
    )
    assert list(rows_of(lines, figures)) == [Row("there", "≥ 0.4", 0.5, True), Row("least", "–", 0.1, None)]


def test_printed_shares_are_read():
    printed = (
        "files to load: 19 of 20; the rest: 6 of 6\nPollock: 9.951 {'x.csv': 9.205}\n"
        "made up, rare: 117 of 117 []\nhostile files: highest rise 1.5 MB\n"
    )
    assert from_shares(printed) == {
        "files to load": 0.95, "the rest": 1.0, "made up, rare": 1.0, "Pollock": 9.951, "hostile files": 1.5,
    }  # fmt: skip


def test_the_record_is_read_as_it_was_written(tmp_path):
    write_parts(tmp_path / "q.json", {"reading": PART})
    assert read_parts(tmp_path / "q.json") == {"reading": PART}
    assert read_parts(tmp_path / "none.json") == {}


def test_the_page_shows_row_command_time_commit_and_machine():
    text = page({"reading": PART}, ["reading", "absent"])
    assert "| files | ≥ 0.9 | 0.85 | **no** |" in text
    for told in (PART.command, PART.when, PART.commit, PART.machine):
        assert told in text


def test_the_committed_page_is_the_record_and_nothing_else():
    """No figure of the page is typed by hand."""
    assert PAGE.read_text(encoding="utf-8") == page(read_parts(RECORD), [one.name for one in MEASURES])


def test_measures_have_names_of_their_own_and_absent_modules_are_known():
    assert len({one.name for one in MEASURES}) == len(MEASURES)
    assert is_there("tests.insights.texts")
    assert not is_there("tests.insights.no_such_measure")
