"""From a card to a decision, an action and its outcome, on the pages.

card(page, incident) and actions(page) are drawn on company and department pages; reviewing, reporting and knowing hold
the parts of the pages of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pages.shared.loop.cards import Named
    from pages.shared.session import Page

# What draws is imported when it is first drawn: the menu, which asks this package who may come in, need not wait.


def card(page: Page, incident: Named) -> None:
    """Draws why an incident may be, what could be done about it, and what was decided."""
    from pages.shared.loop.cards import card as draw

    draw(page, incident)


def actions(page: Page) -> None:
    """Draws the actions of the page's department; of the company, those that the asker may see."""
    from pages.shared.loop.acting import actions as draw

    draw(page)
