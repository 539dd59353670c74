"""What a measure prints, read into rows of the report: what, bar, measured, met. Measures nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]
Pick = Callable[[Figures], float | None]


@dataclass(frozen=True)
class Bar:
    """Bounds of a figure, either of which may be missing; both missing means that it is told without a bar."""

    low: float | None = None
    high: float | None = None
    unit: str = ""

    def met(self, value: float) -> bool | None:
        """Whether a value is within; None where there is no bar."""
        if self.low is None and self.high is None:
            return None
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        """As it stands in the report."""
        if self.low is not None and self.low == self.high:
            return f"{self.low:g}{self.unit}"
        if self.low is not None and self.high is not None:
            return f"{self.low:g}–{self.high:g}{self.unit}"
        if self.low is not None:
            return f"≥ {self.low:g}{self.unit}"
        return f"≤ {self.high:g}{self.unit}" if self.high is not None else "–"


@dataclass(frozen=True)
class Line:
    """A row of the report before it is measured: `pick` takes its figure out of what a measure printed."""

    what: str
    bar: Bar
    pick: Pick


@dataclass(frozen=True)
class Row:
    """A measured row."""

    what: str
    bar: str
    measured: float
    met: bool | None


def at(*path: str) -> Pick:
    """The figure at a path of names; None where the measure left it out."""

    def pick(figures: Figures) -> float | None:
        found: Any = figures
        for name in path:
            if not isinstance(found, Mapping) or name not in found:
                return None
            found = found[name]
        return float(found)

    return pick


def of_group(choose: Callable[[list[float]], float], *path: str, without: str = "") -> Pick:
    """One figure of all numbers under a path, by `choose` (min, max); names that begin with `without` do not count."""

    def pick(figures: Figures) -> float | None:
        found: Any = figures
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping):
            return None
        numbers = [float(v) for k, v in found.items() if not (without and str(k).startswith(without))]
        return choose(numbers) if numbers else None

    return pick


def rows_of(lines: tuple[Line, ...], figures: Figures) -> Iterator[Row]:
    """The rows whose figures were measured."""
    for line in lines:
        value = line.pick(figures)
        if value is not None:
            yield Row(line.what, str(line.bar), value, line.bar.met(value))


def from_json(printed: str) -> Figures:
    """Figures of a measure that prints one JSON document."""
    found: Figures = json.loads(printed[printed.index("{") :])
    return found


def from_shares(printed: str) -> Figures:
    """Figures of a measure that prints lines such as `files to load: 57 of 57; the rest: 6 of 6` and `name: 9.9 …`:
    the share of each, or the number."""
    found: dict[str, float] = {}
    for name, right, total in re.findall(r"([A-Za-z][\w ,-]*?): (\d+) of (\d+)", printed):
        found[name.strip()] = int(right) / int(total)
    for name, number in re.findall(r"^([A-Za-z][\w ,-]*?): (?:highest rise )?(-?\d+\.\d+)\b(?! of)", printed, re.M):
        found[name.strip()] = float(number)
    return found
