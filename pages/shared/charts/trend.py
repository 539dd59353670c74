"""A KPI over time: actual solid, last year light, plan dashed; days off and closing months shaded and named.

Periods are categories by their first day, so that no time zone moves a bar. Flows are bars from zero; levels are lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pandas as pd

from data.errors import Language
from metrics.model import Grain
from pages.shared.charts import ahead, expected
from pages.shared.charts.style import DASH, FONT_SIZE, INK, LIGHT, NARROW, SHADE, Spec, finished, tips

Form = Literal["flow", "level"]
SERIES = ("value", "plan", "last_year")
HEIGHT, PLOT = 208, 140
END = "9999-12-31"
"""Stands behind every period: the place of the series' names."""
TEXTS = ("shade", "shade_name", "period_text", "value_text", "plan_text", "last_year_text")
MONTHS_EN = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"


@dataclass(frozen=True)
class Names:
    """What the series are called in the page's language; "" for what the frame does not say. `marks`: the kinds of
    marks that it holds."""

    actual: str
    plan: str
    last_year: str
    period: str
    expected: str = ""
    mark: str = ""
    ahead: str = ""
    marks: tuple[tuple[str, str], ...] = ()


def frame(periods: pd.DataFrame, factor: float, form: Form) -> pd.DataFrame:
    """What `spec` draws, from columns start (date), value, plan, last_year, running, shade and the *_text columns.

    Values are divided by `factor` (the scale they are written in). The running period has its own columns, and a last
    row beyond the periods holds the places of the series' names.
    """
    keys = [f"{day:%Y-%m-%d}" for day in periods["start"]]
    out = periods.drop(columns=["start", "end"], errors="ignore").assign(key=keys)
    for name in [*SERIES, *(name for name in (*expected.COLUMNS, *ahead.COLUMNS) if name in out)]:
        out[name] = pd.to_numeric(out[name]) / factor
    running = out["running"]
    out["solid"] = out["value"].where(~running)
    out["tail"] = out["value"].where(running | running.shift(-1, fill_value=False)) if running.any() else float("nan")
    texts = [*TEXTS, *(name for name in (*expected.MARK_TEXTS, "ahead_text") if name in out)]
    if "mark" in out:
        out["mark_at"] = out["value"].where(out["mark"] != "")
    end = {"key": END, "running": False, **dict.fromkeys(texts, "")} | _label_places(out, form)
    return pd.concat([out, pd.DataFrame([end])], ignore_index=True).astype({"running": bool})


def _label_places(out: pd.DataFrame, form: Form) -> dict[str, float]:
    """The height of each series' name beside its last point, moved apart where they would touch."""
    last = {name: float(out[name].dropna().iloc[-1]) for name in SERIES if out[name].notna().any()}
    if not last:
        return {}
    drawn = [*SERIES, *(name for name in ("low", "high", "ahead_low", "ahead_high") if name in out)]
    known = pd.concat([out[name].dropna() for name in drawn])
    low = min(0.0, known.min()) if form == "flow" else known.min()
    step = (known.max() - low) * 16 / PLOT
    places, floor = {}, float("-inf")
    for name, height in sorted(last.items(), key=lambda pair: pair[1]):
        floor = max(height, floor + step)
        places[f"{name}_at"] = floor
    return places


