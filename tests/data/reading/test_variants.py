"""Layouts and values as offices write them, one small file each."""

import pytest

from data.reading import preview
from tests.data.reading.comparing import case_differences
from tests.data.reading.variants import CASES
from tests.data.reading.variants_rare import CASES as RARE


@pytest.mark.parametrize(("text", "want"), [c[1:] for c in CASES + RARE], ids=[c[0] for c in CASES + RARE])
def test_case(text, want):
    content = text.encode() if isinstance(text, str) else text
    assert case_differences(want, preview(content)) == []


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16", "utf-16-le", "euc_jp"])
@pytest.mark.parametrize("name", ["clean", "title_and_unit_right", "triangle_minus", "subtotals"])
def test_case_in_every_encoding(encoding, name):
    text, want = next(c[1:] for c in CASES if c[0] == name)
    text = text.replace("−", "-")
    assert case_differences(want, preview(text.encode(encoding))) == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("name", ["clean", "stacked_blank", "multiline_cells", "notes_below"])
def test_case_with_other_line_ends(newline, name):
    text, want = next(c[1:] for c in CASES if c[0] == name)
    assert case_differences(want, preview(text.replace("\n", newline).encode("cp932"))) == []
