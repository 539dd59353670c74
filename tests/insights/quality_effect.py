"""Measures verdicts on planted actions whose true effect is known, and prints every figure as one JSON document.

usage: python -m tests.insights.quality_effect [--actions 200] [--first 10000] [--company]

`--first` is the first seed. Those below 10000 were looked at while settings were chosen; from there on none was.
With --company the actions are planted into the example company's own series. A verdict is right where 効果あり met a
true effect in the direction wished for, or 効果なし met none (an effect that is there but was too small to be told
counts against 効果なし). `naive` is a t-test of the window against as many periods before. Reads no clock.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from insights.effect import Effect, measure
from tests.insights.effect.company import company_actions
from tests.insights.effect.planted import Planted, planted

Case = tuple[Planted, Effect]
FRESH = 10_000


def cases(actions: Iterable[Planted]) -> list[Case]:
    """Every action, measured."""
    return [(action, measure(action.series, **action.asked)) for action in actions]


def is_right(action: Planted, effect: Effect) -> bool:
    """Whether a decided verdict met the truth, taken strictly."""
    return (effect.verdict == "effective") == (action.lift > 0)


def share(hits: list[bool]) -> dict[str, object]:
    """k of n, and Wilson's interval."""
    if not hits:
        return {"k": 0, "n": 0}
    low, high = proportion_confint(sum(hits), len(hits), method="wilson")
    return {
        "k": sum(hits), "n": len(hits), "share": round(float(np.mean(hits)), 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }  # fmt: skip


def figures(found: list[Case]) -> dict[str, object]:
    """The bars' figures over some cases, and what else says how good an interval is."""
    decided = [(action, effect) for action, effect in found if effect.is_decided]
    told = [(action, effect) for action, effect in found if effect.relative is not None]
    return {
        "actions": len(found),
        "right_of_decided": share([is_right(*case) for case in decided]),
        "false_effective": share([effect.verdict == "effective" for action, effect in found if action.lift <= 0]),
        "found_20_percent": share([effect.verdict == "effective" for action, effect in found if action.lift == 0.2]),
        "decided_above_detectable": share(
            [e.is_decided for a, e in found if e.detectable is not None and abs(a.lift) >= e.detectable]
        ),
        "decided": share([effect.is_decided for _, effect in found]),
        "interval_covers": share([_covers(*case) for case in told]),
        "median_detectable": round(float(np.median([e.detectable for _, e in told if e.detectable is not None])), 3)
        if told
        else None,
    }


def _covers(action: Planted, effect: Effect) -> bool:
    lift = action.lift if action.direction == "up" else -action.lift
    return (effect.relative_low or 0.0) <= lift <= (effect.relative_high or 0.0)


def naive(found: list[Case]) -> dict[str, object]:
    """A t-test of the window against as many periods before, at the same error on one side."""
    says = [(action, _before_and_after(action)) for action, _ in found]
    return {
        "false_effective": share([said for action, said in says if action.lift <= 0]),
        "found_20_percent": share([said for action, said in says if action.lift == 0.2]),
    }


def _before_and_after(action: Planted) -> bool:
    days = action.series["date"].dt.date
    after = action.series["value"][(days >= action.window[0]) & (days <= action.window[1])].dropna()
    before = action.series["value"][days < action.started].dropna()[-len(after) :]
    side = "greater" if action.direction == "up" else "less"
    return bool(stats.ttest_ind(after, before, equal_var=False, alternative=side).pvalue < 0.025)


KINDS: dict[str, Callable[[Case], str]] = {
    "grain": lambda case: case[0].grain,
    "controls": lambda case: "with" if case[1].controls else "without",
    "trigger": lambda case: case[0].trigger or "planned",
    "level": lambda case: "whole" if case[0].whole else "place",
    "noise": lambda case: "up to 5 %" if case[0].noise <= 0.05 else "5 to 15 %" if case[0].noise <= 0.15 else "more",
}


def report(found: list[Case]) -> dict[str, object]:
    """All figures, together and by kind of series."""
    by_kind = {
        kind: {name: figures([c for c in found if of(c) == name]) for name in sorted({of(c) for c in found})}
        for kind, of in KINDS.items()
    }
    lifts = sorted({action.lift for action, _ in found})
    verdicts = {f"{lift:+.2f}": Counter(e.verdict for a, e in found if a.lift == lift) for lift in lifts}
    reasons = Counter(effect.reason for _, effect in found)
    return {
        "all": figures(found), "naive": naive(found), "by_lift": verdicts, "reasons": reasons, "by_kind": by_kind,
    }  # fmt: skip


def main() -> None:
    """Prints the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=200)
    parser.add_argument("--first", type=int, default=FRESH)
    parser.add_argument("--company", action="store_true")
    asked = parser.parse_args()
    drawn = map(planted, range(asked.first, asked.first + asked.actions))
    actions = company_actions(asked.actions, asked.first) if asked.company else drawn
    json.dump(report(cases(actions)), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
