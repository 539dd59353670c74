"""The one contact of the pages with who asks, what the URL says, and what is kept between reruns.

Everything a page shows is asked through here, with the asker's scope in the question and so in every key.
"""

from pages.shared.session.address import restate, understand
from pages.shared.session.asker import LANGUAGES, Asker, account, asker_again
from pages.shared.session.page import (
    KPI_KEY,
    Page,
    carried,
    draw_controls,
    filter_key,
    filters_of,
    opened,
    page_thing,
    page_url,
    through_the_entry,
)

__all__ = [
    "KPI_KEY",
    "LANGUAGES",
    "Asker",
    "Page",
    "account",
    "asker_again",
    "carried",
    "draw_controls",
    "filter_key",
    "filters_of",
    "opened",
    "page_thing",
    "page_url",
    "restate",
    "through_the_entry",
    "understand",
]
