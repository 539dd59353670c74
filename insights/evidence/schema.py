"""What the columns of any table are: times, numbers, dimensions, texts, identifiers. Reads values and types, a few
words of names; tests nothing.

Names only break ties: two columns with the same content, or which of two numbers is a target.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

MOST_VALUES = 100
FEWEST_ROWS_A_VALUE = 5
FEWEST_TEXTS = 20
ALMOST_ONE_TO_ONE = 0.85
DATE_LIKE = re.compile(r"\d{1,4}[-/.年]\d{1,2}")
BOOKKEEPING = re.compile(
    r"(^|_)(sys|updated|modified|created|inserted|loaded|etl|更新|登録)(_|$)|更新|登録者", re.IGNORECASE
)
"""Columns that a system keeps about its rows; what they say about the business another column says better."""
OUTCOME = re.compile(
    r"(^|_)(state|status|result|outcome|stage|decision)($|_)|状態|状況|ステータス|結果|判定", re.IGNORECASE
)
TARGET = re.compile(r"target|goal|plan|budget|quota|limit|threshold|目標|計画|予算|上限|基準", re.IGNORECASE)


def is_outcome(dim: str, flag: bool = False) -> bool:
    """Whether a column tells how things came out, rather than what they are: it is measured, and explains nothing."""
    return bool(OUTCOME.search(dim) or (flag and TARGET.search(dim)))


IDENTIFIER = re.compile(
    r"(?i:(^|[_\W])(id|no|cd|code|key|uuid|zip|postal|phone|tel|fax|lat|lon|lng|latitude|longitude)s?$)|[a-z]I[Dd]$"
    r"|番号|コード|電話|緯度|経度"
)
"""Numbers that name or place things: means and sums of them mean nothing."""
YES = frozenset({"yes", "y", "true", "1", "はい", "有", "あり", "○", "済"})
NO = frozenset({"no", "n", "false", "0", "いいえ", "無", "なし", "×", "未"})


def yes_value(column: pd.Series) -> object | None:
    """The value that means yes, in a column of a yes and a no; else None."""
    values = list(column.dropna().unique())
    meant = {str(value).removesuffix(".0").strip().lower(): value for value in values}
    yes, no = YES & set(meant), NO & set(meant)
    return meant[next(iter(yes))] if len(values) == 2 and yes and no else None


@dataclass(frozen=True)
class Schema:
    """Names of the columns by role; a column has one role, except that texts with few values are dimensions too."""

    times: tuple[str, ...]
    numbers: tuple[str, ...]
    dimensions: tuple[str, ...]
    texts: tuple[str, ...]
    flags: tuple[str, ...]


def infer(frame: pd.DataFrame) -> tuple[pd.DataFrame, Schema]:
    """The frame with its times parsed, and the roles of its columns. Columns that are empty, constant or keys have no
    role.
    """
    parsed = frame.copy()
    roles: dict[str, list[str]] = {"time": [], "number": [], "dimension": [], "text": [], "flag": []}
    for name in map(str, frame.columns):
        column = _parsed(parsed[name])
        parsed[name] = column
        for role in _roles(column, bool(IDENTIFIER.search(name))):
            roles[role].append(name)
    dimensions = _without_copies(parsed, roles["dimension"])
    return parsed, Schema(
        tuple(roles["time"]), tuple(roles["number"]), tuple(dimensions), tuple(roles["text"]), tuple(roles["flag"])
    )


def plainness(name: str) -> tuple[bool, int, str]:
    """Sort key for columns that say the same: business before bookkeeping, short names before long ones."""
    return (bool(BOOKKEEPING.search(name)), len(name), name)


def _parsed(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.tz_localize(None) if column.dt.tz is not None else column
    if not (pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column)):
        return column
    filled = column.dropna().astype(str)
    if len(filled) < 2 or filled.head(200).str.match(DATE_LIKE).mean() < 0.95:
        return column
    western = column.astype("string").str.replace(r"[年月]", "-", regex=True).str.replace("日", "")
    times = pd.to_datetime(western, errors="coerce", format="mixed")
    return times if times.notna().sum() >= 0.95 * len(filled) else column


def _roles(column: pd.Series, names_things: bool) -> list[str]:
    filled = column.dropna()
    distinct = filled.nunique()
    if len(filled) < 20 or distinct < 2:
        return []
    if pd.api.types.is_datetime64_any_dtype(column):
        return ["time"]
    if yes_value(filled) is not None:
        return ["flag", "dimension"]
    if pd.api.types.is_numeric_dtype(column):
        return [role for role in _number_roles(filled, distinct) if role != "number" or not names_things]
    return _text_roles(filled.astype(str), distinct)


def _number_roles(filled: pd.Series, distinct: int) -> list[str]:
    whole = bool((filled == filled.round()).all())
    if distinct == 2:
        return ["dimension"]
    if whole and distinct == len(filled) and np.ptp(filled.to_numpy(dtype=float)) < 3 * len(filled):
        return []  # a running number
    if whole and distinct <= 12:
        return ["number", "dimension"] if distinct <= 7 else ["number"]
    return ["number"]


def _text_roles(filled: pd.Series, distinct: int) -> list[str]:
    roles = []
    if distinct <= min(MOST_VALUES, len(filled) / FEWEST_ROWS_A_VALUE):
        roles.append("dimension")
    if distinct < FEWEST_TEXTS:
        return roles
    sample = filled.head(500)
    words = sample.str.count(r"\s") + 1
    if words.median() >= 3 or (
        sample.str.len().median() >= 12 and sample.str.contains(r"[ぁ-んァ-ヶ一-龥]").mean() > 0.5
    ):
        roles.append("text")
    return roles


def _without_copies(frame: pd.DataFrame, dimensions: list[str]) -> list[str]:
    """Drop dimensions that are almost one to one with a plainer one."""
    kept: list[str] = []
    for name in sorted(dimensions, key=plainness):
        if not any(_same(frame[name], frame[other]) for other in kept):
            kept.append(name)
    return [name for name in dimensions if name in kept]


def _same(one: pd.Series, other: pd.Series) -> bool:
    table = pd.crosstab(one, other).to_numpy()
    if not table.sum() or abs(table.shape[0] - table.shape[1]) > 1:
        return False
    agreeing = min(table.max(axis=0).sum(), table.max(axis=1).sum())
    return bool(agreeing >= ALMOST_ONE_TO_ONE * table.sum())
