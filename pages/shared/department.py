"""A department page's parts: filters, the strip of KPIs, the chosen one over time and split, and the rows behind.

Each draws one thing. What is chosen stands in the address: the KPI, at most four filters, the split, the grain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from data.errors import Language
from metrics.access import may_split
from metrics.formatting import ABSENT, PLAIN, format_value
from metrics.model import Dimension, Filter, Grain
from metrics.query import Rows
from metrics.standing import Standing
from pages.shared import cards, figures, scoreboard, waterfall
from pages.shared.board import show_strip
from pages.shared.incidents import judging
from pages.shared.message import lead
from pages.shared.session import (
    KPI_KEY,
    Page,
    answers,
    carried,
    filter_key,
    filters_of,
    findings,
    page_url,
    restate,
    understand,
)
from pages.shared.text import plain, say

MOST_FILTERS = 4
SPLIT_KEY, GRAIN_KEY, ROWS_KEY, VIEW_KEY = "split", "grain", "rows", "view"
GRAINS: tuple[Grain, ...] = ("month", "week", "day")
ORDER: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Chosen:
    """The KPI that a department page looks into, where it stands under the filters, and what it may be split by."""

    standing: Standing
    where: tuple[Filter, ...]
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True)
class Shown:
    """How the chosen KPI is drawn: the trend's grain, the dimension of the split, and whether the rows are there."""

    grain: Grain
    dimension: Dimension | None
    rows: bool


def choose(page: Page) -> Chosen | None:
    """Draws the filters of the chosen KPI; None, with words, where the department has no KPI to show."""
    standings = answers.department(page)
    if not standings:
        st.info(plain(page.wording.say("state.empty.department", department=page.wording.department(page.department))))
        return None
    asked = st.query_params.get(KPI_KEY)
    standing = next((s for s in standings if s.metric.name == asked), standings[0])
    dimensions = answers.dimensions(page, standing.metric) if may_split(page.asker.person, standing.metric) else ()
    where = _filters(page, standing, dimensions)
    narrowed = next((s for s in answers.department(page, where) if s.metric == standing.metric), standing)
    return Chosen(narrowed, where, dimensions)


def _filters(page: Page, standing: Standing, dimensions: Sequence[Dimension]) -> tuple[Filter, ...]:
    """Draws at most four filters, those set first, and a button that takes them all off; those that are set."""
    shown = sorted(dimensions, key=lambda dimension: not _value_of(dimension))[:MOST_FILTERS]
    with page.bar:
        for dimension in [dimension for dimension in dimensions if dimension in shown]:
            _filter(page, standing, dimension)
        where = filters_of(tuple(dimension.name for dimension in shown))
        if where:
            reset = page.wording.say("filter.reset")
            st.button(reset, key="reset", type="tertiary", on_click=_reset, args=(shown,))
    return where


def _value_of(dimension: Dimension) -> Any:
    key = filter_key(dimension.name)
    return st.session_state.get(key) or st.query_params.get(key)


def _filter(page: Page, standing: Standing, dimension: Dimension) -> None:
    label = dimension.label.in_language(page.asker.language)
    st.selectbox(
        label,
        answers.members(page, standing.metric, dimension.name),
        index=None,
        placeholder=page.wording.say("filter.all", dimension=label),
        label_visibility="collapsed",
        width=_width(page.wording.say("filter.all", dimension=label)),
        key=filter_key(dimension.name),
        bind="query-params",
    )


def _width(text: str) -> int:
    """Pixels for a filter that shows a text without cutting it off."""
    return 66 + sum(14 if ord(letter) > 0x2E7F else 8 for letter in text)


def _reset(dimensions: Sequence[Dimension]) -> None:
    for dimension in dimensions:
        st.session_state[filter_key(dimension.name)] = None


def strip(page: Page, chosen: Chosen) -> None:
    """One card a KPI under the same filters; a click on one looks into it."""
    show_strip(answers.kept(strip_data, page, chosen, tuple(carried().items())), "strip", _look_into)


