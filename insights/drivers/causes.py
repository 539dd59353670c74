"""The answer of a localization: causes and ranked sets of causes. Values only; how they are found is elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cause:
    """One attribute combination, e.g. {"region": "Kanto", "channel": "web"}, and the share of the total change it
    explains.

    No attributes at all mean that everything moved alike. A share may be negative (it moved against the total) or
    above one (something else moved back). Leaves shared by two causes of a set count for the one named first.
    """

    attributes: Mapping[str, Any]
    share: float


@dataclass(frozen=True)
class CauseSet:
    """Causes that together explain a change: `explained` is the sum of their shares, `residual` the rest of 1."""

    causes: tuple[Cause, ...]
    explained: float
    residual: float
