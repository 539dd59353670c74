"""The AI's report card: how often what was said came true, what was adopted, what came of the rest, and how fast.

Counts are insights.review's; a number below enough cases is written as k/n, never as a percentage.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from insights.effect import VERDICT_WORDS
from insights.loop.records import report
from insights.review import AFTERMATH_WORDS, DECISION_WORDS, Lag, Rate, ReportCard, Track
from metrics.formatting import ABSENT, PLAIN, format_percent, format_value
from pages.shared.cards import Wording
from pages.shared.incidents import listing
from pages.shared.loop import drawing
from pages.shared.loop.moment import as_of
from pages.shared.session import Page
from pages.shared.upload import grid

KINDS = ("forecast", "flag", "hypothesis")
WHOLE = ""


def cards(page: Page) -> Mapping[str, ReportCard]:
    """The report cards that the asker may see, by department; "" is all of them together."""
    return report(page.asker.home, page.asker.person, as_of(page))


def heading(page: Page, found: Mapping[str, ReportCard]) -> None:
    """What the page is made of: of a replay of the past, of what was decided since, or of both."""
    wording, whole = page.wording, found[WHOLE]
    key = "replay" if whole.from_replay else "live" if not whole.replayed else "both"
    counts = {"live": _count(wording, whole.live), "replayed": _count(wording, whole.replayed)}
    message = wording.say(f"loop.report.message.{key}", **counts)
    said = [wording.say("loop.report.measured"), listing.under_way(page)]
    notes = [{"kind": "", "text": text} for text in said if text]
    grid.show(grid.heading(wording.language, message, notes), "report-head")


def _count(wording: Wording, number: int) -> str:
    return format_value(number, "count", wording.language).text


def _plain(wording: Wording, number: int) -> str:
    """A count without its unit, for a table whose head says what is counted."""
    return format_value(number, "count", wording.language, scale=PLAIN, digits=0).number


def said(page: Page, found: Mapping[str, ReportCard]) -> None:
    """How what was said came out: hits with their interval, calibration, false alarms, the naive rule beside them."""
    wording = page.wording
    columns = [(wording.say(f"loop.report.{name}"), kind) for name, kind in (
        ("kind", "wide"), ("hits", "num"), ("interval", "num"), ("false", "num later"), ("naive", "num later"),
        ("closer", "num later"), ("brier", "num later"), ("skill", "num later"), ("open", "num later"),
    )]  # fmt: skip
    rows = [_track(wording, found[WHOLE].tracks[kind]) for kind in KINDS]
    title = wording.say("loop.report.said")
    data = grid.table(
        wording.language, title, columns, rows, title=title, note=wording.say("loop.report.said.note"), heads=True
    )  # fmt: skip
    grid.show(data, "report-said")
    grid.note(wording.say("loop.report.explained"))
    calibrated(page, found)


def calibrated(page: Page, found: Mapping[str, ReportCard]) -> None:
    """Chances that were given, by fifths, beside how often it came so."""
    wording, tracks = page.wording, found[WHOLE].tracks
    names = (("kind", "wide"), ("given", "num"), ("came", "num"), ("interval", "num"))
    columns = [(wording.say(f"loop.report.{name}"), kind) for name, kind in names]
    rows = [
        [wording.say(f"loop.report.kind.{kind}"), format_percent(one.mean, wording.language, digits=0),
         rate_text(wording, one.came), interval_text(wording, one.came)]
        for kind in KINDS
        for one in tracks[kind].calibration.bins
    ]  # fmt: skip
    title, note = wording.say("loop.report.calibration"), wording.say("loop.report.calibration.note")
    if rows:
        data = grid.table(wording.language, title, columns, rows, title=title, note=note, heads=True)
        grid.show(data, "report-calibration")


def _track(wording: Wording, one: Track) -> list[grid.Cell]:
    given, naive = one.calibration, one.baseline
    small = wording.say("loop.report.replayed", count=_count(wording, one.replayed)) if one.replayed else ""
    return [
        {"text": wording.say(f"loop.report.kind.{one.kind}"), "small": small},
        rate_text(wording, one.hits),
        interval_text(wording, one.hits),
        rate_text(wording, one.false),
        rate_text(wording, naive.hits) if naive.hits.n else ABSENT,
        rate_text(wording, naive.closer) if naive.closer.n else ABSENT,
        ABSENT if given.brier is None else format_value(given.brier, "", wording.language).text,
        ABSENT if given.skill is None else format_percent(given.skill, wording.language, signed=True),
        _count(wording, one.open),
    ]


def rate_text(wording: Wording, rate: Rate) -> str:
    """k/n, with a percentage from enough cases on; below, that the record is too short."""
    if not rate.n:
        return wording.say("loop.report.none")
    counted = f"{_plain(wording, rate.k)}/{_plain(wording, rate.n)}"
    if rate.share is None:
        return wording.say("loop.report.few", counted=counted)
    share = format_percent(rate.share, wording.language, digits=0)
    return wording.say("loop.report.rate", share=share, counted=counted)


def interval_text(wording: Wording, rate: Rate) -> str:
    """Wilson's interval at its level, from enough cases on."""
    if rate.low is None or rate.high is None:
        return ABSENT
    low, high = (format_percent(end, wording.language, digits=0) for end in (rate.low, rate.high))
    return f"{low}–{high}"


