"""The KPI dictionary: docs/kpi-dictionary.md, written from the definitions.

`python -m metrics.dictionary` writes it; a test compares. Explains definitions and computes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from data.home import SHIPPED_DEFINITIONS
from data.people import SHIPPED_DEPARTMENTS
from metrics.catalog import load_catalog
from metrics.catalog.parts import impersonal
from metrics.formatting import UNITS
from metrics.model import Catalog, Metric

FILE = Path(__file__).parent.parent / "docs" / "kpi-dictionary.md"
HEAD = """# KPI辞書 / KPI dictionary

Written by `python -m metrics.dictionary` from `metrics/definitions/*.yaml`; change those. A ratio is the ratio of the
period's sums, never a mean of ratios. 達成率 is actual ÷ plan, and plan ÷ actual where less is better.
"""
BETTER = {"up": "↑ 大きいほど良い / more is better", "down": "↓ 小さいほど良い / less is better"}
OVER_TIME = {"sum": "合計 / sum", "last": "期末の値 / last", "average": "平均 / average"}
PHASING = {
    "working_days": "稼働日で按分 / by working days",
    "calendar": "暦日で按分 / by calendar days",
    "curve": "月内の曲線で按分 / by the KPI's curve",
    "none": "按分しない / not phased",
}


def dictionary(catalog: Catalog) -> str:
    """The whole text, departments and KPIs in the order of the definitions."""
    parts = [HEAD]
    for department, label in SHIPPED_DEPARTMENTS.items():
        own = [metric for metric in catalog.metrics.values() if metric.department == department]
        parts.append(f"## {label.ja} / {label.en}\n")
        parts += [_entry(catalog, metric) for metric in own if not metric.internal]
        parts.append(_blocks([metric for metric in own if metric.internal]))
    return "\n".join(part for part in parts if part)


def _entry(catalog: Catalog, metric: Metric) -> str:
    lines = [f"### {metric.label.ja} / {metric.label.en}", "", f"{metric.description.ja}  ", metric.description.en, ""]
    lines += [f"* {name}: {said}" for name, said in _facts(catalog, metric)]
    return "\n".join(lines) + "\n"


def _facts(catalog: Catalog, metric: Metric) -> Iterator[tuple[str, str]]:
    yield "名前 / name", f"`{metric.name}`"
    yield "計算 / formula", f"`{_formula(metric)}`"
    if metric.source:
        yield "出所 / source", f"`{metric.source}` ({metric.time or 'no time'})"
    yield "単位 / unit", _unit(metric)
    yield "良い向き / direction", BETTER[metric.direction]
    yield "責任者 / owner", f"`{metric.owner}`"
    yield "期間への集約 / over time", _over_time(metric)
    yield "計画の按分 / phasing", _phasing(metric)
    if metric.dimensions:
        yield "切り口 / dimensions", ", ".join(_dimension(catalog, metric, name) for name in metric.dimensions)
    if metric.synonyms:
        yield "別名 / also called", "、".join(metric.synonyms)


def _formula(metric: Metric) -> str:
    if metric.kind == "ratio":
        return f"{metric.numerator} / {metric.denominator}"
    if metric.kind == "cumulative":
        return f"{metric.base}, summed from the start of the {metric.window}"
    return metric.expression


def _unit(metric: Metric) -> str:
    words = UNITS.get(metric.unit)
    return metric.unit if words is None or words.ja == metric.unit else f"{metric.unit} ({words.ja})"


def _over_time(metric: Metric) -> str:
    return "分子と分母の比 / ratio of the parts" if metric.kind == "ratio" else OVER_TIME[metric.over_time]


def _phasing(metric: Metric) -> str:
    if metric.kind in ("ratio", "derived"):
        return "構成要素の計画から / from the plans of its parts"
    return PHASING[metric.phasing] if metric.target else "計画なし / no target"


def _dimension(catalog: Catalog, metric: Metric, name: str) -> str:
    found = [each.label.ja for (_, known), each in catalog.dimensions.items() if known == name]
    own = catalog.dimensions.get((metric.source, name))
    label = own.label.ja if own else next(iter(found), name)
    persons = "" if name in impersonal(catalog, metric) else "、個人 / persons"
    return f"{label} (`{name}`{persons})"


def _blocks(metrics: list[Metric]) -> str:
    """The building blocks of a department, a line each: they stand in formulas, not on pages."""
    if not metrics:
        return ""
    lines = [
        f"* `{metric.name}` {metric.label.ja} / {metric.label.en}: `{_formula(metric)}` · {_unit(metric)}"
        for metric in metrics
    ]
    return "**構成要素 / Building blocks**\n\n" + "\n".join(lines) + "\n"


def main() -> int:
    """Writes the file."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(dictionary(load_catalog([SHIPPED_DEFINITIONS])), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