@cache
def spec(form: Form, grain: Grain, language: Language, names: Names) -> Spec:
    """The trend. Where `names` has one for what was expected, or for a forecast, the frame says these too; with what
    was expected a click names a period."""
    import altair as alt

    base = alt.Chart().encode(
        x=alt.X("key", type="ordinal", axis=_time_axis(alt, grain, language), scale=alt.Scale(paddingInner=0.25))
    )

    def y(field: str) -> Any:
        """A field on the chart's one scale."""
        return _y(alt, field, form)

    judged, hover = bool(names.expected), _hover(alt, base, names)
    layers = [
        _shade(base),
        _shade_name(alt, base, grain),
        *_series(alt, base, form),
        *(ahead.layers(alt, base, y, flow=form == "flow", name=names.ahead) if names.ahead else ()),
        *(expected.band(alt, base, y) if judged else ()),
        *_names(alt, base, grain, names),
        *(expected.marks(alt, base, y, names.marks) if judged else ()),
        hover.add_params(expected.picking(alt)) if judged else hover,
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _time_axis(alt: Any, grain: Grain, language: Language) -> Any:
    overlap = "parity" if grain == "week" else False
    return alt.Axis(
        labelExpr=f"datum.value=='{END}' ? '' : ({_label(grain, language)})",
        labelAngle=0,
        labelOverlap=overlap,
        ticks=False,
        labelPadding=6,
    )


def _label(grain: Grain, language: Language) -> str:
    """A Vega expression over a key such as 2026-11-01: the month, with the year below where one begins."""
    month, day = "+slice(datum.value,5,7)", "+slice(datum.value,8,10)"
    date = f"({month})+'/'+({day})"
    if grain == "day":
        return f"indexof([1,8,15,22],{day})>=0 ? {date} : ''"
    if grain == "week":
        return date
    name = f"width < {NARROW} ? ''+({month}) : {month}+'月'" if language == "ja" else f"{MONTHS_EN}[{month}-1]"
    year = "slice(datum.value,0,4)" + ("+'年'" if language == "ja" else "")
    return f"[({name}), ({month}==1 || datum.index==0) ? {year} : '']"


def _shade(base: Any) -> Any:
    return base.mark_rect(fill=SHADE, opacity=0.16, aria=False).transform_filter("datum.shade != ''")


def _shade_name(alt: Any, base: Any, grain: Grain) -> Any:
    look = {"angle": 90, "align": "left", "dx": 4, "y": 0} if grain == "day" else {"align": "center", "y": -10}
    named = base.mark_text(aria=False, fontSize=FONT_SIZE, color=INK, opacity=0.75, baseline="middle", **look)
    return named.encode(text=alt.Text("shade_name", type="nominal")).transform_filter("datum.shade_name != ''")


def _y(alt: Any, field: str, form: Form) -> Any:
    axis = alt.Axis(tickCount=4, domain=False, ticks=False)
    return alt.Y(field, type="quantitative", axis=axis, scale=alt.Scale(zero=form == "flow", nice=True))


def _series(alt: Any, base: Any, form: Form) -> list[Any]:
    if form == "flow":
        return _bars(alt, base)
    last_year = base.mark_line(color=LIGHT, strokeWidth=2).encode(y=_y(alt, "last_year", form))
    plan = base.mark_line(color=INK, strokeWidth=1.2, strokeDash=DASH).encode(y=_y(alt, "plan", form))
    line = base.mark_line(color=INK, strokeWidth=2).encode(y=_y(alt, "solid", form))
    tail = base.mark_line(color=INK, strokeWidth=2, strokeDash=[2, 3]).encode(y=_y(alt, "tail", form))
    return [last_year, plan, line, tail]


def _bars(alt: Any, base: Any) -> list[Any]:
    """Last year broad and light behind, actual solid (dashed while running) before it, plan as the mark to reach."""
    narrow = alt.RelativeBandSize(0.55)
    last_year = base.mark_bar(fill=LIGHT, fillOpacity=0.35, aria=False).encode(y=_y(alt, "last_year", "flow"))
    over = base.mark_bar(fill=INK, width=narrow).encode(y=_y(alt, "solid", "flow"))
    running = base.mark_bar(
        fill=INK, fillOpacity=0.3, stroke=INK, strokeWidth=1, strokeDash=[2, 2], width=narrow, aria=False
    )
    running = running.encode(y=_y(alt, "value", "flow")).transform_filter("datum.running")
    plan = base.mark_tick(aria=False, color=INK, thickness=2, width=alt.RelativeBandSize(1)).encode(
        y=_y(alt, "plan", "flow")
    )
    return [last_year, over, running, plan]


def _names(alt: Any, base: Any, grain: Grain, names: Names) -> list[Any]:
    """The series' names at the places that the frame's last row gives."""
    return [
        base.mark_text(text=name, aria=False, **_name_look(series, grain))
        .encode(y=alt.Y(f"{series}_at", type="quantitative"))
        .transform_filter(f"isValid(datum.{series}_at)")
        for series, name in zip(SERIES, (names.actual, names.plan, names.last_year), strict=True)
    ]


def _name_look(series: str, grain: Grain) -> dict[str, Any]:
    """Actual in bold, last year as light as its marks; pulled towards the last point by half a period."""
    actual = series == "value"
    colour, pull = LIGHT if series == "last_year" else INK, 4 if grain == "day" else 10 if grain == "week" else 20
    return {"align": "left", "dx": -pull, "fontSize": FONT_SIZE, "color": colour, "fontWeight": 700 if actual else 400}


def _hover(alt: Any, base: Any, names: Names) -> Any:
    """Broad invisible columns, so that pointing anywhere above a period tells its figures."""
    more = [("expected_text", names.expected), ("mark_text", names.mark)] if names.expected else []
    more += [("ahead_text", names.ahead)] if names.ahead else []
    shown = tips(
        ("period_text", names.period),
        ("value_text", names.actual),
        ("plan_text", names.plan),
        ("last_year_text", names.last_year),
        *more,
        ("shade", "・"),
    )
    pointer = {"cursor": "pointer"} if names.expected else {}
    return base.mark_rect(opacity=0, **pointer).encode(tooltip=shown)
