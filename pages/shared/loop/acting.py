"""The list of a department's actions: whose, until when, how far, and what came of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from data.actions import OVER
from insights import jobs
from metrics.catalog import catalog_of
from metrics.formatting import format_value
from pages.shared import states
from pages.shared.loop import drawing, views
from pages.shared.loop.deciding import chosen
from pages.shared.loop.measured import open_outcome
from pages.shared.loop.moment import as_of, day_of
from pages.shared.loop.standing import Standing, may_decide, standings
from pages.shared.session import Page

MOST = 20


def actions(page: Page) -> None:
    """Draws the actions of the page's department; of the company, those of every department that the asker may see."""
    with states.guarded(page.asker.language):
        departments = None if page.department == "company" else [page.department]
        found = [one for one in standings(page, departments) if one.action is not None]
        if found and page.moment.is_newest:
            jobs.ensure(page.asker.home)  # what is due is measured there
        draw(page, found, "actions", page.wording.say("loop.actions"), page.wording.say("loop.actions.none"))


def draw(page: Page, found: list[Standing], key: str, title: str, none: str) -> None:
    """Draws a list of what was proposed or decided, and the dialog that was just asked for."""
    wording = page.wording
    ordered = sorted(found, key=lambda one: _order(page, one))
    blocks = [drawing.heading(title, format_value(len(found), "count", wording.language).text if found else "")]
    blocks.append(drawing.items([item(page, one) for one in ordered[:MOST]]) if found else drawing.note(none))
    drawing.show(wording.language, blocks, key, wording.say("loop.opens"), "framed", partial(drawing.remember, key))
    _answer(page, found, key)


def _order(page: Page, one: Standing) -> tuple[bool, str]:
    """What is open first, the earliest due day before later ones."""
    if one.action is None:
        return False, one.proposal.at.isoformat()
    return one.action.now.state in OVER, one.action.now.due.isoformat()


def item(page: Page, one: Standing) -> dict[str, Any]:
    """A proposal with where it stands, as an item with its buttons."""
    wording, metrics = page.wording, catalog_of(page.asker.home).metrics
    metric = metrics.get(one.proposal.content["kpi"])
    label = metric.label.in_language(wording.language) if metric else one.proposal.content["kpi"]
    place = views.place_text(wording, one.proposal.content["place"])
    title = wording.say(
        "loop.item", department=wording.department(one.proposal.department), kpi=label, place=place
    )  # fmt: skip
    made: dict[str, Any] = {"title": title, "id": one.proposal.id}
    text = drawing.line("", text=one.proposal.content["text"][wording.language])
    made |= views.decided_lines(wording, one, metrics, [text])
    if one.action is not None and is_late(page, one):
        made.setdefault("chips", []).append({"text": wording.say("loop.late"), "kind": "bad"})
    may = as_of(page) is None and may_decide(page.asker.person, one.proposal.department)
    return made | {"actions": views.choices(wording, one, may)}


def is_late(page: Page, one: Standing) -> bool:
    """Whether an action is past its due day and neither done nor stopped."""
    return one.action is not None and one.action.now.state not in OVER and one.action.now.due < day_of(page)


def _answer(page: Page, found: list[Standing], key: str) -> None:
    name, row = drawing.asked_for(key)
    if name and not chosen(name, row, page) and name == "fact":
        open_outcome(page, found, row)
