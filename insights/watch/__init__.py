"""What is watched: each listed KPI, whole and split, at the grains it has; read in few statements. Judges nothing."""

from insights.watch.choice import Split, splits_of, watched
from insights.watch.panel import MISSING, Panel, filters_of
from insights.watch.reading import Asked, read_panels

__all__ = ["MISSING", "Asked", "Panel", "Split", "filters_of", "read_panels", "splits_of", "watched"]
