"""Which rows are a table's header: where its data begins, how many rows above belong to the names, which are titles.

Works on one run of rows without blank ones; joining runs is done in tables.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from data.reading.layout.sheet import DATE, EMPTY, MISSING, NUMBER, TEXT, TIME, TYPED, Sheet, is_note, kind
from data.reading.values.dates import is_period
from data.reading.values.numbers import is_unit, normalize

HEAD = 60
_WITHIN = re.compile(r"^[^\d]{0,3}\d[\d,.億万千]*[^\d]{0,4}$")
_PERIOD = re.compile(r"[年月日期週次号級目回区列]|^[QqHh]?[12]\d{3}|Q[1-4]|[A-Za-z]$")


def alike(sheet: Sheet, row: int, other: int) -> bool:
    """Whether two rows look like data of one table: numbers and dates in the same columns more often than not."""
    left, right = sheet.kinds(row), sheet.kinds(other)
    both = [(left[c], right[c]) for c in left.keys() & right.keys()]
    pairs = [(a, b) for a, b in both if a in TYPED or b in TYPED]
    same = sum(a == b or MISSING in (a, b) for a, b in pairs)
    return same >= 1 and same * 2 >= len(pairs)


def data_start(sheet: Sheet, rows: Sequence[int]) -> int | None:
    """Place in `rows` where data with numbers or dates begins; None where the run has none."""
    for place, row in enumerate(rows[:HEAD]):
        if not sheet.typed(row):
            continue
        following = next((r for r in rows[place + 1 : place + 4] if sheet.typed(r) or len(sheet.filled(r)) > 1), None)
        if following is None:
            found = place if len(sheet.filled(row)) > 1 or place > 0 or len(rows) > 1 else None
            return None if found is None else _over_missing(sheet, rows, found)
        if alike(sheet, row, following) and not _names_columns(sheet, rows, place):
            return _over_missing(sheet, rows, place)
    return None


def _over_missing(sheet: Sheet, rows: Sequence[int], place: int) -> int:
    """Data begins before its first number where rows above only say that theirs are missing, or about how much."""
    typed = [c for c, k in sheet.kinds(rows[place]).items() if k in TYPED]
    while place > 1:
        cells = [sheet.text(rows[place - 1], c) for c in typed]
        kinds = {_says(text) for text in cells}
        if not kinds & {MISSING, NUMBER} or not kinds <= {MISSING, EMPTY, NUMBER}:
            break
        if NUMBER in kinds and any(_says(sheet.text(rows[0], c)) == NUMBER for c in typed):
            break
        place -= 1
    return place


def _says(text: str) -> str:
    """A cell's kind; NUMBER for a text that has one in it and names no period: 約1,000, 1,000以上."""
    found = kind(text)
    if found == TEXT and len(text) <= 12 and _WITHIN.search(plain := normalize(text)) and not _PERIOD.search(plain):
        return NUMBER
    return found


def _names_columns(sheet: Sheet, rows: Sequence[int], place: int) -> bool:
    """Whether a row that looks like data names its columns by periods or by numbers in a row."""
    return _names_periods(sheet, rows, place) or _counts_up(sheet, rows, place)


def _counts_up(sheet: Sheet, rows: Sequence[int], place: int) -> bool:
    """Whether a row is a header such as 担当, 1, 2, 3, …, 31: a text, then numbers by one, as no row below has them."""
    if place and len(sheet.filled(rows[place - 1])) > 0.5 * len(sheet.filled(rows[place])):
        return False
    counting = [_by_one(sheet, row) for row in rows[place : place + 20]]
    return len(counting) >= 3 and counting[0] and not any(counting[1:])


def _by_one(sheet: Sheet, row: int) -> bool:
    kinds = sheet.kinds(row)
    numbers = [normalize(sheet.text(row, c)) for c, k in kinds.items() if k == NUMBER]
    if len(numbers) < 3 or next(iter(kinds.values())) != TEXT or len(numbers) < len(kinds) - 2:
        return False
    digits = [int(t) if t.isdigit() else -9 for t in numbers]
    return all(b - a == 1 for a, b in pairwise(digits))


