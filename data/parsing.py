"""Text of a CSV's cells as values of a column's type: SQL expressions that give NULL for what is no such value.

Strict: takes what can mean one thing only. Thousands separators, Japanese eras and the like are the reader's.
"""

from __future__ import annotations

from data.declarations import ColumnType
from data.warehouse import text

INTEGER = r"[+-]?[0-9]+(\.0+)?"
DECIMAL = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
ISO_DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"
CLOCK = r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
OFFSET = r" ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
TRUE = ("true", "t", "yes", "y", "1", "はい")
FALSE = ("false", "f", "no", "n", "0", "いいえ")


def parsed(cell: str, kind: ColumnType, date_order: str, timezone: str) -> str:
    """A VARCHAR expression as a value of `kind`; NULL where it is none."""
    trimmed = f"trim({cell})"
    if kind == "text":
        return cell
    if kind == "integer":
        return _if_like(trimmed, INTEGER, f"TRY_CAST(regexp_replace({trimmed}, '\\.0+$', '') AS BIGINT)")
    if kind == "decimal":
        return _if_like(trimmed, DECIMAL, _finite(f"TRY_CAST({trimmed} AS DOUBLE)"))
    if kind == "boolean":
        return f"CASE WHEN lower({trimmed}) IN {TRUE} THEN true WHEN lower({trimmed}) IN {FALSE} THEN false END"
    moment = _moment(trimmed, date_order, timezone)
    return f"{moment}::DATE" if kind == "date" else moment


def _if_like(cell: str, pattern: str, then: str) -> str:
    return f"CASE WHEN regexp_full_match({cell}, {text(pattern)}) THEN {then} END"


def _finite(number: str) -> str:
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _moment(cell: str, date_order: str, timezone: str) -> str:
    """A TIMESTAMP: a day alone is its midnight; a time with an offset becomes the company's wall time."""
    day = _day(f"regexp_extract({cell}, '^[^ T]+')", date_order)
    said = f"trim(regexp_extract({cell}, {text(CLOCK)}), ' T')"
    clock = f"CASE WHEN {said} = '' THEN TIME '00:00:00' ELSE TRY_CAST({said} AS TIME) END"
    wall = f"({day} + {clock})"
    offset = f"regexp_extract({cell}, {text(CLOCK + '(' + OFFSET + ')$')}, 3)"
    there = f"TRY_CAST(({wall})::VARCHAR || {_spelled_out(offset)} AS TIMESTAMPTZ) AT TIME ZONE {text(timezone)}"
    shape = f"[^ T]+(?:{CLOCK}(?:{OFFSET})?)?"
    return (
        f"CASE WHEN NOT regexp_full_match({cell}, {text(shape)}) THEN NULL WHEN {offset} = '' THEN {wall} "
        f"ELSE {there} END"
    )


def _spelled_out(offset: str) -> str:
    """An offset as +HH:MM."""
    digits = f"regexp_replace(trim({offset}), '[^0-9+-]', '', 'g')"
    return (
        f"CASE WHEN trim({offset}) = 'Z' THEN '+00:00' ELSE {digits}[1:3] || ':' || "
        f"CASE WHEN length({digits}) = 5 THEN {digits}[4:5] ELSE '00' END END"
    )


def _day(cell: str, date_order: str) -> str:
    """A DATE. A year that stands first is one whatever the order declared; two digits mean 1969–2068."""
    dashed = f"regexp_replace({cell}, '[/.]', '-', 'g')"
    branches = f"WHEN regexp_full_match({cell}, '{ISO_DAY}') THEN TRY_CAST({dashed} AS DATE)"
    if date_order in {"DMY", "MDY"}:
        order = "%d-%m-" if date_order == "DMY" else "%m-%d-"
        for digits, year in ((4, "%Y"), (2, "%y")):
            shape = f"[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{{digits}}}"
            branches += f" WHEN regexp_full_match({cell}, '{shape}') THEN try_strptime({dashed}, '{order}{year}')::DATE"
    return f"(CASE {branches} END)"


def wanted(kind: ColumnType, date_order: str) -> tuple[str, str]:
    """What a cell of a type should be, in Japanese and English."""
    order = {"DMY": ("日/月/年", "day/month/year"), "MDY": ("月/日/年", "month/day/year")}
    ja, en = order.get(date_order, ("年-月-日", "year-month-day"))
    return {
        "integer": ("整数", "a whole number"),
        "decimal": ("数値", "a number"),
        "date": (f"日付（{ja}）", f"a date ({en})"),
        "datetime": (f"日時（{ja} 時:分）", f"a time ({en} hour:minute)"),
        "boolean": ("真偽値（true/false）", "true or false"),
        "text": ("文字", "text"),
    }[kind]
