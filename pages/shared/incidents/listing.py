"""Lists of incidents as pages draw them, with the state of the analysis. View models; clicks are the page's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from insights.incidents import Incident
from insights.incidents.finding import A_WEEK
from metrics.formatting import format_percent, format_period
from metrics.model import Metric
from metrics.periods import Window, period_of
from pages.shared.cards import Wording
from pages.shared.incidents import choosing
from pages.shared.incidents import wording as words
from pages.shared.loop.moment import as_of
from pages.shared.session import Page, findings
from pages.shared.session.findings import Known
from pages.shared.session.outlooks import LEVEL


def window_of(page: Page) -> Window:
    """The days of the page's period that are over."""
    return page.period.elapsed(max(page.until, page.period.start))


def state_text(wording: Wording, known: Known) -> str:
    """What is under way, quietly; "" where the analysis is done."""
    if known.state == "failed":
        return wording.say("incident.failed")
    if known.state in ("running", "waiting"):
        return wording.say("incident.analysing.earlier" if known.incidents else "incident.analysing")
    return ""


def under_way(page: Page) -> str:
    """The same, where the page is of now: nothing new is found about the past."""
    return state_text(page.wording, findings.known(page)) if page.moment.is_newest else ""


def _heading(wording: Wording, count: int, *, waits: bool) -> str:
    """How many there are; while none is known yet, no count."""
    return wording.say("incident.heading.open") if waits else wording.say("incident.heading", count=count)


def list_data(
    page: Page,
    known: Known,
    some: Sequence[Incident],
    metrics: Mapping[str, Metric],
    hrefs: Mapping[str, str],
    most: int,
) -> dict[str, Any]:
    """The list of some incidents that touch the page's period, the first `most` of them in full."""
    wording, listed = page.wording, list(some)
    replied = findings.replied(page, tuple(one.id for one in listed[:most]), as_of(page))
    state, quiet = state_text(wording, known), choosing.unalerted(known.incidents, window_of(page))
    return {
        "lang": wording.language,
        "title": _heading(wording, len(listed), waits=bool(state) and not listed),
        "rule": wording.say("incident.rule", budget=A_WEEK),
        "state": state,
        "calm": "" if listed or state else wording.say("incident.none"),
        "items": [
            words.item(wording, one, metrics[one.metric], hrefs[one.id], replied.get(one.id, 0))
            for one in listed[:most]
        ],
        "rest": links(wording, listed[most:], metrics, hrefs, wording.say("incident.more", count=len(listed) - most)),
        "more": wording.say("incident.quiet", count=quiet) if quiet else "",
    }


def links(
    wording: Wording, some: Sequence[Incident], metrics: Mapping[str, Metric], hrefs: Mapping[str, str], title: str
) -> dict[str, Any]:
    """Incidents in short, in the order given."""
    items = [{"id": one.id, "href": hrefs[one.id], "text": _short(wording, one, metrics[one.metric])} for one in some]
    return {"title": title, "items": items}


def _short(wording: Wording, one: Incident, metric: Metric) -> str:
    gap = words.gap_text(wording, one, metric)
    return f"{words.title(wording, one, metric)} {gap} {words.days_text(wording, one)}"


def record_data(page: Page, stamp: object) -> dict[str, Any] | None:
    """How often forecast and detection were right in the replay; None where the history is too short for one. `stamp`
    says which state of the ledger is read."""
    del stamp
    wording, past = page.wording, findings.past(page)
    lines = [line for kind in ("forecast", "flag") if (line := _record_line(wording, kind, past))]
    if not lines:
        return None
    days = [each.period for each in past]
    start, end = (
        format_period(wording.calendar, period_of(wording.calendar, day, "month"), wording.language)
        for day in (min(days), max(days))
    )
    span = wording.say("record.span", start=start, end=end)
    return {"title": wording.say("record.title"), "note": wording.say("record.note"), "lines": [*lines, span]}


def _record_line(wording: Wording, kind: str, past: Sequence[Any]) -> str:
    some = [each for each in past if each.kind == kind and each.detail.get("settled", True)]
    if not some:
        return ""
    right = sum(bool(each.detail.get("right")) for each in some)
    return wording.say(
        f"record.{kind}",
        said=len(some),
        right=right,
        rate=format_percent(right / len(some), wording.language, digits=0),
        **({"level": format_percent(LEVEL, wording.language, digits=0)} if kind == "forecast" else {}),
    )
