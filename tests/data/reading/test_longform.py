"""The long form of periods as columns."""

from datetime import date
from decimal import Decimal

import pytest

from data.reading import Unreadable, long_form, read
from data.reading.longform import long_header

WIDE = "店舗,2026年4月,2026年5月,2026年6月\n新宿,1,2,-\n大阪,4,5,6\n"


def test_it_is_proposed_and_made_only_when_asked_for():
    found = read(WIDE.encode())
    assert "periods_as_columns" in {i.code for i in found.issues}
    turned = long_form(found)
    assert [(c.name, c.type) for c in turned.columns] == [("店舗", "text"), ("期間", "date"), ("値", "integer")]
    assert list(turned.records())[1] == ("新宿", date(2026, 5, 1), 2)
    assert sum(turned.values[2]) == sum(found.sums().values())
    assert turned.row_numbers == [2, 2, 3, 3, 3]
    assert [i.code for i in turned.issues] == ["long_form"]


def test_totals_across_are_left_out_and_integers_become_decimals_beside_decimals():
    turned = long_form(read("支店,値,4月,5月,6月,合計\n東,x,1,2.5,3,6.5\n西,y,2,-,4,6\n".encode()))
    assert [(c.name, c.type) for c in turned.columns] == [
        ("支店", "text"),
        ("値", "text"),
        ("期間", "text"),
        ("値_2", "decimal"),
    ]
    assert sum(turned.values[3]) == Decimal("12.5")
    assert "'期間' and '値_2'" in turned.issues[-1].en
    assert turned.rows == 5


def test_the_header_is_known_before_it_is_made():
    found = read(WIDE.encode())
    header = long_header([(c.name, c.type, c.unit) for c in found.columns])
    assert header == tuple((c.name, c.type, c.unit) for c in long_form(found).columns)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("店舗,売上\n新宿,1\n大阪,2\n", "no_periods"),
        (
            "店,4月,5月,6月\n" + "".join(f"店{n},1,2,{'abc' if n == 9 else 3}\n" for n in range(20)),
            "cells_in_periods",
        ),
    ],
)
def test_what_has_no_long_form_is_refused(text, code):
    with pytest.raises(Unreadable) as refusal:
        long_form(read(text.encode()))
    assert refusal.value.code == code
