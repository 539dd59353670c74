"""What actions cost beside what they brought, one a row summed KPI by KPI, and what the AI itself cost. Adds nothing
across KPIs.

Costs are what was thought at acceptance; benefits are what was measured in the window then fixed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from data.model_calls import spent
from insights.facts import Fact
from insights.loop.freezing import place_of
from insights.loop.telling import outcome_facts, verdict_words
from insights.loop.terms import cost_of
from insights.render import write
from insights.review import Measured, benefits
from metrics.catalog import catalog_of
from metrics.formatting import ABSENT, format_change, format_value
from pages.shared.cards import Wording
from pages.shared.loop import views
from pages.shared.loop.standing import Standing, standings
from pages.shared.session import Page
from pages.shared.upload import grid

MOST = 12
COLUMNS = (("what", "wide"), ("cost", ""), ("effect", ""), ("interval", "num later"), ("verdict", ""))


def shown(page: Page) -> None:
    """Draws what was done, its cost and its measured effect, the newest first; and what the AI was paid."""
    wording = page.wording
    found = sorted((one for one in standings(page) if one.action is not None), key=_begun, reverse=True)
    title = wording.say("loop.report.worth")
    columns = [(wording.say(f"loop.report.worth.{name}"), kind) for name, kind in COLUMNS]
    rows, note = [_row(page, one) for one in found[:MOST]], wording.say("loop.report.worth.note")
    if rows:
        grid.show(
            grid.table(wording.language, title, columns, rows, title=title, note=note, heads=True), "report-worth"
        )
        summed(page, found)
    else:
        grid.note(wording.say("loop.report.worth.none"))
    if page.moment.is_newest:
        day, month = (format_value(yen, "JPY", wording.language).text for yen in spent(page.asker.home))
        grid.note(wording.say("loop.report.worth.ai", day=day, month=month))


def summed(page: Page, found: Sequence[Standing]) -> None:
    """What was measured in yen, a line a KPI; nothing where nothing was. What rests on an undone load is left out."""
    wording, metrics = page.wording, catalog_of(page.asker.home).metrics
    yen = {name for name, metric in metrics.items() if metric.unit == "JPY"}
    for one in benefits([each for each in map(_measured, found) if each is not None and each.kpi in yen]):
        size, low, high = (format_change(end, "JPY", wording.language).text for end in (one.total, one.low, one.high))
        count, left = (format_value(number, "count", wording.language).text for number in (one.n, one.left_out))
        kpi = metrics[one.kpi].label.in_language(wording.language)
        said = wording.say("loop.report.worth.sum", kpi=kpi, size=size, low=low, high=high, count=count)
        more = wording.say("loop.report.worth.sum.left_out", count=left) if one.left_out else ""
        grid.note(said + more)


def _measured(one: Standing) -> Measured | None:
    """The effect of an action over a window that is over; None where the KPI does not add up, or it is not known."""
    if one.decision is None or one.outcome is None or one.outcome.verdict == "too_early" or one.lapse is not None:
        return None
    effect, terms = one.outcome.content["effect"], one.outcome.content["terms"]
    if effect.get("total") is None or effect["total_low"] is None or effect["total_high"] is None:
        return None
    window = (dt.date.fromisoformat(terms["window"][0]), dt.date.fromisoformat(terms["window"][1]))
    amounts = (effect["total"], effect["total_low"], effect["total_high"])
    return Measured(terms["kpi"], place_of(terms["place"]), window, *amounts, one.decision.at)


def _begun(one: Standing) -> dt.datetime:
    assert one.action is not None  # noqa: S101 - asked of what was done only
    return one.action.at


def _row(page: Page, one: Standing) -> list[grid.Cell]:
    wording, said = page.wording, one.proposal.content
    metric = catalog_of(page.asker.home).metrics.get(said["kpi"])
    name = metric.label.in_language(wording.language) if metric else said["kpi"]
    place = views.place_text(wording, said["place"])
    title = wording.say("loop.item", department=wording.department(one.proposal.department), kpi=name, place=place)
    terms: Mapping[str, Any] = one.decision.terms if one.decision else {}
    cost = views.cost_text(wording, cost_of(terms)) or wording.say("loop.cost.none")
    what: grid.Cell = {"text": title, "small": said["text"][wording.language]}
    if one.outcome is None or metric is None:
        return [what, cost, ABSENT, ABSENT, wording.say("loop.report.worth.open")]
    verdict = verdict_words(one.outcome.content, wording.language)[0]
    return [what, cost, *_benefit(wording, outcome_facts(one.outcome.content, metric)), verdict]


def _benefit(wording: Wording, facts: Mapping[str, Fact]) -> tuple[str, str]:
    """The effect and its interval: over the whole window where the KPI is money that adds up, else a mean."""
    names = ("total", "total_low", "total_high") if "total" in facts else ("effect", "low", "high")
    if names[0] not in facts:
        return ABSENT, ABSENT
    size, low, high = (write(facts[name], wording.language) if name in facts else ABSENT for name in names)
    key = "loop.report.worth.total" if "total" in facts else "loop.report.worth.mean"
    return wording.say(key, size=size), f"{low} – {high}"
