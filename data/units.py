"""Units of columns as files write them against units as tables declare them: the same, by how much apart, or unlike.

Knows the few units of office tables; converts nothing by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

YEN, RATIO = "JPY", "ratio"
KNOWN: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("円", "¥", "\\", "jpy", "yen"), (YEN, "1")),
    "千円": (YEN, "1000"),
    "万円": (YEN, "10000"),
    "百万円": (YEN, "1000000"),
    "億円": (YEN, "100000000"),
    **dict.fromkeys(("$", "usd", "ドル", "米ドル"), ("USD", "1")),
    "千ドル": ("USD", "1000"),
    **dict.fromkeys(("€", "eur", "ユーロ"), ("EUR", "1")),
    **dict.fromkeys(("%", "percent", "パーセント"), (RATIO, "0.01")),
    **dict.fromkeys(("ratio", "割合"), (RATIO, "1")),
    **dict.fromkeys(("時間", "h", "hours", "hour"), ("hours", "1")),
    **dict.fromkeys(("日", "日間", "days", "day"), ("days", "1")),
    **dict.fromkeys(
        ("人", "名", "件", "個", "台", "枚", "回", "本", "冊", "社", "店", "count", "units", "people"), ("count", "1")
    ),
    **dict.fromkeys(("千人", "千件", "千個", "千台"), ("count", "1000")),
    **dict.fromkeys(("万人", "万件", "万個"), ("count", "10000")),
}


def meaning(unit: str | None) -> tuple[str, Decimal] | None:
    """What a unit is of, and how much of it; None for no unit, or one that is not known."""
    plain = unicodedata.normalize("NFKC", unit or "").strip().casefold()
    found = KNOWN.get(plain) or KNOWN.get(unit or "")
    return (found[0], Decimal(found[1])) if found else None


def factor(found: str | None, declared: str | None) -> Decimal | None:
    """By what values in the unit found are multiplied to be in the declared one; None where that can't be said."""
    here, there = meaning(found), meaning(declared)
    if here is None or there is None:
        return Decimal(1) if _plain(found) == _plain(declared) else None
    return here[1] / there[1] if here[0] == there[0] else None


def differs(found: str | None, declared: str | None) -> bool:
    """Whether a unit that a file states is another one than the one declared; nothing stated differs from none."""
    return bool(found) and bool(declared) and factor(found, declared) != 1


def _plain(unit: str | None) -> str:
    return unicodedata.normalize("NFKC", unit or "").strip().casefold()
