"""The one contact of the pages with who asks, what the URL says, and what is kept between reruns.

Everything a page shows is asked through here, with the asker's scope in the question and so in every key.
"""

from pages.shared.session.asker import Asker, account
from pages.shared.session.page import Page, open_page, page_url

__all__ = ["Asker", "Page", "account", "open_page", "page_url"]
