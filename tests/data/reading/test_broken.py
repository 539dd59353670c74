"""A few hundred of the broken files of broken.py: no crash, no refusal without words, no rows lost or made up."""

import pytest

from tests.data.reading.broken import broken, measure, wrong
from tests.data.reading.comparing import expected_files

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not expected_files(), reason="needs the shared files")]


def test_broken_files_are_read_rightly_or_refused():
    found = measure(240)
    assert found["wrong"] == []
    assert found["verdicts"]["refuse"] > 10
    assert found["rows_counted"] > 60


def test_a_row_that_is_lost_would_be_noticed():
    from data.reading import preview

    for _, _, content in broken(40):
        got = preview(content)
        if got["verdict"] == "load" and wrong(content, got) == "":
            assert wrong(content, {**got, "rows": got["rows"] - 1}) == f"{got['rows'] - 1} rows, not {got['rows']}"
            return
    raise AssertionError("no file was counted")