def strip_data(page: Page, chosen: Chosen, along: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """All that the strip draws. `along` is what the addresses of its links carry."""
    wording = page.wording
    return {
        "lang": wording.language,
        "label": wording.say("board.caption", period=cards.period_name(wording, page.period)),
        "head": scoreboard.head(page, [chosen.standing], lead(wording, chosen.standing)),
        "cards": [_card(page, chosen, standing, along) for standing in answers.department(page, chosen.where)],
    }


def _look_into() -> None:
    opened = st.session_state["strip"].open
    if opened:
        st.query_params[KPI_KEY] = opened


def _card(page: Page, chosen: Chosen, standing: Standing, along: Sequence[tuple[str, str]]) -> dict[str, Any]:
    metric = standing.metric
    href = page_url(page.department, (*along, (KPI_KEY, metric.name)))
    made = cards.card(page.wording, standing, metric == chosen.standing.metric, href)
    if any(name not in metric.dimensions for name, _ in chosen.where):
        made |= {"status": "none", "status_text": page.wording.say("filter.excluded")}
    return made


def trend(page: Page, chosen: Chosen) -> None:
    """The chosen KPI over time, by month, week or day."""
    standing, above, offered = chosen.standing, st.container(), grains_of(chosen)
    grain = offered[0] if len(offered) == 1 else _choose_grain(page, offered)
    known = findings.known(page)
    figure = answers.kept(judging.trend, page, standing, grain, chosen.where, known)
    with above:
        figures.title(figure.title, figure.note)
    figures.chart(figure, "trend", partial(judging.pick, page, standing.metric, grain, chosen.where))
    judging.why(page, standing.metric, grain, chosen.where, known)


def grains_of(chosen: Chosen) -> list[Grain]:
    """The grains that the chosen KPI can be drawn in."""
    smallest = chosen.standing.metric.smallest_grain
    return [grain for grain in GRAINS if ORDER.index(grain) >= ORDER.index(smallest)] or [smallest]


def _choose_grain(page: Page, offered: list[Grain]) -> Grain:
    own, *others = (lambda grain, each=each: say(each, f"trend.grain.{grain}") for each in waterfall.languages(page))
    label = understand(GRAIN_KEY, offered, own, *others)
    chosen = st.segmented_control(
        page.wording.say("trend.grain"),
        offered,
        default=offered[0],
        required=True,
        format_func=own,
        label_visibility="collapsed",
        key=GRAIN_KEY,
        bind="query-params",
    )
    restate(GRAIN_KEY, label)
    return chosen or offered[0]


def free_dimensions(chosen: Chosen) -> list[Dimension]:
    """The dimensions that no filter holds: what the chosen KPI can be split by. Persons come last, so that none is
    named unless somebody chose so."""
    held = {name for name, _ in chosen.where}
    free = [dimension for dimension in chosen.dimensions if dimension.name not in held]
    return sorted(free, key=lambda dimension: dimension.persons)


def shown(page: Page, chosen: Chosen) -> Shown:
    """How the chosen KPI is drawn now, once its trend, split and rows are."""
    chose = st.session_state
    grains, free = grains_of(chosen), free_dimensions(chosen)
    return Shown(
        next((grain for grain in grains if grain == chose.get(GRAIN_KEY)), grains[0]),
        _dimension(free),
        bool(chose.get(ROWS_KEY)) and answers.may_see_rows(page),
    )


def _dimension(free: Sequence[Dimension]) -> Dimension | None:
    """The dimension of the breakdown; None where the waterfall stands in its place."""
    if st.session_state.get(VIEW_KEY) not in (None, "split"):
        return None
    return next((d for d in free if d.name == st.session_state.get(SPLIT_KEY)), free[0] if free else None)


def wants_rows(page: Page) -> bool:
    """Draws the switch for the rows behind, for those who may see rows; says so to others."""
    wording = page.wording
    if not answers.may_see_rows(page):
        st.caption(wording.say("rows.refused"))
        return False
    return st.toggle(wording.say("rows.show"), key=ROWS_KEY, bind="query-params")


def _counts(found: Rows, language: Language) -> dict[str, str]:
    counts = {"shown": len(found.frame), "total": found.total}
    return {name: format_value(n, "count", language, scale=PLAIN, digits=0).number for name, n in counts.items()}


def rows(page: Page, chosen: Chosen) -> None:
    """The rows behind the figure, newest first."""
    wording, found = page.wording, answers.rows(page, chosen.standing, chosen.where)
    table = answers.table(page, found.source)
    name = table.label.in_language(wording.language) if table else found.source
    key = "rows.note" if found.total else "rows.none"
    note = wording.say(key, **_counts(found, wording.language)) if found.total else wording.say(key)
    figures.title(wording.say("rows.title", table=name), note)
    if found.total:
        frame = answers.labelled(page, found)
        numbers = {name: st.column_config.NumberColumn(format="localized") for name in frame.select_dtypes("number")}
        st.dataframe(frame, hide_index=True, height=320, placeholder=ABSENT, column_config=numbers, key="table")
