"""The right chart of a department page: the breakdown that sums, or the waterfall from plan or last year."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.model import Dimension
from pages.shared import figures, states, waterfall
from pages.shared.charts import split as splits
from pages.shared.department import ROWS_KEY, SPLIT_KEY, VIEW_KEY, Chosen, free_dimensions
from pages.shared.session import Page, answers, filter_key, restate, understand
from pages.shared.text import say

View = Literal["split", "plan", "last_year"]
VIEWS: tuple[View, ...] = get_args(View)


def aside(page: Page, chosen: Chosen) -> None:
    """The right chart: the breakdown, or the waterfall from plan or last year."""
    above, row = st.container(), st.container(horizontal=True, key="view-row")
    with row:
        view = _choose_view(page)
    if view == "split":
        split(page, chosen, above, row)
        return
    figure = None if chosen.where else answers.kept(waterfall.bridge, page, chosen.standing, view)
    key = "bridge.filtered" if chosen.where else "bridge.none"
    with above:
        if figure is None:
            figures.title(page.wording.say(f"view.{view}"), page.wording.say(key))
            return
        figures.title(figure.title, figure.note)
    figures.chart(figure, f"bridge-{chosen.standing.metric.name}-{view}")


def _choose_view(page: Page) -> View:
    own, *others = (lambda view, each=each: say(each, f"view.{view}") for each in waterfall.languages(page))
    label = understand(VIEW_KEY, VIEWS, own, *others)
    chosen = st.segmented_control(
        page.wording.say("view.label"),
        VIEWS,
        default=VIEWS[0],
        required=True,
        format_func=own,
        label_visibility="collapsed",
        key=VIEW_KEY,
        bind="query-params",
    )
    restate(VIEW_KEY, label)
    return chosen or VIEWS[0]


def split(page: Page, chosen: Chosen, above: DeltaGenerator, row: DeltaGenerator) -> None:
    """The chosen KPI by one dimension; a click on a bar narrows to it and splits by the next. The title stands `above`,
    the choice of dimension in a `row`."""
    wording, standing = page.wording, chosen.standing
    free = free_dimensions(chosen)
    if not free:
        with above:
            figures.title(wording.say("split.heading"), wording.say("split.done" if chosen.where else "split.none"))
        return
    with row:
        dimension = _choose_split(page, free)
    label = dimension.label.in_language(wording.language)
    figure = answers.kept(figures.split, page, standing, dimension.name, label, chosen.where)
    if figure is None:
        states.show_empty(page.asker.language)
        return
    with above:
        figures.title(figure.title, figure.note)
    key = f"split-{standing.metric.name}-{dimension.name}-{len(chosen.where)}"
    figures.chart(figure, key, partial(_narrow, page, dimension.name, key))


def _narrow(page: Page, dimension: str, key: str) -> None:
    """Takes the member just clicked on as a filter, and shows rows where the asker may see them."""
    member = splits.picked(st.session_state.get(key))
    if member is not None:
        st.session_state[filter_key(dimension)] = member
        st.session_state[ROWS_KEY] = answers.may_see_rows(page)


def _choose_split(page: Page, free: Sequence[Dimension]) -> Dimension:
    labels = {d.name: d.label for d in free}
    own, *others = (lambda name, each=each: labels[name].in_language(each) for each in waterfall.languages(page))
    label = understand(SPLIT_KEY, labels, own, *others)
    chosen = st.segmented_control(
        page.wording.say("split.by"),
        list(labels),
        default=free[0].name,
        required=True,
        format_func=own,
        wrap=True,
        label_visibility="collapsed",
        key=SPLIT_KEY,
        bind="query-params",
    )
    restate(SPLIT_KEY, label)
    return next((d for d in free if d.name == chosen), free[0])
