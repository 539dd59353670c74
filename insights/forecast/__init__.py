"""Where a KPI is heading: forecasts, simulated futures and the probability that a target is met. Pure."""

from insights.forecast.outlook import Attainment, attainment_probability, forecast, simulate_paths
from insights.forecast.paths import Paths

__all__ = ["Attainment", "Paths", "attainment_probability", "forecast", "simulate_paths"]
