"""The totals that a file prints itself (合計), to be held against those of the rows that were accepted.

Compares nothing with a ledger, and refuses nothing: what differs is said, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from data.reading.layout.sheet import Sheet
from data.reading.model import NUMERIC, Column, Issue
from data.reading.values.numbers import normalize, parse_number

Figure = int | Decimal
_NO_SUM = re.compile(r"率|比|平均|単価|割合|偏差|順位|ポイント|(?:残高|在庫)$|^年|^月|rate|ratio|average|price", re.I)


def printed_totals(
    sheet: Sheet, reasons: Mapping[int, str], columns: Sequence[Column], sums: Mapping[str, Figure]
) -> dict[str, Figure]:
    """What the total row says of each column that is added up. Of several such rows, or all of them together as the
    totals of parts, the one that agrees with most sums.
    """
    rows = [row for row, reason in reasons.items() if reason == "total"]
    added = [c for c in columns if c.type in NUMERIC and c.unit not in ("%", "ポイント", "pt") and not _no_sum(c.name)]
    told = [said for row in rows if (said := _figures(sheet, row, added))]
    if not told:
        return {}
    parts = [{name: sum((each.get(name, 0) for each in told), 0) for name in told[-1]}] if len(told) > 1 else []
    found = [*told, *parts]
    return max(reversed(found), key=lambda said: sum(sums.get(name) == value for name, value in said.items()))


def _no_sum(name: str) -> bool:
    return bool(_NO_SUM.search(normalize(name)))


def _figures(sheet: Sheet, row: int, columns: Sequence[Column]) -> dict[str, Figure]:
    numbers = {c.name: parse_number(sheet.text(row, c.position)) for c in columns}
    return {name: number.point for name, number in numbers.items() if number and number.point is not None}


def about_printed(printed: Mapping[str, Figure], sums: Mapping[str, Figure]) -> tuple[Issue, ...]:
    """Whether the printed totals are those of the rows read."""
    if not printed:
        return ()
    wrong = tuple(name for name, value in printed.items() if sums.get(name, 0) != value)
    if not wrong:
        ja, en = (
            "ファイルの合計行は、読み取った行の合計と一致します。",
            "The file's total row is the total of the rows read.",
        )
        return (Issue("totals_agree", ja, en, columns=tuple(printed)),)
    listed = [f"{name}（{printed[name]:,} − {sums.get(name, 0):,}）" for name in wrong[:5]]
    ja = f"ファイルの合計行が、読み取った行の合計と違います：{'、'.join(listed)}"
    en = f"The file's total row differs from the total of the rows read: {', '.join(listed)}"
    return (Issue("totals_differ", ja, en, columns=wrong),)