def _names_periods(sheet: Sheet, rows: Sequence[int], place: int) -> bool:
    """Whether a row that looks like numbers is a header of years or months: 地域, 2015, 2016, 2017."""
    row = rows[place]
    if not sheet.periods(row):
        return False
    below = rows[place + 1]
    kinds = sheet.kinds(row)
    texts = [c for c, k in kinds.items() if k == TEXT]
    if any(sheet.kind(below, c) in TYPED for c in texts):
        return True
    typed = [c for c, k in kinds.items() if k in TYPED]
    return (
        len(typed) >= 2
        and not sheet.periods(below)
        and not (DATE in kinds.values() and DATE in sheet.kinds(below).values())
    )


def text_start(sheet: Sheet, rows: Sequence[int]) -> int:
    """Place in `rows` where data begins in a run of text alone: after its first full row, or 0 without a header."""
    widths = Counter(len(sheet.filled(r)) for r in rows)
    usual = max(widths, key=lambda w: (widths[w] * (w > 1), w))
    first = next((p for p, r in enumerate(rows) if len(sheet.filled(r)) >= 0.6 * usual), 0)
    return first if _recurs(sheet, rows[first:]) else first + 1


def _recurs(sheet: Sheet, rows: Sequence[int]) -> bool:
    """Whether the first row's texts come again below in their columns, as names never do."""
    head = sheet.filled(rows[0])
    body = [r for r in rows[1:2000] if [sheet.text(r, c) for c in head] != [sheet.text(rows[0], c) for c in head]]
    if len(body) < 3 or len(head) < 2:
        return False
    again = sum(any(sheet.text(r, c) == sheet.text(rows[0], c) for r in body) for c in head)
    return again >= max(1, 0.25 * len(head))


