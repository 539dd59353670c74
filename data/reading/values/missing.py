"""Which marks stand for a missing value. In a column of text only a blank does: there a mark may be a category."""

from __future__ import annotations

import re
from functools import lru_cache

from data.reading.values.numbers import normalize

_WORDS = frozenset(
    [
        "該当なし",
        "該当無し",
        "なし",
        "無し",
        "無",
        "不明",
        "未定",
        "未入力",
        "未集計",
        "未回答",
        "欠測",
        "欠損",
        "欠測値",
        "非公表",
        "秘匿",
        "空欄",
        "対象外",
        "集計中",
        "調整中",
        "皆増",
        "皆減",
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "#n/a",
        "#div/0!",
        "#value!",
        "#ref!",
        "#name?",
        "#num!",
        "#null!",
        "x",
        "χ",
        "tbd",
        "unknown",
        "missing",
        "\\n",
    ]
)
_MARKS = re.compile(r"[-−–—―‐─ー~〜]{1,10}|[.…‥・]{1,10}|[*＊]{1,12}|/{2,5}|_{1,5}|\?{1,5}|×|\.\.|\(-\)|\[-\]")


@lru_cache(maxsize=100_000)
def is_missing(text: str) -> bool:
    """Whether a cell of a numeric or date column says that there is no value."""
    plain = normalize(text)
    return not plain or plain.lower() in _WORDS or _MARKS.fullmatch(plain) is not None


_UNSEEN = " \t\r\n\v\f\u00a0\u3000\u200b\u200e\u200f\ufeff"


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing to see."""
    return not text or not text.strip(_UNSEEN)
