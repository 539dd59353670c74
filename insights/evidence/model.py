"""Evidence: one statement about a table that the numbers support, as typed facts. Values only; nothing is computed or
worded here.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal[
    "share", "together", "mean", "rate", "sum", "distinct", "trend", "window", "correlation", "repeat", "word"
]
Direction = Literal["high", "low", "up", "down", "positive", "negative"]

ROW = (
    "dim",
    "value",
    "measure",
    "direction",
    "filter",
    "time",
    "effect",
    "interval",
    "p_adjusted",
    "n",
    "share",
    "text",
)


@dataclass(frozen=True)
class Evidence:
    """One finding.

    dim, value: the segment it is about, None for the whole table. filter: further conditions on the segment.
    measure: count, mean(col), sum(col), rate(col=value), distinct(col), count/distinct(col) or a~b for a correlation.
    effect, interval: difference from what it is compared with (in the measure's unit; a share or rate as a fraction;
    Spearman's rho for correlations and trends of a measure), and its 95 % interval. n: rows of the segment; share: of
    all rows (of the filter's rows, where there is one).
    time: first and last day of the window, or of the whole time for trends. strength: 0..1, comparable across kinds;
    ranks the evidence.
    """

    kind: Kind
    dim: str | None
    value: Any
    measure: str
    direction: Direction
    effect: float
    interval: tuple[float, float]
    p: float
    n: int
    share: float
    strength: float
    filter: Mapping[str, Any] = field(default_factory=dict)
    time: tuple[str, str] | None = None
    p_adjusted: float = 1.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def key(self) -> tuple[str, Any]:
        """Dimension and value of the segment; ("", None) for the whole table."""
        return (self.dim or "", self.value)

    def row(self) -> dict[str, Any]:
        """The columns that people script, ready for JSON."""
        every = asdict(self)
        return {name: every[name] for name in ROW}

    @property
    def conditions(self) -> frozenset[tuple[str, Any]]:
        """Segment and filter as one set of conditions."""
        own = [(self.dim, self.value)] if self.dim is not None else []
        return frozenset([*own, *self.filter.items()])
