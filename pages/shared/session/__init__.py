"""The one contact of the pages with who asks, what the URL says, and what is kept between reruns.

Everything a page shows is asked through here, with the asker's scope in the question and so in every key.
"""

from pages.shared.session.asker import Asker, account, asker_again
from pages.shared.session.page import KPI_KEY, Page, carried, filter_key, filters_of, opened, page_thing, page_url

__all__ = [
    "KPI_KEY",
    "Asker",
    "Page",
    "account",
    "asker_again",
    "carried",
    "filter_key",
    "filters_of",
    "opened",
    "page_thing",
    "page_url",
]
