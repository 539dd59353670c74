"""Report cards from records: adoption, hits, calibration, false alarms, baseline, outcomes, decision speed.

Pure, over records that it is given; a small number of cases is never made a percentage.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from insights.effect import VERDICTS, Effect
from insights.review.model import (
    AFTERMATHS,
    DECISIONS,
    FOLLOWED,
    KINDS,
    Aftermath,
    Decision,
    Lag,
    NotFollowed,
    ProposalRecord,
    ReportCard,
    Speed,
    Statement,
)
from insights.review.rates import rate
from insights.review.tracks import track
from metrics.calendar import DAY, BusinessCalendar

WHOLE = ""


def report_cards(
    proposals: Iterable[ProposalRecord], statements: Iterable[Statement], calendar: BusinessCalendar
) -> dict[str, ReportCard]:
    """A card for every department that has a record, and under "" one for all of them together."""
    every, said = list(proposals), list(statements)
    names = sorted({one.department for one in every} | {one.department for one in said})
    found = {
        name: report_card(
            name, [one for one in every if one.department == name], [s for s in said if s.department == name], calendar
        )
        for name in names
    }
    return {WHOLE: report_card(WHOLE, every, said, calendar), **found}


def report_card(
    department: str, proposals: Sequence[ProposalRecord], statements: Sequence[Statement], calendar: BusinessCalendar
) -> ReportCard:
    """The card of the records given."""
    decisions = Counter(one.decision for one in proposals if one.decision)
    verdicts = Counter(one.verdict for one in proposals if one.verdict and one.decision in FOLLOWED)
    judged = verdicts["effective"] + verdicts["not_effective"]
    sources = Counter([one.source for one in proposals] + [one.source for one in statements])
    return ReportCard(
        department=department,
        proposals=len(proposals),
        undecided=sum(one.decision is None for one in proposals),
        decisions={each: decisions[each] for each in DECISIONS},
        adoption=rate(sum(decisions[each] for each in FOLLOWED), decisions.total()),
        verdicts={each: verdicts[each] for each in VERDICTS},
        worked=rate(verdicts["effective"], judged),
        not_followed=tuple(_not_followed(each, proposals) for each in DECISIONS if each not in FOLLOWED),
        tracks={kind: track(kind, [one for one in statements if one.kind == kind]) for kind in KINDS},
        speed=speed(proposals, calendar),
        live=sources["live"],
        replayed=sources["replay"],
    )


def _not_followed(decision: Decision, proposals: Iterable[ProposalRecord]) -> NotFollowed:
    """What came of those that were rejected, or held."""
    some = [one for one in proposals if one.decision == decision]
    counts = Counter(one.aftermath for one in some if one.aftermath)
    judged = counts.total() - counts["undecided"]
    return NotFollowed(
        decision, len(some), {each: counts[each] for each in AFTERMATHS}, rate(counts["recovered"], judged)
    )


def aftermath(measured: Effect) -> Aftermath | None:
    """What a KPI did where nothing was done, from the effect measured over the window the proposal would have had.

    None while that window is open.
    """
    if measured.verdict == "too_early":
        return None
    if measured.verdict == "undecided":
        return "undecided"
    if measured.verdict == "effective":
        return "recovered"
    return "worsened" if measured.reason == "wrong_way" else "persisted"


def speed(proposals: Sequence[ProposalRecord], calendar: BusinessCalendar) -> Speed:
    """Working days from detected to seen to decided to acted; only steps that were taken count."""
    return Speed(
        detected_to_seen=_lag([(one.detected, one.seen) for one in proposals], calendar),
        from_view=_lag([(one.seen, one.decided) for one in proposals], calendar),
        decided_to_acted=_lag([(one.decided, one.acted) for one in proposals if one.decision in FOLLOWED], calendar),
        whole=_lag([(one.detected, one.acted) for one in proposals if one.decision in FOLLOWED], calendar),
    )


def working_days_between(first: dt.date, last: dt.date, calendar: BusinessCalendar) -> int:
    """Working days after `first` up to `last`; 0 on the same day, and where `last` lies before."""
    return calendar.working_days(first + DAY, last)


def _lag(moments: Iterable[tuple[dt.date | None, dt.date | None]], calendar: BusinessCalendar) -> Lag:
    taken = [working_days_between(one, other, calendar) for one, other in moments if one and other]
    if not taken:
        return Lag(0)
    lower, median, upper = np.quantile(taken, [0.25, 0.5, 0.75])
    return Lag(len(taken), float(median), float(lower), float(upper))
