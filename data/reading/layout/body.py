"""What each row of a table's body is: data, subtotal, total, group label or note.

A total is told by its word, and by its figures where the word alone could be a name (会計, 東京都計). Figures are
compared as printed; nothing is rounded.
"""

from __future__ import annotations

import re
from decimal import Decimal

from data.reading.layout.sheet import NUMBER, TEXT, Sheet, is_note
from data.reading.layout.tables import Table
from data.reading.values.numbers import normalize, parse_number

_TOTAL = re.compile(
    r"(?:総?合計|総計|総合計|全体計|小計|中計|累計|計|合計額|(?:grand|sub)?-?totals?|sum|年計|月計|期計|上期計|下期計|通期計?)(?:[:：])?",
    re.I,
)
_JAPANESE = re.compile(r"総?合計|総計|総合計|小計|中計|累計|計|合計額|[年月期]計|[上下]期計|通期計?")
_SUMMARY = re.compile(r"平均値?|最大値?|最小値?|最高値?|最低値?|中央値|標準偏差|average|mean|max|min|avg", re.I)
_ENDING = re.compile(r".{1,20}(?:小計|合計|総計|累計|計|total)", re.I)
_LAST = re.compile(r"[計値額均差大小高低lmnxgsＬｌ][】>)\]》〉」*＊:：\s】〉）＞］]*$", re.I)
_HEADING = re.compile(r"[【\[［<＜《〈■□◆◇●○▼▽★☆]")
_SUB = re.compile(r"小計|中計|sub", re.I)
Figure = int | Decimal


def classify(sheet: Sheet, table: Table) -> dict[int, str]:
    """The rows of a body that are no data, with the reason: subtotal, total, group, note."""
    usual = len(table.used)
    last = next((p for p in range(len(table.body) - 1, -1, -1) if not _is_tail(sheet, table, table.body[p])), -1)
    reasons: dict[int, str] = {}
    sums = _Sums(sheet, table)
    for place, row in enumerate(table.body):
        reason = "note" if place > last else _label(sheet, table, row) if usual >= 3 else None
        reason = reason or sums.total(row)
        if reason:
            reasons[row] = reason
    if table.body and sums.heads(table.body[0], reasons):
        reasons[table.body[0]] = "total"
    return reasons


def _is_tail(sheet: Sheet, table: Table, row: int) -> bool:
    """Whether a row below the data can only be a remark: few cells, none of them a number where numbers stand."""
    filled = sheet.filled(row)
    if len(table.used) < 2 or len(filled) > 2 or _fits(sheet, table, row):
        return False
    if len(filled) == 1:
        return len(table.used) >= 3 or is_note(sheet.cells(row)[0])
    return len(table.used) >= 4 and any(is_note(t) for t in sheet.cells(row))


def _fits(sheet: Sheet, table: Table, row: int) -> bool:
    kinds = sheet.kinds(row)
    return any(kinds.get(c) == k for c, k in table.profile.items())


def _label(sheet: Sheet, table: Table, row: int) -> str | None:
    """A lone text inside a table: a group's name or a remark; None where the row may be data with blanks."""
    filled = sheet.filled(row)
    if len(filled) != 1 or sheet.kind(row, filled[0]) != TEXT:
        return None
    if is_note(sheet.text(row, filled[0])) and filled[0] == table.used[0]:
        return "note"
    odd = filled[0] != table.used[0] or table.used[0] in table.profile
    marked = _HEADING.match(sheet.text(row, filled[0]).strip()) or len(sheet.filled(table.body[0])) == 1
    return "group" if odd or marked else None


class _Sums:
    """Running figures of a body, to compare totals with: over all data so far, and since the last subtotal."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet, self.table = sheet, table
        self.columns = [c for c, k in table.profile.items() if k == NUMBER]
        self.texts = [c for c in table.used if c not in table.profile]
        self.all: dict[int, Figure] = dict.fromkeys(self.columns, 0)
        self.part: dict[int, Figure] = dict.fromkeys(self.columns, 0)
        self.waiting: list[int] = []
        self.seen = 0
        self.tail = frozenset(table.body[-6:])

    def total(self, row: int) -> str | None:
        """The reason to leave a row out as a total, or None after having counted it as data."""
        place = self._labelled(row)
        if place is not None:
            self._add_waiting()
            if reason := self._reason(row, place):
                self.part = dict.fromkeys(self.columns, 0)
                return reason
        self.waiting.append(row)
        self.seen += 1
        return None

    def heads(self, row: int, reasons: dict[int, str]) -> bool:
        """Whether the first row is the total of all below: its word and its figures say so."""
        place = self._labelled(row)
        if row in reasons or place is None or not _TOTAL.fullmatch(_squeezed(self.sheet.text(row, place))):
            return False
        self._add_waiting()
        own = {c: v for c in self.columns[:60] if (v := _figure(self.sheet.text(row, c))) is not None}
        return self.seen > 2 and bool(any(own.values())) and all(self.all[c] == 2 * v for c, v in own.items())

    def _labelled(self, row: int) -> int | None:
        """Column of the cell that names a total: the first filled one, or a later text before any figure."""
        filled = self.sheet.filled(row)
        for c in filled[:4]:
            text = self.sheet.text(row, c)
            if len(text) <= 30 and _is_word(text):
                return c
            if self.sheet.kind(row, c) == NUMBER and c in self.columns:
                return None
        return None

    def _reason(self, row: int, place: int) -> str | None:
        text = _squeezed(self.sheet.text(row, place))
        first = place == self.sheet.filled(row)[0]
        others = [c for c in self.texts if c != place and self.sheet.text(row, c).strip()]
        kind = "subtotal" if _SUB.search(text) else "total"
        tail = row in self.tail
        if first and not others and self.seen and (_JAPANESE.fullmatch(text) or (tail and _TOTAL.fullmatch(text))):
            return kind
        if first and not others and tail and self.seen >= 2 and _SUMMARY.fullmatch(text):
            return "summary"
        agreed = self._agrees(row)
        if agreed and (_TOTAL.fullmatch(text) or (first and _ENDING.fullmatch(text))):
            return "subtotal" if agreed == "part" else kind
        return None

    def _agrees(self, row: int) -> str | None:
        figures = {c: v for c in self.columns[:60] if (v := _figure(self.sheet.text(row, c))) is not None}
        if not any(figures.values()) or self.seen < 2:
            return None
        for name, sums in (("all", self.all), ("part", self.part)):
            if sum(sums[c] == v for c, v in figures.items()) >= max(1, 0.6 * len(figures)):
                return name
        return None

    def _add_waiting(self) -> None:
        """Figures are added up only where a total asks for them."""
        for row in self.waiting:
            for c in self.columns[:60]:
                value = _figure(self.sheet.text(row, c))
                if value is not None:
                    self.all[c] += value
                    self.part[c] += value
        self.waiting = []


def _is_word(text: str) -> bool:
    if not _LAST.search(text):
        return False
    plain = _squeezed(text)
    return bool(_TOTAL.fullmatch(plain) or _SUMMARY.fullmatch(plain) or _ENDING.fullmatch(plain))


def _squeezed(text: str) -> str:
    plain = "".join(normalize(text).split()).strip("【】<>()[]《》〈〉「」*＊")
    return plain[1:] if plain.startswith("'") else plain


def _figure(text: str) -> Figure | None:
    number = parse_number(text) if text else None
    return number.point if number else None
