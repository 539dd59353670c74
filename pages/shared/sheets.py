"""What a department page shows, as tables to save: the strip, the trend, the split and the rows that are on the page.

Numbers stand in the KPI's unit, not as written. Checks no access: who calls does, on the click.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from metrics.formatting import format_day
from metrics.model import Dimension, Grain
from metrics.standing import Standing
from pages.shared import cards
from pages.shared.department import Chosen, Shown
from pages.shared.export import Sheet
from pages.shared.session import Page, answers

NAMES = ("metric", "unit", "item", "period", "value", "plan", "last_year")


def figures(page: Page, chosen: Chosen, shown: Shown) -> list[Sheet]:
    """The strip, the trend and the split, in like columns."""
    split = [_split(page, chosen, shown.dimension)] if shown.dimension else []
    return [_strip(page, chosen), _trend(page, chosen, shown.grain), *split]


def everything(page: Page, chosen: Chosen, shown: Shown) -> list[Sheet]:
    """The figures, and the rows where they are on the page."""
    return [*figures(page, chosen, shown), *([_rows(page, chosen)] if shown.rows else [])]


def one_table(page: Page, sheets: Iterable[Sheet]) -> Sheet:
    """Sheets of like columns one below the other, a first column saying which: for a file of one table."""
    frames = [_apart(page, sheet) for sheet in sheets]
    return Sheet(page.wording.say("export.sheet"), pd.concat(frames, ignore_index=True))


def _apart(page: Page, sheet: Sheet) -> pd.DataFrame:
    frame = sheet.frame.astype(object)
    frame.insert(0, page.wording.say("export.table"), sheet.title)
    return frame


def _frame(page: Page, rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[page.wording.say(f"export.{name}") for name in NAMES])


def _strip(page: Page, chosen: Chosen) -> Sheet:
    """A row a KPI and period of its history."""
    rows = [row for standing in answers.department(page, chosen.where) for row in _history(page, standing)]
    return Sheet(page.wording.say("export.sheet"), _frame(page, rows).drop(columns=page.wording.say("export.item")))


def _history(page: Page, standing: Standing) -> list[tuple[object, ...]]:
    label, unit = page.wording.label(standing), standing.metric.unit
    last = len(standing.points) - 1
    return [
        (label, unit, "", pd.Timestamp(p.start), p.value, p.plan, standing.last_year if number == last else None)
        for number, p in enumerate(standing.points)
    ]


def _trend(page: Page, chosen: Chosen, grain: Grain) -> Sheet:
    """A row a period of the chosen KPI, as drawn."""
    standing, wording = chosen.standing, page.wording
    found = answers.trend(page, standing, grain, chosen.where)
    label, unit = wording.label(standing), standing.metric.unit
    rows = (
        (label, unit, "", pd.Timestamp(row.start), row.value, row.plan, row.last_year)
        for row in found.itertuples(index=False)
    )
    title = wording.say("export.trend", grain=wording.say(f"trend.grain.{grain}"))
    return Sheet(title, _frame(page, rows).drop(columns=wording.say("export.item")))


def _split(page: Page, chosen: Chosen, dimension: Dimension) -> Sheet:
    """A row a member of the dimension drawn, all of them."""
    standing, wording = chosen.standing, page.wording
    found = answers.split(page, standing, dimension.name, chosen.where)
    label, unit, start = wording.label(standing), standing.metric.unit, pd.Timestamp(standing.window.start)
    absent = wording.say("split.absent")
    rows = (
        (label, unit, absent if pd.isna(row.member) else str(row.member), start, row.value, None, row.last_year)
        for row in found.frame.itertuples(index=False)
    )
    title = wording.say("export.split", dimension=dimension.label.in_language(wording.language))
    return Sheet(title, _frame(page, rows).drop(columns=wording.say("export.plan")))


def _rows(page: Page, chosen: Chosen) -> Sheet:
    found = answers.rows(page, chosen.standing, chosen.where)
    return Sheet(page.wording.say("export.rows"), answers.labelled(page, found))


def conditions(page: Page, chosen: Chosen) -> Sheet:
    """What the figures were asked under: period, up to which day, moment, filters. Two columns, a name and a text."""
    wording = page.wording
    labels = {d.name: d.label.in_language(wording.language) for d in chosen.dimensions}
    period = cards.period_name(wording, page.period)
    until = format_day(chosen.standing.window.end, wording.language)
    pairs = [
        (wording.say("export.period"), wording.say("chip.running", period=period, day=until)),
        (wording.say("export.moment"), page.moment.text),
        *((labels[name], wording.say("join").join(values)) for name, values in chosen.where),
    ]
    return Sheet(wording.say("export.about"), pd.DataFrame(pairs))
