"""What is anomalous in a KPI's series: verdicts by point, incidents, and false discoveries held across KPIs. Pure."""

from insights.anomaly.detection import COLUMNS, detect
from insights.anomaly.incident import Incident, benjamini_hochberg, hold_false_discoveries, incidents, p_values
from insights.anomaly.reasons import DATA_FAULTS, REASONS, reason_text

__all__ = [
    "COLUMNS",
    "DATA_FAULTS",
    "REASONS",
    "Incident",
    "benjamini_hochberg",
    "detect",
    "hold_false_discoveries",
    "incidents",
    "p_values",
    "reason_text",
]
