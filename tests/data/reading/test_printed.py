"""Totals that a file prints, against those of its rows."""

import pytest

from data.reading import preview

HEAD = "店舗,数量,金額,達成率\n"
ROWS = '新宿,1,"1,000",90%\n大阪,2,△200,110%\n'


@pytest.mark.parametrize(
    ("below", "printed", "code"),
    [
        ("合計,3,800,100%\n", {"数量": 3, "金額": 800}, "totals_agree"),
        ("合計,3,900,100%\n", {"数量": 3, "金額": 900}, "totals_differ"),
        ("", {}, None),
    ],
)
def test_the_total_row_is_held_against_the_rows(below, printed, code):
    found = preview((HEAD + ROWS + below).encode())
    assert found["printed"] == printed
    assert {i["code"] for i in found["issues"]} & {"totals_agree", "totals_differ"} == ({code} if code else set())
    assert (found["verdict"], found["rows"]) == ("load", 2)


def test_totals_of_parts_are_taken_together():
    found = preview("店舗,商品,額\n\n東京\nA,x,1\nB,y,2\n合計,,3\n\n大阪\nB,x,3\nA,y,1\n合計,,4\n".encode())
    assert found["printed"] == {"額": 7}
    assert "totals_agree" in {i["code"] for i in found["issues"]}