def split_zone(sheet: Sheet, zone: Sequence[int], used: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """Rows above the data -> (titles, header rows, group labels between header and data). `used`: columns with data."""
    bottom = len(zone)
    while bottom and not (_can_close(sheet, zone[bottom - 1], used) or _tells_apart(sheet, zone[:bottom], used)):
        bottom -= 1
    if not bottom:
        return list(zone), [], []
    top = bottom - 1
    for place in range(bottom - 2, -1, -1):
        if _belongs(sheet, zone[place], zone[place + 1 : bottom], used):
            top = place
        elif not _may_lie_between(sheet, zone[place]):
            break
    return list(zone[:top]), list(zone[top:bottom]), list(zone[bottom:])


def _may_lie_between(sheet: Sheet, row: int) -> bool:
    """Whether a row that adds nothing to the names can stand between two that do, as a row of levels (1, 1, 1) does."""
    cells = sheet.cells(row)
    return len(cells) >= 2 and all(len(t) <= 15 and not is_note(t) for t in cells)


def _can_close(sheet: Sheet, row: int, used: Sequence[int]) -> bool:
    """Whether a row can be the lowest of a header: two cells or more, or one above a table of one column."""
    filled = sheet.filled(row)
    if len(filled) >= 2:
        return (
            all(is_unit(t) for t in sheet.cells(row))
            or len(filled) >= min(3, len(used))
            or not all(is_note(t) for t in sheet.cells(row))
        )
    return bool(filled) and len(used) <= 1


def _tells_apart(sheet: Sheet, zone: Sequence[int], used: Sequence[int]) -> bool:
    """Whether the lone cell of the lowest row tells a column from another one with the same names above."""
    filled = sheet.filled(zone[-1])
    if len(filled) != 1 or filled[0] not in used or len(zone) < 2:
        return False
    names = {c: _joined(sheet, zone[:-1], c) for c in used}
    return bool(names[filled[0]]) and list(names.values()).count(names[filled[0]]) > 1


def _belongs(sheet: Sheet, row: int, header: Sequence[int], used: Sequence[int]) -> bool:
    """Whether a row above a header is part of it: it fills blank names, parts equal ones, groups or covers them."""
    filled = sheet.filled(row)
    if not filled or (len(filled) <= 3 and any(is_note(t) for t in sheet.cells(row))):
        return False
    width = max(len(used), len(sheet.filled(header[-1])), 1)
    gain = _gain(sheet, row, header, used)
    if len(filled) == 1:
        return filled[0] > min(used, default=0) and gain > 0 and not is_unit(sheet.cells(row)[0])
    kinds = sheet.kinds(row)
    plain = all(k == TEXT for k in kinds.values())
    if len(filled) >= 0.8 * width and TEXT in kinds.values() and (plain or gain):
        return True
    if _completes(sheet, row, header, used):
        return True
    leads = filled[0] == min(used, default=0) and len(filled) < 0.5 * width
    if gain:
        return plain or (len(filled) >= 0.2 * width and not leads)
    if not plain or any(is_note(t) for t in sheet.cells(row)):
        return False
    return filled[0] > min(used, default=0) or (len(filled) >= 3 and len(filled) >= 0.3 * width)


def _completes(sheet: Sheet, row: int, header: Sequence[int], used: Sequence[int]) -> bool:
    """Whether all texts of a row stand above blank names, beside periods that group: 日付, , 2026年4月."""
    kinds = sheet.kinds(row)
    texts = [c for c, k in kinds.items() if k == TEXT]
    others = [c for c, k in kinds.items() if k != TEXT]
    if not texts or any(c not in used or _joined(sheet, header, c) for c in texts):
        return False
    apart = len(texts) > 1 or all(abs(c - texts[0]) > 1 for c in others)
    return apart and all(is_period(normalize(sheet.text(row, c))) for c in others)


def _gain(sheet: Sheet, row: int, header: Sequence[int], used: Sequence[int]) -> int:
    """How many blank names a row fills and how many equal names it tells apart, its cells reaching to the next one."""
    names = [_joined(sheet, header, c) for c in used]
    filled = set(sheet.filled(row))
    holes = sum(1 for c, name in zip(used, names, strict=True) if not name and c in filled)
    spread, label = [], ""
    for c, name in zip(used, names, strict=True):
        label = (
            normalize(sheet.text(row, c))
            if c in filled
            else label
            if not sheet.merges
            else normalize(sheet.label(row, c))
        )
        spread.append(f"{label} {name}")
    return holes + max(0, len(set(spread)) - len(set(names)))


def _joined(sheet: Sheet, header: Sequence[int], column: int) -> str:
    return " ".join(t for r in header if (t := normalize(sheet.text(r, column))))


def is_header_row(sheet: Sheet, row: int, profile: dict[int, str], width: int) -> bool:
    """Whether a row inside a table looks like another header: texts over numbers, and as wide as half the table."""
    if _is_plain_data(sheet, row, profile):
        return False
    filled = sheet.filled(row)
    if len(filled) < 2 or len(filled) < 0.4 * width:
        return False
    kinds = sheet.kinds(row)
    if any(k in (NUMBER, TIME) for k in kinds.values()) and not sheet.periods(row):
        return False
    over = [c for c in profile if kinds.get(c, EMPTY) == TEXT]
    if len(over) < 3 and any(any(d.isdigit() for d in sheet.text(row, c)) for c in over):
        return False
    return len(over) >= max(1, 0.5 * len([c for c in profile if c in kinds])) and len(over) >= min(2, len(profile))


def _is_plain_data(sheet: Sheet, row: int, profile: dict[int, str]) -> bool:
    """A quick no: a cell is of its column's kind and no bare year, which could be a name."""
    for column in list(profile)[:3]:
        text = sheet.text(row, column)
        if sheet.kind(row, column) == profile[column] and not (len(text) == 4 and text[:2] in ("19", "20")):
            return True
    return False
