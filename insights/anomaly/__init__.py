"""What is anomalous in a KPI's series: verdicts by point, incidents, and false discoveries held across KPIs. Pure."""

from insights.anomaly.detection import COLUMNS, detect
from insights.anomaly.reasons import DATA_FAULTS, REASONS, reason_text

__all__ = ["COLUMNS", "DATA_FAULTS", "REASONS", "detect", "reason_text"]
