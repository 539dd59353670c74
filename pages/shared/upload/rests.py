"""What rests on a load, shown before it is undone: cards, proposals, decisions, actions and cases, counted and named.

They stay when it is undone, and are marked then; nothing here changes them.
"""

from __future__ import annotations

from collections import Counter

from data.resting import KINDS, Resting, resting_on
from metrics.catalog import catalog_of
from pages.shared.cards import Wording
from pages.shared.session import Asker
from pages.shared.upload import grid
from pages.shared.upload.understood import count

MOST = 8


def draw(asker: Asker, load_id: str) -> None:
    """A table of what rests on the load and the asker may see, under a line that counts it; or that nothing does."""
    found = resting_on(asker.home, load_id, asker.person)
    wording = asker.wording
    if not found:
        grid.note(wording.say("upload.rests.none"))
        return
    labels = {
        metric.name: metric.label.in_language(wording.language) for metric in catalog_of(asker.home).metrics.values()
    }
    grid.show(table(wording, found, labels), f"rests-{load_id}")
    if len(found) > MOST:
        grid.note(wording.say("upload.rests.more", count=count(wording, len(found) - MOST)))


def table(wording: Wording, found: tuple[Resting, ...], labels: dict[str, str]) -> dict[str, object]:
    """The records as a table: kind, KPI, what it says."""
    rows = [
        [
            {"text": wording.say(f"upload.rests.{one.kind}"), "kind": "quiet"},
            labels.get(one.metric, one.metric),
            one.name.in_language(wording.language) if one.name else "",
        ]
        for one in found[:MOST]
    ]
    columns = [
        (wording.say(f"upload.rests.column.{each}"), kind)
        for each, kind in (("kind", ""), ("kpi", ""), ("name", "wide"))
    ]
    title = wording.say("upload.rests.title", counts=_counts(wording, found))
    return grid.table(wording.language, title, columns, rows, title=title, note=wording.say("upload.rests.note"))


def _counts(wording: Wording, found: tuple[Resting, ...]) -> str:
    number = Counter(one.kind for one in found)
    said = [
        wording.say("upload.rests.count", kind=wording.say(f"upload.rests.{kind}"), count=count(wording, number[kind]))
        for kind in KINDS
        if number[kind]
    ]
    return wording.say("join").join(said)
