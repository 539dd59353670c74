"""What is watched: each listed KPI, whole and split, at the grains it has; read in few statements. Judges nothing."""

from insights.watch.choice import Split, splits_of, watched
from insights.watch.panel import Panel
from insights.watch.reading import Asked, read_panels

__all__ = ["Asked", "Panel", "Split", "read_panels", "splits_of", "watched"]
