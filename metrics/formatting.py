"""Numbers, changes, dates and periods as text: the only way from a value to the screen, a report or a sentence.

Digits and grouping are Babel's; the scales of Japanese money (千円, 億円), ポイント and △ are ours, since no locale
library writes them. Rounds half up, as accounts do. Formats values; computes none.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from data.errors import Language, Words
from metrics.calendar import BusinessCalendar
from metrics.periods import Period

Negative = Literal["minus", "triangle"]
EXACT = Context(prec=400)  # a double has up to 309 digits before the point
MINUS, TRIANGLE, ABSENT = "−", "△", "—"
SIGNS = (MINUS, TRIANGLE, "+", "±")
UP, DOWN, LEVEL = "↑", "↓", "→"


@dataclass(frozen=True)
class Scale:
    """A unit to write a quantity in: values from `floor` on are divided by `factor`."""

    floor: float
    factor: float
    words: Words


YEN = (
    Scale(1e8, 1e8, Words("億円", "¥ 100 million")),
    Scale(1e7, 1e6, Words("百万円", "¥ million")),
    Scale(1e5, 1e3, Words("千円", "¥ thousand")),
    Scale(0, 1, Words("円", "¥")),
)
YEN_EN = (
    Scale(1e9, 1e9, Words("", "¥ billion")),
    Scale(1e6, 1e6, Words("", "¥ million")),
    Scale(1e5, 1e3, Words("", "¥ thousand")),
    Scale(0, 1, Words("", "¥")),
)
LARGE_COUNTS = (Scale(1e8, 1e8, Words("億", "")), Scale(1e6, 1e4, Words("万", "")), Scale(0, 1, Words("", "")))
LARGE_COUNTS_EN = (Scale(1e6, 1e6, Words("", "million")), Scale(0, 1, Words("", "")))
PLAIN = Scale(0, 1, Words("", ""))
UNITS = {
    "JPY": Words("円", "¥"),
    "ratio": Words("%", "%"),
    "count": Words("件", ""),
    "people": Words("人", "people"),
    "units": Words("個", "units"),
    "times": Words("回", "times"),
    "hours": Words("時間", "h"),
    "days": Words("日", "days"),
    "minutes": Words("分", "min"),
    "person_days": Words("人日", "person days"),
    "score": Words("点", "pts"),
    "points": Words("pt", "pt"),
    "multiple": Words("倍", "×"),
    "kWh": Words("kWh", "kWh"),
    "per_day": Words("回/日", "per day"),
    "USD": Words("ドル", "$"),
}
COUNTED = frozenset({"count", "people", "units", "times"})
MONEY = frozenset({"JPY"})
WIDEST = 10_000
"""Four digits before the point are read at a glance."""


@dataclass(frozen=True)
class Quantity:
    """A formatted number and its unit, apart, so that a table can set them in two sizes."""

    number: str
    unit: str

    @property
    def text(self) -> str:
        """Both together: 1.82億円, 31.4%, 8,410円; a yen sign stands before the number in English."""
        if self.unit.startswith(("¥", "$")):
            sign = self.number[:1] if self.number[:1] in SIGNS else ""
            return f"{sign}{self.unit[0]}{self.number[len(sign) :]}{self.unit[1:]}"
        glued = not self.unit or not self.unit[0].isascii() or self.unit == "%"
        return f"{self.number}{self.unit}" if glued else f"{self.number} {self.unit}"


def scale_of(values: Iterable[float | None], unit: str, language: Language) -> Scale:
    """One scale for all values of a row: that of the largest."""
    largest = max((abs(value) for value in values if value is not None and math.isfinite(value)), default=0.0)
    return next(scale for scale in _scales(unit, language) if largest >= scale.floor)


def scale_of_change(values: Sequence[float], change: float, unit: str, language: Language) -> Scale:
    """One scale for a row of values and a difference between two of them: the difference's, which else would lose its
    digits, where that leaves the values below `WIDEST`; else theirs."""
    own = scale_of([change], unit, language)
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    return own if largest < WIDEST * own.factor else scale_of(values, unit, language)


def _scales(unit: str, language: Language) -> tuple[Scale, ...]:
    if unit in MONEY:
        return YEN if language == "ja" else YEN_EN
    if unit in COUNTED or unit == "kWh":
        return LARGE_COUNTS if language == "ja" else LARGE_COUNTS_EN
    return (PLAIN,)


def format_value(
    value: float | None,
    unit: str,
    language: Language,
    *,
    scale: Scale | None = None,
    digits: int | None = None,
    signed: bool = False,
    negative: Negative = "minus",
) -> Quantity:
    """A value in its unit, 3 to 4 significant digits unless `digits` says how many after the point; — if absent."""
    if value is None or not math.isfinite(value):
        return Quantity(ABSENT, "")
    if unit == "ratio":
        return Quantity(_number(value * 100, language, digits, signed, negative), "%")
    scale = scale or scale_of([value], unit, language)
    places = _places_of(value, unit, scale) if digits is None else digits
    return Quantity(_number(value / scale.factor, language, places, signed, negative), unit_text(unit, language, scale))


def _places_of(value: float, unit: str, scale: Scale) -> int | None:
    if scale.factor == 1 and (unit in COUNTED or (unit in MONEY and abs(value) >= 100)):
        return 0 if float(value).is_integer() or abs(value) >= 10 else 1
    return None


def unit_text(unit: str, language: Language, scale: Scale) -> str:
    """The unit as written behind a number of that scale."""
    if unit in MONEY:
        return scale.words.in_language(language)
    own = UNITS.get(unit, Words(unit, unit)).in_language(language)
    prefix = scale.words.in_language(language)
    return f"{prefix} {own}".strip() if prefix.isascii() and prefix else prefix + own


def format_change(
    change: float | None, unit: str, language: Language, *, scale: Scale | None = None, negative: Negative = "minus"
) -> Quantity:
    """A difference with its sign; that of a rate in ポイント."""
    if unit == "ratio" and change is not None and math.isfinite(change):
        number = _number(change * 100, language, None, True, negative)
        return Quantity(number, "ポイント" if language == "ja" else "pts")
    return format_value(change, unit, language, scale=scale, signed=True, negative=negative)


def format_percent(share: float | None, language: Language, *, signed: bool = False, digits: int | None = None) -> str:
    """A share or a relative change: 97%, +4.8%."""
    if share is None or not math.isfinite(share):
        return ABSENT
    return _number(share * 100, language, digits, signed, "minus") + "%"


def arrow(change: float | None) -> str:
    """The direction of a change: ↑, ↓ or →; "" where it is absent. Says nothing about good or bad."""
    if change is None or not math.isfinite(change):
        return ""
    return UP if change > 0 else DOWN if change < 0 else LEVEL


def _number(value: float, language: Language, digits: int | None, signed: bool, negative: Negative) -> str:
    if not math.isfinite(value):
        return ABSENT
    places = _places(value) if digits is None else digits
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)
    form = "#,##0" + ("." + "0" * places if places else "")
    with localcontext(EXACT):
        text = format_decimal(abs(exact), format=form, locale=language)
    if exact == 0:
        return f"±{text}" if signed else text
    if exact < 0:
        return (MINUS if negative == "minus" else TRIANGLE) + text
    return f"+{text}" if signed else text


def _places(value: float) -> int:
    size = abs(value)
    return 0 if size >= 1000 or size == 0 else 1 if size >= 10 else 2


def format_day(day: dt.date, language: Language, *, year: bool = True) -> str:
    """2026年11月24日 or 11/24; in English Nov 24, 2026 or Nov 24."""
    if language == "ja":
        return format_date(day, "y年M月d日" if year else "M/d", locale="ja")
    return format_date(day, "MMM d, y" if year else "MMM d", locale="en")


def format_period(calendar: BusinessCalendar, period: Period, language: Language, *, short: bool = False) -> str:
    """2026年11月, 2026年度第3四半期, 2026年度; in English Nov 2026, FY2026 Q3, FY2026. Short leaves the year out."""
    if period.grain == "month":
        return format_date(period.start, MONTH_FORMS[language, short], locale=language)
    if period.grain == "day":
        return format_day(period.start, language, year=not short)
    if period.grain == "week":
        start = format_day(period.start, language, year=not short)
        return f"{start}の週" if language == "ja" else f"week of {start}"
    year, quarter = calendar.fiscal_year(period.start), calendar.fiscal_quarter(period.start)
    if period.grain == "year":
        return f"{year}年度" if language == "ja" else f"FY{year}"
    if language == "ja":
        return f"第{quarter}四半期" if short else f"{year}年度第{quarter}四半期"
    return f"Q{quarter}" if short else f"FY{year} Q{quarter}"


MONTH_FORMS = {("ja", False): "y年M月", ("ja", True): "M月", ("en", False): "MMM y", ("en", True): "MMM"}
