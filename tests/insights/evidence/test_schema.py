"""The roles of columns are inferred from their content."""

import pandas as pd

from insights.evidence.schema import infer


def roles(**columns: object) -> dict[str, tuple[str, ...]]:
    _, schema = infer(pd.DataFrame(columns))
    return vars(schema)


def test_keys_constants_and_empty_columns_have_no_role() -> None:
    found = roles(id=range(100), same=["x"] * 100, empty=[None] * 100, code=[f"K{n}" for n in range(100)])
    assert not any(found.values())


def test_times_are_parsed_from_text() -> None:
    days = [f"2025-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(100)]
    assert roles(day=days)["times"] == ("day",)
    japanese = [f"2025年{1 + n % 12}月{1 + n % 28}日" for n in range(100)]
    assert roles(day=japanese)["times"] == ("day",)


def test_a_text_with_digits_is_no_time() -> None:
    assert roles(phone=[f"03-1234-{n:04}" for n in range(100)])["times"] == ()


def test_numbers_dimensions_and_flags() -> None:
    found = roles(amount=[n * 1.5 % 37 for n in range(100)], kind=["a", "b", "c", "d"] * 25, won=[True, False] * 50)
    assert found["numbers"] == ("amount",)
    assert set(found["dimensions"]) == {"kind", "won"}
    assert found["flags"] == ("won",)


def test_of_two_columns_that_say_the_same_the_plainer_stays() -> None:
    kind = ["a", "b", "c", "d"] * 25
    assert roles(kind=kind, assigned_kind=[k.upper() for k in kind])["dimensions"] == ("kind",)


def test_long_texts_are_texts() -> None:
    assert roles(memo=[f"the pump number {n} broke" for n in range(100)])["texts"] == ("memo",)
    assert roles(memo=[f"ポンプ{n}号が故障したため交換を依頼" for n in range(100)])["texts"] == ("memo",)


def test_yes_and_no_make_a_flag_in_any_words() -> None:
    for yes, no in (("Yes", "No"), ("はい", "いいえ"), ("有", "無"), (1, 0), (1.0, 0.0)):
        found = roles(left=[yes, no, no] * 40)
        assert found["flags"] == ("left",)
        assert found["numbers"] == ()


def test_numbers_that_name_or_place_things_are_no_amounts() -> None:
    numbers = [n * 37 % 91 + 0.5 for n in range(100)]
    assert roles(店舗コード=numbers, latitude=numbers, customer_id=numbers, paid=numbers)["numbers"] == ("paid",)