def decided(page: Page, found: Mapping[str, ReportCard]) -> None:
    """Adoption by department, and what came of what was adopted."""
    wording = page.wording
    names = ("department", "proposals", "adoption", "accepted", "modified", "rejected", "held", "worked")
    kinds = ("wide", "num", "num", "num later", "num later", "num later", "num later", "num")
    columns = [(wording.say(f"loop.report.{name}"), kind) for name, kind in zip(names, kinds, strict=True)]
    rows = [_department(wording, name, found[name]) for name in (WHOLE, *wording.departments) if name in found]
    title = wording.say("loop.report.decided")
    data = grid.table(
        wording.language, title, columns, rows, title=title, note=wording.say("loop.report.decided.note"), heads=True
    )  # fmt: skip
    grid.show(data, "report-decided")


def _department(wording: Wording, name: str, one: ReportCard) -> list[grid.Cell]:
    counts = [_plain(wording, one.decisions[each]) for each in DECISION_WORDS]
    label = wording.department(name) if name else wording.say("loop.report.all")
    proposals = _plain(wording, one.proposals)
    return [label, proposals, rate_text(wording, one.adoption), *counts, rate_text(wording, one.worked)]


def effects(page: Page, found: Mapping[str, ReportCard]) -> None:
    """Verdicts on what was followed, and what the KPI did where a proposal was rejected or put off."""
    wording, whole = page.wording, found[WHOLE]
    lines = [
        drawing.line(words.in_language(wording.language), text=_count(wording, whole.verdicts[verdict]))
        for verdict, words in VERDICT_WORDS.items()
    ]
    blocks = [drawing.heading(wording.say("loop.report.verdicts"), wording.say("loop.report.verdicts.note"))]
    blocks.append(drawing.table(lines))
    for one in whole.not_followed:
        label = DECISION_WORDS[one.decision].in_language(wording.language)
        told = [f"{AFTERMATH_WORDS[each].in_language(wording.language)} {_count(wording, one.counts[each])}"
                for each in AFTERMATH_WORDS]  # fmt: skip
        blocks.append(drawing.heading(wording.say("loop.report.after", decision=label), _count(wording, one.n)))
        recovered = f"{rate_text(wording, one.recovered)}　{interval_text(wording, one.recovered)}"
        lines = [drawing.line("", text=wording.say("join").join(told))]
        if one.recovered.n:
            lines.append(drawing.line(wording.say("loop.report.recovered"), text=recovered, kind="quiet"))
        blocks.append({"is": "lines", "lines": lines})
    drawing.show(wording.language, blocks, "report-effects", kind="framed")


def speed(page: Page, found: Mapping[str, ReportCard]) -> None:
    """Decision speed in working days: detected, seen, decided, acted."""
    wording, taken = page.wording, found[WHOLE].speed
    steps = {
        "detected_to_seen": taken.detected_to_seen, "from_view": taken.from_view,
        "decided_to_acted": taken.decided_to_acted, "whole": taken.whole,
    }  # fmt: skip
    lines = [
        drawing.line(wording.say(f"loop.report.speed.{name}"), text=_lag(wording, lag)) for name, lag in steps.items()
    ]  # fmt: skip
    blocks = [drawing.heading(wording.say("loop.report.speed"), wording.say("loop.report.speed.note"))]
    blocks.append(drawing.table(lines))
    drawing.show(wording.language, blocks, "report-speed", kind="framed")


def _lag(wording: Wording, lag: Lag) -> str:
    if lag.median is None:
        return wording.say("loop.report.none")
    ends = (lag.median, lag.lower, lag.upper)
    median, lower, upper = (format_value(each, "days", wording.language).text for each in ends)
    return wording.say("loop.report.lag", median=median, lower=lower, upper=upper, count=_count(wording, lag.n))


def assumptions(page: Page) -> None:
    """What the figures take for granted."""
    with st.expander(page.wording.say("loop.report.assumptions")):
        for number in ("right", "replay", "effect", "effort"):
            grid.note(page.wording.say(f"loop.report.assumption.{number}"))
