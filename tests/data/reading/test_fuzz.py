"""Whatever the bytes, a reading is a Reading or a refusal, and what it accepts adds up."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from data.reading import Unreadable, preview, raw, read

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "1,234",
            "△5",
            "(3)",
            "令和8年4月1日",
            "合計",
            "小計",
            "※注",
            "-",
            "…",
            "2026/4/1",
            "24:00",
            "¥1,000",
            "12%",
            '"',
            "'",
            "\n",
        ]
    ),
    st.integers(-(10**6), 10**6).map(str),
)
GRIDS = st.lists(st.lists(CELLS, max_size=7), max_size=25)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1, max_size=9)
SETTINGS = settings(max_examples=120, deadline=None)


@SETTINGS
@given(st.binary(max_size=600))
def test_any_bytes(content):
    assert preview(content)["verdict"] in ("load", "choose", "warn", "refuse")


@SETTINGS
@given(GRIDS, st.sampled_from([",", "\t", ";"]), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_any_grid(grid, delimiter, encoding):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(grid)
    try:
        found = read(out.getvalue().encode(encoding, errors="ignore"))
    except Unreadable:
        return
    assert all(len(column) == found.rows for column in found.values)
    assert len({c.name for c in found.columns}) == len(found.columns)
    assert not {s.row for s in found.skipped} & set(found.row_numbers)


@SETTINGS
@given(st.lists(st.tuples(st.integers(1, 999), NAMES), min_size=3, max_size=20))
def test_a_plain_table_comes_out_as_it_went_in(rows):
    kept = [(str(n), text, str(n * 3)) for n, text in rows if text.strip()]
    out = io.StringIO()
    csv.writer(out).writerows([("番号", "名前", "金額"), *kept])
    found = raw(out.getvalue().encode())
    assert [tuple(r) for r in found[1:]] == kept
