"""A column's type, decided over all its cells, and its values: numbers, dates, booleans or text.

A column that is not plainly of one type stays text: it is never guessed. Distinct texts are parsed once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from statistics import median

from data.reading.model import Issue, Value
from data.reading.values.dates import ORDERS, Moment, from_digits, from_serial, lacks_year, parse_date
from data.reading.values.missing import is_blank, is_missing
from data.reading.values.numbers import Number, normalize, parse_number

ENOUGH = 0.9
_CODE_NAME = re.compile(
    r"(?:コード|code|_cd|番号|№|郵便|電話|tel|phone|fax|zip|postal|区分|カテゴリー?|jan|ean|isbn)\d*$", re.I
)
_CODE_ANYWHERE = re.compile(r"郵便番号|電話番号|postal ?code|zip ?code|phone", re.I)
_DATE_NAME = re.compile(r"日付|年月日|月日|日時|date|(?<!曜)日$", re.I)
_MONTH_NAME = re.compile(r"年月$|^(?:対象|計上|処理|請求|売上|会計)月$|yyyymm|year_?month", re.I)
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class Typed:
    """A column's decided type and the value of each distinct text; texts that do not fit are in `rejected`."""

    type: str
    values: dict[str, Value]
    unit: str | None = None
    rejected: dict[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    note: str = ""


def infer(cells: Sequence[str], name: str, order: str | None = None) -> Typed:
    """Decide a column. `cells` are its texts as the file has them; `name` is used for codes and dates only; `order` is
    that of the file's other dates, taken where the column's own cells leave it open (see `order_of`).
    """
    counts = Counter(cells)
    present = {t: n for t, n in counts.items() if not is_missing(t)}
    if not present:
        return _text(counts, name, ())
    for attempt in (_boolean, _numeric):
        found = attempt(counts, present, name)
        if found is not None:
            return found
    return _dated(counts, present, name, order) or _text(counts, name, _text_issues(present, name))


def declared(cells: Sequence[str], name: str, wanted: str) -> Typed:
    """Read a column as a declared type: what does not fit is rejected, cell by cell.

    `date:dmy` and the like declare the order of day, month and year too; without it the column's cells decide.
    """
    wanted, _, said = wanted.partition(":")
    counts = Counter(cells)
    present = {t: n for t, n in counts.items() if not is_missing(t)}
    if wanted in ("integer", "decimal"):
        return _numbers(counts, present, {t: parse_number(t) for t in present}, name, wanted)
    if wanted in ("date", "datetime"):
        moments = {t: m for t in present if (m := parse_date(t))}
        order = said or _order(moments, list(counts)) or "ymd"
        return _dates(counts, present, {t: m.at(order) for t, m in moments.items()}, wanted == "datetime", "")
    if wanted == "boolean":
        values: dict[str, Value] = {t: _BOOLEANS.get(normalize(t).lower()) for t in counts}
        return Typed("boolean", values, None, {t: "not_boolean" for t in present if values[t] is None})
    return _text(counts, name, ())


def _boolean(counts: Counter[str], present: dict[str, int], name: str) -> Typed | None:
    if not all(normalize(t).lower() in _BOOLEANS for t in present):
        return None
    return Typed("boolean", {t: _BOOLEANS.get(normalize(t).lower()) for t in counts})


def _numeric(counts: Counter[str], present: dict[str, int], name: str) -> Typed | None:
    numbers = {t: parse_number(t) for t in present}
    fitting = sum(n for t, n in present.items() if numbers[t])
    alike = len(present) < 0.9 * sum(present.values())
    if fitting < ENOUGH * sum(present.values()) or _are_codes(numbers, name, alike=alike):
        return None
    return _calendar(counts, present, name) or _numbers(counts, present, numbers, name, None)


def _are_codes(numbers: dict[str, Number | None], name: str, *, alike: bool) -> bool:
    """Codes: leading zeros, a name that says so, long digits of one length, letters among digits, a mark of text, or
    long numbers without a name of which hardly two are alike.
    """
    found = {t: n for t, n in numbers.items() if n}
    if any(n.code for n in found.values()) or any(t.startswith("'") for t in numbers):
        return True
    digits = [t.strip() for t in found if t.strip().isdigit()]
    if len(digits) == len(found):
        plain = normalize(name).strip("()[]【】 ")
        if _CODE_NAME.search(plain) or _CODE_ANYWHERE.search(plain):
            return True
        if len({len(t) for t in digits}) == 1 and len(digits[0]) >= 11:
            return True
        if (
            not alike
            and name.startswith("column_")
            and len(digits) == len(numbers) >= 20
            and median(map(len, digits)) >= 8
        ):
            return True
    lengths = {len(t) for t in digits}
    others = [t.strip() for t, n in numbers.items() if n is None]
    return any(len(t) in lengths and re.fullmatch(r"(?=.*\d)[0-9A-Z-]+", t) for t in others) and len(lengths) == 1


def _calendar(counts: Counter[str], present: dict[str, int], name: str) -> Typed | None:
    """Digits that are dates: 20260401 throughout, 202604 or Excel's serial numbers under a name that says so."""
    plain = {t: normalize(t) for t in present}
    if all(len(p) == 8 and p.isdigit() for p in plain.values()):
        days = {t: from_digits(p) for t, p in plain.items()}
        if all(days.values()) and (len(days) > 1 or _DATE_NAME.search(normalize(name))):
            return Typed("date", {t: days.get(t) for t in counts}, note="yyyymmdd")
    if _MONTH_NAME.search(normalize(name)) and all(len(p) == 6 and p.isdigit() for p in plain.values()):
        months = {t: from_digits(f"{p}01") for t, p in plain.items()}
        if all(months.values()):
            return Typed("date", {t: months.get(t) for t in counts}, note="yyyymm")
    if _DATE_NAME.search(normalize(name)) and all(p.isdigit() and 20_000 <= int(p) <= 73_050 for p in plain.values()):
        serials: dict[str, Value] = {t: from_serial(int(plain[t])) if t in plain else None for t in counts}
        return Typed("date", serials, note="excel_serial", issues=(_serial_issue(name),))
    return None


def _serial_issue(name: str) -> Issue:
    ja = f"列「{name}」はExcelのシリアル値なので日付に直しました。"
    return Issue("excel_serial", ja, f"Column {name!r} holds Excel serial numbers, read as dates.", columns=(name,))


def _numbers(
    counts: Counter[str], present: dict[str, int], numbers: dict[str, Number | None], name: str, wanted: str | None
) -> Typed:
    found = {t: n for t, n in numbers.items() if n}
    comma = any(n.point is None for n in found.values()) and all(n.comma is not None for n in found.values())
    values: dict[str, Value] = dict.fromkeys(counts)
    for text, number in found.items():
        values[text] = number.value(decimal_comma=comma)
    rejected = {t: "not_a_number" for t in present if values[t] is None}
    whole = all(isinstance(v, int) or v is None for v in values.values())
    if not whole:
        values = {t: Decimal(v) if isinstance(v, int) else v for t, v in values.items()}
    units = Counter(
        {u: sum(n for t, n in present.items() if (f := found.get(t)) and f.unit == u) for u in _units(found)}
    )
    issues = _number_issues(name, rejected, units, comma)
    unit = next(iter(units), None) if len(units) < 2 else None
    return Typed("integer" if whole and wanted != "decimal" else "decimal", values, unit, rejected, issues)


def _units(found: dict[str, Number]) -> set[str]:
    return {n.unit for n in found.values() if n.unit}


def _number_issues(name: str, rejected: dict[str, str], units: Counter[str], comma: bool) -> tuple[Issue, ...]:
    issues = []
    if rejected:
        sample = "、".join(list(rejected)[:3])
        ja, en = (
            f"列「{name}」に数値でないセルがあります：{sample}",
            f"Column {name!r} has cells that are no numbers: {sample}",
        )
        issues.append(Issue("not_a_number", ja, en, "fault", columns=(name,), data=tuple(list(rejected)[:20])))
    if len(units) > 1:
        listed = "、".join(units)
        ja, en = f"列「{name}」の単位が混ざっています：{listed}", f"Column {name!r} mixes units: {listed}"
        issues.append(Issue("mixed_units", ja, en, "warn", columns=(name,), data=tuple(units)))
    if comma:
        ja, en = (
            f"列「{name}」のコンマは小数点として読みました。",
            f"Commas in column {name!r} were read as decimal marks.",
        )
        issues.append(Issue("decimal_comma", ja, en, columns=(name,)))
    return tuple(issues)


def order_of(found: Sequence[Typed]) -> str | None:
    """The order of day, month and year that the columns decided so far agree on, or None."""
    orders = {t.note for t in found if t.note in ORDERS}
    return orders.pop() if len(orders) == 1 else None


def is_ambiguous(found: Typed) -> bool:
    """Whether a column holds dates whose order could not be told."""
    return any(i.code == "ambiguous_dates" for i in found.issues)


def _dated(counts: Counter[str], present: dict[str, int], name: str, hint: str | None) -> Typed | None:
    moments = {t: m for t in present if (m := parse_date(t))}
    if sum(n for t, n in present.items() if t in moments) < ENOUGH * sum(present.values()):
        return None
    order = _order(moments, list(counts)) or (hint if hint and all(m.at(hint) for m in moments.values()) else None)
    if order is None:
        return _text(counts, name, (_ambiguous(name, list(present)),))
    values = {t: m.at(order) for t, m in moments.items()}
    timed = any(m.timed for m in moments.values())
    return _dates(
        counts, present, values, timed, order if any("any" not in dict(m.readings) for m in moments.values()) else ""
    )


def _dates(
    counts: Counter[str], present: dict[str, int], moments: dict[str, datetime | None], timed: bool, note: str
) -> Typed:
    convert: Callable[[datetime], date] = (lambda m: m) if timed else (lambda m: m.date())
    values: dict[str, Value] = {t: convert(m) if (m := moments.get(t)) else None for t in counts}
    return Typed(
        "datetime" if timed else "date", values, None, {t: "not_a_date" for t in present if values[t] is None}, (), note
    )


def _order(moments: dict[str, Moment], in_order: list[str]) -> str | None:
    """The one order that fits every cell; where several do, the one under which the column runs in time, else None."""
    fitting = [o for o in ORDERS if all(m.at(o) for m in moments.values())]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    if all(len({m.at(o) for o in fitting}) == 1 for m in moments.values()):
        return fitting[0]
    running = [o for o in fitting if _runs(o, moments, in_order)]
    return running[0] if len(running) == 1 else _fewest_years(fitting, moments)


def _fewest_years(fitting: list[str], moments: dict[str, Moment]) -> str | None:
    """The order that gives a few years where every other gives many: days run from 1 to 31, years do not."""
    years = {o: len({found.year for m in moments.values() if (found := m.at(o))}) for o in fitting}
    best, *others = sorted(fitting, key=lambda o: years[o])
    return best if all(years[o] >= max(10, 3 * years[best]) for o in others) else None


def _runs(order: str, moments: dict[str, Moment], in_order: list[str]) -> bool:
    days = [m.at(order) for t in in_order if (m := moments.get(t))]
    pairs = [(a, b) for a, b in pairwise(days) if a and b]
    rising = sum(a <= b for a, b in pairs)
    return len(pairs) >= 3 and max(rising, len(pairs) - rising) == len(pairs)


def _ambiguous(name: str, present: list[str]) -> Issue:
    ja = f"列「{name}」の日付は日/月/年か月/日/年か決められません（例：{present[0]}）。文字のまま読みました。"
    en = f"The dates of column {name!r} may be D/M/Y or M/D/Y (e.g. {present[0]}); kept as text."
    return Issue("ambiguous_dates", ja, en, "fault", columns=(name,), data=tuple(present[:5]))


def _text(counts: Counter[str], name: str, issues: tuple[Issue, ...]) -> Typed:
    return Typed("text", {t: _kept(t) for t in counts}, issues=issues)


def _kept(text: str) -> str | None:
    """Text without padding; the apostrophe that a spreadsheet puts before digits is no part of it."""
    plain = text.strip()
    if plain.startswith("'") and plain[1:].isdigit():
        plain = plain[1:]
    return None if is_blank(plain) else plain


def _text_issues(present: dict[str, int], name: str) -> tuple[Issue, ...]:
    if all(lacks_year(t) for t in present):
        ja = f"列「{name}」の日付には年がありません。"
        return (Issue("no_year", ja, f"The dates of column {name!r} have no year.", columns=(name,)),)
    numeric = sum(n for t, n in present.items() if (p := parse_number(t)) and not p.code)
    if 0.5 * sum(present.values()) <= numeric and not _CODE_NAME.search(normalize(name)):
        odd = tuple(t for t in present if not parse_number(t))[:5]
        ja = f"列「{name}」は数値とそれ以外が混ざるので文字として読みました：{'、'.join(odd)}"
        en = f"Column {name!r} mixes numbers with other text and was kept as text: {', '.join(odd)}"
        return (Issue("mixed_types", ja, en, columns=(name,), data=odd),) if odd else ()
    return ()
