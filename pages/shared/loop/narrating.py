"""The words of an incident for a page: the card of now, frozen as it is shown; of the past, as it was shown."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from data.errors import Refusal
from data.home import Home
from data.incident_store import Kept, stored_incident
from data.shown import card_as_of, show, sight
from insights.loop.offering import audience_of, shown_card, shown_proposals
from insights.loop.teaching import lessons
from insights.loop.topics import topic_for
from insights.narrate import Narrator
from insights.narration.making import Topic
from metrics.catalog import catalog_of
from pages.shared.loop.moment import as_of, day_of
from pages.shared.session import Page


@dataclass(frozen=True)
class Told:
    """An incident and what its card says: `content` as the ledger keeps it; `now` whether it is of this moment."""

    kept: Kept
    content: Mapping[str, Any] = field(hash=False)
    now: bool

    @property
    def is_pending(self) -> bool:
        """Whether the model is still being asked."""
        return self.now and self.content["why_template"] == "pending"


@cache
def narrator_of(home: Home) -> Narrator:
    """The home's narrator: its jobs outlive a rerun."""
    return Narrator(home)


def told(page: Page, incident: str) -> Told | None:
    """The card of an incident at the page's moment; None where it had not been shown by then.

    Refuses an incident that there is not, and one of a department that the asker may not see.
    """
    home, person = page.asker.home, page.asker.person
    kept, at = stored_incident(home, incident), as_of(page)
    if at is not None:
        found = card_as_of(home, person, incident, audience_of(person), at)
        return None if found is None else Told(kept, found.content, False)
    topic, metric = topic_of(page, kept), catalog_of(home).metrics[kept.metric]
    card = narrator_of(home).card(topic, page.asker.real.id)
    shown = shown_card(card, kept, metric, person, page.moment.snapshot, topic.rejections)
    with contextlib.suppress(Refusal):  # a ledger that can't be written to keeps nobody from reading
        show(home, person, shown, shown_proposals(card, kept, metric, page.moment.snapshot))
        sight(home, person, incident, kept.department, page.asker.real.id)
    return Told(kept, shown.content, True)


def topic_of(page: Page, kept: Kept) -> Topic:
    """What the card of an incident is about, as the asker may see it."""
    home, person = page.asker.home, page.asker.person
    taught = lessons(home, person, day_of(page), as_of(page))
    return topic_for(home, person, kept, page.asker.language, page.moment.snapshot, taught)
