"""All quality measures by name: the module that measures, and which of its figures stand in the report with what bar.

The bars are those that were set for the product; the figures come from the modules alone. Runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.quality.figures import Bar, Figures, Line, at, from_json, from_shares, of_group

ALL = Bar(1, 1)
NONE = Bar(0, 0)
TOLD = Bar()


@dataclass(frozen=True)
class Measure:
    """A module run with `python -m`, and the lines of the report that its figures fill."""

    name: str
    title: str
    module: str
    lines: tuple[Line, ...]
    read: Callable[[str], Figures] = from_json
    arguments: tuple[str, ...] = ()


def _coverage(*path: str, what: str) -> tuple[Line, Line]:
    return (
        Line(f"{what}, 80 %", Bar(0.75, 0.85), at(*path, "80")),
        Line(f"{what}, 95 %", Bar(0.92, 0.98), at(*path, "95")),
    )


READING = (
    Line("real files to load: header, rows and sums right", Bar(0.95), at("files to load")),
    Line("the rest as expected", ALL, at("the rest")),
    Line("encodings of real files", ALL, at("encodings")),
    Line("encodings, files encoded anew", TOLD, at("encodings, re-encoded")),
    Line("Pollock, files by one change", Bar(9.9), at("Pollock")),
    Line("CSV Spectrum", ALL, at("CSV spectrum")),
    Line("made-up files", ALL, at("made up")),
    Line("made-up files, rare things", ALL, at("made up, rare")),
    Line("real files laid out anew", ALL, at("laid out anew")),
    Line("hostile files: rise of memory, MB", Bar(None, 100), at("hostile files")),
)
HOSTILE = (
    Line("highest rise of the server's memory with a file, MB", Bar(None, 100), at("worst", "peak_rise_mb")),
    Line("rise that is left when a file was shown, most, MB", TOLD, at("worst", "rise_after_mb")),
    Line("another's page meanwhile, median seconds", TOLD, at("worst", "page_median_s")),
    Line("another's page meanwhile, worst seconds", TOLD, at("worst", "page_worst_s")),
)
TEXTS = (
    Line("legitimate texts refused", NONE, at("legitimate")),
    Line("mutated texts refused, least of all kinds", ALL, of_group(min, without="legitimate")),
)
ANSWERS = (
    Line("good answers shown, ja", ALL, at("good ja")),
    Line("good answers shown, en", ALL, at("good en")),
    Line("bad answers shown, most of all kinds", NONE, of_group(max, without="good")),
)
TRACED = (
    Line("displayed figures looked at", TOLD, at("figures")),
    Line("figures that trace to a fact", ALL, at("traced")),
    Line("cards with the same evidence and figures with a model", ALL, at("same with a model")),
)
FAULTS = (
    Line("faults of the model's call tried", TOLD, at("cards", "faults")),
    Line("faults with a card, a badge and the reason", ALL, at("cards", "with card, badge and reason")),
    Line("wait for the first card, longest", Bar(None, 1, " s"), at("cards", "slowest card, s")),
    Line("pages with a card, a badge and the reason", ALL, at("pages", "with card, badge and reason")),
    Line("figures on the page while the model fails, median of clicks", Bar(None, 1, " s"), at("pages", "median, s")),
    Line("figures on the page while the model fails, longest", Bar(None, 1, " s"), at("pages", "longest, s")),
)
PRIVACY = (
    Line("hostile strings in masked mode", Bar(10_000), at("strings")),
    Line("requests that they changed", NONE, at("requests changed")),
)
CAPS = (
    Line("rounds of 20 jobs at once", TOLD, at("rounds")),
    Line("largest share of a yen cap that was counted", Bar(None, 1), at("largest share of a cap")),
    Line("calls let through", TOLD, at("calls")),
    Line("calls refused by a cap", TOLD, at("refused")),
)
LOOP = (
    Line("browser tests of the loop passed", ALL, at("passed")),
    Line("browser tests of the loop", TOLD, at("tests")),
)
FALSE_ALARMS = (
    Line("series of each grain and length, least", TOLD, at("false_alarms", "series_least")),
    Line(
        "grains and lengths, of 13, within ±30 % of the nominal 1 %", Bar(13), at("false_alarms", "within_30_percent")
    ),
    Line("the same, each kind of null series by itself, of 39", TOLD, at("false_alarms", "within_30_percent_by_kind")),
)
FORECAST = (
    *_coverage("replayed_coverage", "month", what="example company replayed by month"),
    *_coverage("replayed_coverage", "week", what="example company replayed by week"),
    *(
        line
        for grain in ("day", "week", "month")
        for line in _coverage(
            "forecast_coverage", f"{grain} 36 months", what=f"simulated companies, 36 months, {grain}"
        )
    ),
    Line("targets: Brier score (base rate in the next row)", TOLD, at("attainment", "brier")),
    Line("targets: Brier score of the base rate", TOLD, at("attainment", "brier_of_base_rate")),
)
DETECTION = (
    Line("rows changed by later ones", NONE, at("look_ahead", "rows_that_differ")),
    Line("TEPCO daily demand: alarms on holidays a year", Bar(None, 1), at("daily_demand", "holiday_alarms_a_year")),
    Line("TEPCO daily demand: all alarms a year", TOLD, at("daily_demand", "alarms_a_year")),
    *(
        Line(f"TEPCO: {way} of 15 % on {days} found", Bar(0.8), at("daily_demand", f"found x{factor} on {days}"))
        for way, factor in (("drops", "0.85"), ("rises", "1.15"))
        for days in ("holidays", "working days")
    ),
    Line("NAB: event F1, no look-ahead", Bar(0.78), at("labelled_events", "all", "f1")),
    Line("NAB: F1 of the half methods were compared on", TOLD, at("labelled_events", "developed on", "f1")),
    Line("NAB: F1 of the half looked at last", TOLD, at("labelled_events", "looked at last", "f1")),
    Line("45 KPIs, daily and monthly: seconds of CPU", Bar(None, 30), at("speed", "detect_45_kpis_cpu_seconds")),
)
INCIDENTS = (
    Line("incidents of the example company found", Bar(0.9), at("found")),
    Line("cause among the first three, of all", Bar(0.8), at("cause among the first three (of all planted)")),
    Line("false ones a department and month", Bar(None, 1), at("false a department and month")),
    Line("coverage of forecasts, 80 %", Bar(0.75, 0.85), at("coverage at 80 %")),
    Line("coverage of forecasts, 95 %", Bar(0.92, 0.98), at("coverage at 95 %")),
    Line("coverage of quarter landings, 80 %", TOLD, at("landing coverage at 80 %")),
    Line("seconds of CPU a company, worst", Bar(None, 30), at("seconds of CPU a company, worst")),
)
HYPOTHESES = tuple(
    Line(f"true cause among the first three, {way}", bar, at(way, "among first three"))
    for way, bar in (("all known", Bar(0.8)), ("place unknown", TOLD), ("days unknown", TOLD),
                     ("found by the engine", TOLD))
)  # fmt: skip
CLAIMS = (
    Line("insightbench: core claims, hit@10 strict", Bar(0.8), at("claims", "all", "core@10", "recall_strict")),
    Line("insightbench: driver claims, hit@20", Bar(0.8), at("claims", "all", "driver@20", "recall_strict")),
    Line("insightbench: false alarms on null claims", NONE, at("claims", "all", "null", "false_alarms_at_10")),
    Line("insightbench: pieces on a control, most", Bar(None, 2), of_group(max, "claims", "all", "pieces on controls")),
    Line("tables of independent columns with findings", Bar(None, 0.05), at("null", "with findings")),
)
CAUSES = tuple(
    Line(f"causes: {folder}, {name}", Bar(low), at("causes", folder, "all", key))
    for folder, name, key, low in (("rs", "top-1 exact set", "top1_exact", 0.65), ("rs", "top-3", "top3_exact", 0.75),
                                   ("rs", "F1", "f1", 0.65), ("s", "F1", "f1", 0.72), ("l", "F1", "f1", 0.87))
)  # fmt: skip
SLOWEST = Line("causes: slowest case of l, seconds of CPU", Bar(None, 0.3), at("causes", "l", "cpu seconds", "slowest"))

EFFECT = tuple(
    Line(f"planted actions: {what}", bar, at("all", name, "share"))
    for what, bar, name in (
        ("verdicts right, of those decided", Bar(0.9), "right_of_decided"),
        ("false 効果あり, of those without effect", Bar(None, 0.05), "false_effective"),
        ("a lift of 20 % found", Bar(0.8), "found_20_percent"),
        ("decided, of those above what can be told", Bar(0.6), "decided_above_detectable"),
        ("true effect within the interval", TOLD, "interval_covers"),
    )
)

ANOMALY = "tests.insights.quality_anomaly"
MEASURES = (
    Measure("reading", "Reading files", "tests.data.reading.measure", READING, from_shares),
    Measure("hostile", "Hostile files of 40 MB, through the served app", "tests.browser.hostile", HOSTILE),
    Measure("anomaly", "Anomalies", ANOMALY, DETECTION,
            arguments=("look_ahead", "speed", "daily_demand", "labelled_events")),
    Measure("false-alarms", "False alarms on null series", ANOMALY, FALSE_ALARMS, arguments=("false_alarms",)),
    Measure("forecast", "Forecasts", ANOMALY, FORECAST,
            arguments=("replayed_coverage", "forecast_coverage", "attainment")),
    Measure("drivers", "Drivers and evidence", "tests.insights.quality_drivers", (*CAUSES, SLOWEST, *CLAIMS)),
    Measure("incidents", "Incidents of the example company", "tests.insights.quality_incidents", INCIDENTS),
    Measure("hypotheses", "Hypotheses without a model", "tests.insights.quality_hypotheses", HYPOTHESES),
    Measure("texts", "Rules of texts", "tests.insights.texts", TEXTS),
    Measure("answers", "Answers of models", "tests.insights.answers", ANSWERS),
    Measure("traced", "Figures of texts", "tests.insights.quality_traced", TRACED),
    Measure("faults", "Models that fail", "tests.insights.quality_faults", FAULTS),
    Measure("privacy", "What leaves the company", "tests.insights.quality_privacy", PRIVACY),
    Measure("caps", "Caps of spending", "tests.insights.quality_caps", CAPS),
    Measure("loop", "From an anomaly to an effect, in a browser", "tests.browser.quality_loop", LOOP),
    Measure("effect", "Effects of actions", "tests.insights.quality_effect", EFFECT),
)  # fmt: skip
