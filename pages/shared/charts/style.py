"""How marks look everywhere: actual solid, last year light, plan outlined or dashed, good blue, bad orange.

`currentColor` takes the page's text colour, so that one spec serves the light and the dark theme; the fixed colours
keep 3:1 or more against both backgrounds. Altair is imported only where a spec is built.
"""

from __future__ import annotations

from typing import Any

INK, LIGHT, GOOD, BAD, SHADE = "currentColor", "#8A93A6", "#3D5AFE", "#D9541E", "#8A93A6"
FONT_SIZE = 12
DASH = [4, 3]
NARROW = 440
"""Pixels below which a chart is a phone's: labels are shortened there."""
Spec = dict[str, Any]


def finished(chart: Any, height: int) -> Spec:
    """The chart as a spec: quiet axes, text of 12 px in the page's colour, no frame around it."""
    axis = {
        "labelColor": INK,
        "labelOpacity": 0.8,
        "labelFontSize": FONT_SIZE,
        "titleFontSize": FONT_SIZE,
        "title": None,
    }
    lines = {"domainColor": LIGHT, "tickColor": LIGHT, "gridColor": LIGHT, "gridOpacity": 0.25, "domainOpacity": 0.6}
    chart = chart.properties(height=height, padding={"left": 2, "right": 6, "top": 18, "bottom": 2})
    return _without_data(chart.configure_axis(**axis, **lines).configure_view(stroke=None).to_dict())


def _without_data(spec: Spec) -> Spec:
    """Altair gives every layer an empty source; the frame that a page gives is to reach them all."""
    spec.pop("data", None)
    spec.pop("datasets", None)
    for layer in spec.get("layer", []):
        _without_data(layer)
    return spec


def tips(*pairs: tuple[str, str]) -> list[Any]:
    """Tooltips of ready-made texts: pairs of a field and its title."""
    import altair as alt

    return [alt.Tooltip(field, type="nominal", title=title) for field, title in pairs]
