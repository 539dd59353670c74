"""The long form of periods as columns."""

from datetime import date

from data.reading import long_form, read

WIDE = "店舗,2026年4月,2026年5月,2026年6月\n新宿,1,2,-\n大阪,4,5,6\n"


def test_it_is_proposed_and_made_only_when_asked_for():
    found = read(WIDE.encode())
    assert "periods_as_columns" in {i.code for i in found.issues}
    turned = long_form(found, period="月", value="売上")
    assert [(c.name, c.type) for c in turned.columns] == [("店舗", "text"), ("月", "date"), ("売上", "integer")]
    assert list(turned.records())[1] == ("新宿", date(2026, 5, 1), 2)
    assert sum(turned.values[2]) == sum(found.sums().values())
    assert turned.row_numbers == [2, 2, 3, 3, 3]
