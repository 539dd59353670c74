"""How statements of one kind did: what came true, false alarms, calibration, and the naive rule in the same cases.

Also turns what a replay of the past stored into statements. Judges none anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from data.incident_store import Replayed
from insights.replay import LEVEL
from insights.review.model import ENOUGH, Baseline, Kind, Statement, Track
from insights.review.rates import calibration, rate


def track(kind: Kind, statements: Sequence[Statement]) -> Track:
    """The record of one kind of statement; those that are open or undecided are counted as open only."""
    settled = [(one, one.right) for one in statements if one.right is not None]
    right = sum(came for _, came in settled)
    given = [(one.chance, came) for one, came in settled if one.chance is not None]
    return Track(
        kind,
        rate(right, len(settled)),
        rate(len(settled) - right, len(settled)),
        len(statements) - len(settled),
        sum(one.source == "replay" for one, _ in settled),
        calibration([chance for chance, _ in given], [came for _, came in given]),
        baseline([one for one, _ in settled]),
    )


def baseline(settled: Iterable[Statement]) -> Baseline:
    """The naive rule where it has an answer, and whose number was closer where both gave one (a tie is the naive's)."""
    every = list(settled)
    naive = [one.naive_right for one in every if one.naive_right is not None]
    missed = [(one.error, one.naive_error) for one in every if one.error is not None and one.naive_error is not None]
    own, other = sum(abs(a) for a, _ in missed), sum(abs(b) for _, b in missed)
    return Baseline(
        rate(sum(naive), len(naive)),
        rate(sum(abs(a) < abs(b) for a, b in missed), len(missed)),
        own / other if len(missed) >= ENOUGH and other else None,
    )


def replayed_statements(found: Iterable[Replayed]) -> list[Statement]:
    """What a replay stored, as statements: forecasts with the chance their interval claims, flags, and hypotheses."""
    return [_REPLAYED[one.kind](one) for one in found if one.kind in _REPLAYED]


def _id(one: Replayed) -> str:
    return f"{one.kind}/{one.metric}/{one.as_of}/{one.period}"


def _of_forecast(one: Replayed) -> Statement:
    said = one.detail
    return Statement(
        _id(one), one.department, "forecast", one.as_of, bool(said["right"]), LEVEL,
        error=said["said"] - said["came"], naive_error=said["naive"] - said["came"], source="replay",
    )  # fmt: skip


def _of_flag(one: Replayed) -> Statement:
    right = bool(one.detail["right"]) if one.detail["settled"] or one.detail["right"] else None
    naive = None if right is None else not right  # that nothing is the matter
    return Statement(_id(one), one.department, "flag", one.as_of, right, naive_right=naive, source="replay")


def _of_hypothesis(one: Replayed) -> Statement:
    said = one.detail
    return Statement(
        _id(one), one.department, "hypothesis", one.as_of, said["right"], said["chance"],
        said["naive_right"], source="replay",
    )  # fmt: skip


_REPLAYED: Mapping[str, Callable[[Replayed], Statement]] = {
    "forecast": _of_forecast, "flag": _of_flag, "hypothesis": _of_hypothesis,
}  # fmt: skip
