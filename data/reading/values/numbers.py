"""Numbers as Japanese offices write them: 1,234 · １２３４ · △1,200 · (1,200) · ¥5 · 200円 · 12.5% · 1.234,5.

One cell at a time; which of two readings of a comma is right is decided over the column, not here. Values are never
scaled by their unit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_SCALES = "十|百|千|万|十万|百万|千万|億|十億|百億|兆"
_NOUNS = (
    "円|ドル|ユーロ|元|人|名|件|個|台|本|枚|社|店|店舗|箱|冊|匹|頭|羽|戸|世帯|室|席|着|足|缶|袋|食|品|点|通|回|件数|箇所|か所|カ所|校|園|人日|人月|人時|"
    "歳|才|分|秒|時間|日間|週間|か月|ヶ月|カ月|泊|倍|割|度|トン|キロ|メートル|リットル|坪|ha|ポイント|pt|pts|"
    "%|‰|°C|℃|K|kg|g|mg|t|km|m|cm|mm|km2|m2|㎡|㎢|m3|㎥|L|l|ml|kL|W|kW|MW|GW|kWh|MWh|GWh|J|MJ|GJ|hPa|Pa|V|A|Hz|rpm|Nm|min|sec|"
    "h|s|ms|m/s|km/h|dB|ppm|MB|GB|TB|bps|USD|JPY|EUR|GBP|CNY|yen|hours|days|人/km2|10分比|16方位|件/日"
)
UNIT = rf"(?:(?:{_SCALES})?(?:{_NOUNS})|万|億|百万|千)"
_UNIT_ONLY = re.compile(UNIT, re.I)
_BODY = r"(?P<body>\d[\d,. ']*(?:[eE][+-]?\d+)?|\.\d+)"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-−–‐△▲▼+])?\s*(?P<currency>[¥\\$€£]|US\$)?\s*(?P<inner>[-−–‐△▲▼])?\s*{_BODY}"
    rf"\s*(?P<unit>{UNIT})?\s*(?P<close>\))?(?P<after>[-−])?"
)
_MARKED = re.compile(r"(?<=[\d円%人件])\s*(?:[*※†‡]{1,3}|(?:\s|注|※|\()\(?注?\d{1,2}\))$")
_MARKS = frozenset("*※†‡)")
"""Marks of footnotes after a number: 1,000*, 1,000 ※, 1,000 1), 1,000(注1)."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ ']\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+")
_COMMA = re.compile(r"\d+(?:,\d+)?|\d{1,3}(?:[. ]\d{3})+(?:,\d+)?")
_CURRENCIES = {"¥": "円", "\\": "円", "$": "$", "US$": "$", "€": "€", "£": "£"}


@dataclass(frozen=True)
class Number:
    """A number and what was written around it. `comma` says which marks it fits: 'point', 'comma' or 'both'."""

    point: int | Decimal | None
    comma: int | Decimal | None
    unit: str | None
    code: bool

    def value(self, *, decimal_comma: bool) -> int | Decimal | None:
        """The value where a comma groups thousands, or where it marks decimals; None where the text does not fit."""
        return self.comma if decimal_comma else self.point


def normalize(text: str) -> str:
    """NFKC without the white space and marks of direction around; full-width digits and signs become plain ones."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n\u200b\u200e\u200f\ufeff")


@lru_cache(maxsize=200_000)
def parse_number(text: str) -> Number | None:
    """A cell as a number, or None. A mark alone (△) is none; a leading zero makes it a code (`code`)."""
    plain = text if text.isascii() and text[:1].isdigit() else normalize(text)
    if plain[-1:] in _MARKS or plain[:1] == "±":
        plain = _MARKED.sub("", plain.removeprefix("±"))
    match = _NUMBER.fullmatch(plain)
    if match is None or bool(match["open"]) != bool(match["close"]) or len(match["body"]) > 60:
        return None
    signs = [
        match["sign"] not in (None, "+"),
        match["inner"] is not None,
        match["open"] is not None,
        bool(match["after"]),
    ]
    if sum(signs) > 1:
        return None
    body = match["body"].strip()
    point, comma = _point(body), _comma(body)
    if point is None and comma is None:
        return None
    negative = any(signs)
    unit = _CURRENCIES.get(match["currency"] or "") or match["unit"]
    code = len(body) > 1 and body[0] == "0" and body.isdigit() and unit is None and not negative
    return Number(_signed(point, negative), _signed(comma, negative), unit, code)


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else (円, 千円, %, 万kW)."""
    return _UNIT_ONLY.fullmatch(normalize(text).strip("()[]【】「」 ")) is not None


def _signed(value: int | Decimal | None, negative: bool) -> int | Decimal | None:
    return -value if negative and value is not None else value


def _point(body: str) -> int | Decimal | None:
    if _PLAIN.fullmatch(body):
        return _exact(body)
    return _exact(re.sub("[, ']", "", body)) if _GROUPED.fullmatch(body) else None


def _comma(body: str) -> int | Decimal | None:
    if not _COMMA.fullmatch(body):
        return None
    return _exact(re.sub("[. ]", "", body).replace(",", "."))


def _exact(digits: str) -> int | Decimal | None:
    if digits.isdigit():
        return int(digits)
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return value if -400 < value.adjusted() < 400 else None
