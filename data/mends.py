"""Mends: what a person says about cells that are no values of their column, once for all rows that have the same fault.

Values only; staging.py applies them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from data.errors import Refusal, Words

Action = Literal["empty", "skip", "replace", "dmy", "mdy", "ymd"]
ACTIONS: tuple[Action, ...] = ("empty", "skip", "replace", "dmy", "mdy", "ymd")
DATE_ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class Mend:
    """What becomes of rejected cells of a file's column: of those with `text`, or of all where it is None.

    empty: a missing value; skip: the row is not loaded; replace: `value` in its place; dmy, mdy, ymd: dates of the
    column stand in that order.
    """

    column: str
    action: Action
    text: str | None = None
    value: str = ""


def mends_of(said: Iterable[Mapping[str, Any]]) -> tuple[Mend, ...]:
    """Mends from plain dicts, as a load's record keeps them. Refuses an action that there is not."""
    found = tuple(Mend(each["column"], each["action"], each.get("text"), each.get("value", "")) for each in said)
    for mend in found:
        if mend.action not in ACTIONS:
            raise Refusal(
                "unknown_mend", Words(f"直し方「{mend.action}」はありません。", f"There is no mend '{mend.action}'.")
            )
    return found


def plain_mends(mends: Iterable[Mend]) -> list[dict[str, Any]]:
    """Mends as plain dicts, the inverse of `mends_of`."""
    return [{"column": m.column, "action": m.action, "text": m.text, "value": m.value} for m in mends]


def date_orders(mends: Iterable[Mend]) -> dict[str, str]:
    """The orders of dates that mends declare, by column of the file."""
    return {mend.column: mend.action for mend in mends if mend.action in DATE_ORDERS}
