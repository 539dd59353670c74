"""Knowledge: closed cases with what was done and what came of it, to be carried to other departments."""

from pages.shared.loop import entry, knowing

with entry.opened() as page:
    every = knowing.cases(page)
    found = knowing.search(page, every)
    knowing.listed(page, found, len(every))
