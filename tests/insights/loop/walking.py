"""What a person does on a page, without the page: look at a card, decide, let days and data come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from data.actions import actions, change_action
from data.decisions import REASONS, Choice, Decision, Draft, decide
from data.home import Home
from data.incident_store import Kept
from data.lake import newest_snapshot
from data.people import person
from data.shown import show, shown_proposals
from insights.hypotheses import UNKNOWN_COST, Cost
from insights.loop.offering import shown_card
from insights.loop.offering import shown_proposals as frozen
from insights.loop.teaching import lessons
from insights.loop.terms import WAIT, terms_json, terms_of
from insights.loop.topics import topic_for
from insights.model_settings import ModelSettings
from insights.narrate import Narrator
from insights.narration.making import Topic
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of

WITHOUT = ModelSettings()


def topic(home: Home, kept: Kept, named: str = "sales-head") -> Topic:
    """What a person's card of an incident is about today."""
    who = person(home, named)
    return topic_for(home, who, kept, "ja", newest_snapshot(home), lessons(home, who, home.today()))


def look(home: Home, kept: Kept, named: str = "sales-head", settings: ModelSettings = WITHOUT) -> Mapping[str, Any]:
    """The card as it is shown to a person, which freezes it."""
    who, about = person(home, named), topic(home, kept, named)
    narrator = Narrator(home, settings)
    card = narrator.wait(about, 20, who.id)
    metric, snapshot = catalog_of(home).metrics[kept.metric], newest_snapshot(home)
    shown = shown_card(card, kept, metric, who, snapshot, about.rejections)
    show(home, who, shown, frozen(card, kept, metric, snapshot))
    return shown.content


def settle_on(
    home: Home, kept: Kept, choice: Choice, number: int = 0, named: str = "sales-head", cost: Cost = UNKNOWN_COST
) -> Decision:
    """Decides about one of the proposals last shown."""
    proposal = shown_proposals(home, subject=kept.id)[number]
    metric = catalog_of(home).metrics[proposal.content["kpi"]]
    due, expected = home.today() + WAIT, proposal.content["expected"]
    terms = terms_of(proposal.content, metric, calendar_of(home.settings), home.today(), due, expected)
    terms = replace(terms, cost=cost)
    begins = choice in ("accept", "amend")
    draft = Draft(
        proposal.id, choice, REASONS[choice][0], "", terms_json(terms), named if begins else "", due if begins else None
    )
    return decide(home, person(home, named), draft)


def begin(home: Home, named: str = "sales-head") -> None:
    """Gets the actions under way."""
    for one in actions(home):
        now = one.now
        change_action(home, person(home, named), one.id, owner=now.owner, due=now.due, state="under_way")


def window_of(decision: Decision) -> tuple[dt.date, dt.date]:
    """The window that a decision fixed."""
    first, last = decision.terms["window"]
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)
