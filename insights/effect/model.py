"""What an action brought about, as frozen values, and the words of its codes. Computes nothing and types no number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from data.errors import Words

Verdict = Literal["effective", "not_effective", "undecided", "too_early"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Direction = Literal["up", "down"]
OverTime = Literal["sum", "last", "average"]
Reason = Literal[
    "above_zero", "wrong_way", "size_excluded", "interval_holds_both", "window_open", "history_short",
    "window_missing", "nothing_varies", "history_wild",
]  # fmt: skip
"""Why a verdict is what it is."""
Note = Literal[
    "regression_to_mean", "lasting_or_passing", "values_missing", "no_control", "control_off", "placebo_few",
    "placebo_widened", "small_sizes_unseen", "guardrail_harmed",
]  # fmt: skip
"""What to bear in mind beside the verdict."""
Harm = Literal["harmed", "unharmed", "undecided"]

VERDICT_WORDS: Mapping[Verdict, Words] = {
    "effective": Words("効果あり", "Effective"),
    "not_effective": Words("効果なし", "Not effective"),
    "undecided": Words("判定不能", "Undecided"),
    "too_early": Words("時期尚早", "Too early"),
}
REASON_WORDS: Mapping[Reason, Words] = {
    "above_zero": Words(
        "施策がなかった場合の予測との差の区間が、すべて望む向きにあります。",
        "The whole interval of the difference from what was forecast without the action lies on the side wished for.",
    ),
    "wrong_way": Words(
        "差の区間が、すべて望む向きと反対の側にあります。",
        "The whole interval of the difference lies on the side opposite to what was wished for.",
    ),
    "size_excluded": Words(
        "差の区間に、見込んだ大きさも検出できる大きさも含まれません。",
        "The interval holds neither the size that was expected nor one that could be detected.",
    ),
    "interval_holds_both": Words(
        "差の区間が、効果がない場合と意味のある効果がある場合の両方を含みます。",
        "The interval holds both no effect and an effect that would matter.",
    ),
    "window_open": Words(
        "採用のときに決めた測定期間が、まだ終わっていません。",
        "The window that was fixed at acceptance is not over yet.",
    ),
    "history_short": Words("施策の前の値が少なく、予測を作れません。", "There are too few values before the action."),
    "window_missing": Words("測定期間の値の多くが欠けています。", "Most values of the window are missing."),
    "nothing_varies": Words(
        "施策の前の値が動いておらず、ばらつきを測れません。", "The values before the action do not vary at all."
    ),
    "history_wild": Words(
        "施策の前のばらつきが大きく、意味のある大きさの効果を見分けられません。",
        "The values before the action vary so much that no size that matters could be told.",
    ),
}
NOTE_WORDS: Mapping[Note, Words] = {
    "regression_to_mean": Words(
        "極端な値をきっかけに始めた施策です。きっかけの期間は予測の元から除き、自然に戻る分を効果に数えていません。",
        "The action was taken because a value was extreme. The periods that triggered it are left out of the history,"
        " so that what returns by itself does not count as an effect.",
    ),
    "lasting_or_passing": Words(
        "きっかけの動きが続いた場合と一時的だった場合の両方を見込み、区間を広くとっています。",
        "The interval allows both for the trigger having lasted and for its having been passing.",
    ),
    "values_missing": Words("値のない期間があります。", "Some periods have no value."),
    "no_control": Words(
        "比べられる未実施の区分がありません。同じ時期のほかの出来事と分けられていません。",
        "There is no untreated segment to compare with: other events of the same time are not told apart.",
    ),
    "control_off": Words(
        "未実施の区分も同じ期間にいつもと違う動きをしています。",
        "The untreated segments were off in the window as well.",
    ),
    "placebo_few": Words(
        "施策のない時期での試しが少なく、区間の確かさは控えめに見てください。",
        "There were few trials on moments without an action, so take the interval with care.",
    ),
    "placebo_widened": Words(
        "施策のない時期や区分での試しが予測より外れたため、その分だけ区間を広げています。",
        "Trials where no action was taken missed by more than the forecast claims; the interval is widened by as much.",
    ),
    "small_sizes_unseen": Words(
        "見込んだ大きさは、このばらつきでは検出できる大きさに届きません。",
        "The size that was expected is below what can be detected amid these variations.",
    ),
    "guardrail_harmed": Words("悪化させない指標が悪化しています。", "A KPI that must not suffer got worse."),
}
HARM_WORDS: Mapping[Harm, Words] = {
    "harmed": Words("悪化", "Got worse"),
    "unharmed": Words("悪化なし", "No harm"),
    "undecided": Words("判定不能", "Undecided"),
}


@dataclass(frozen=True)
class Placebo:
    """Which trials without an action calibrate the interval: pretended starts earlier in time, untreated segments."""

    in_time: bool = True
    in_space: bool = True


@dataclass(frozen=True)
class Guardrail:
    """A KPI that must not suffer. `series`: columns date, value; `direction`: what is good for it; `tolerance`: the
    relative harm that would be borne (0.05 is 5 %), None for what can be detected."""

    series: pd.DataFrame
    direction: Direction
    controls: Mapping[str, pd.DataFrame] | None = None
    tolerance: float | None = None


@dataclass(frozen=True)
class EffectPoint:
    """One period: what came, and what was to be expected without the action, with its interval (KPI's unit)."""

    date: dt.date
    actual: float | None
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Trials:
    """What the placebos showed. `in_time`, `in_space`: how many; `inflation`: the factor the spread was widened by;
    `p_rank`: the share of trials (this one counted) that looked at least as good as the action; None without any."""

    in_time: int = 0
    in_space: int = 0
    inflation: float = 1.0
    p_rank: float | None = None


@dataclass(frozen=True)
class GuardrailEffect:
    """What became of a guardrail KPI in the window. Sizes as in `Effect`; positive is a rise, good or bad."""

    name: str
    harm: Harm
    absolute: float | None = None
    low: float | None = None
    high: float | None = None
    relative: float | None = None


@dataclass(frozen=True)
class Effect:
    """A KPI against its forecast without the action, in the window fixed at acceptance.

    `actual`, `expected`, `absolute`, `low` and `high` are a mean over the window's periods that have a value, in the
    KPI's unit (a rate as a fraction); `total*` the same summed, None where the KPI does not add up over time.
    `relative*` are shares of `expected`. All are signed as the KPI moved: for a KPI that should fall, a good effect is
    negative. `level` is that of the intervals. `sought` is the relative size a 効果なし must exclude, `detectable` the
    smallest relative size that would be told in four of five cases; both positive, in the direction wished for.
    `detectable_absolute` is the latter in the KPI's unit. `p_value` is one-sided, of no effect in the direction wished
    for. `n_before` and `n_after` count periods with a value, `missing` those without one.
    Figures are None where there are none: too early, or undecided for want of data.
    """

    verdict: Verdict
    reason: Reason
    direction: Direction
    grain: str
    started: dt.date
    window: tuple[dt.date, dt.date]
    level: float
    n_before: int
    n_after: int
    missing: int = 0
    actual: float | None = None
    expected: float | None = None
    absolute: float | None = None
    low: float | None = None
    high: float | None = None
    total: float | None = None
    total_low: float | None = None
    total_high: float | None = None
    relative: float | None = None
    relative_low: float | None = None
    relative_high: float | None = None
    p_value: float | None = None
    sought: float | None = None
    detectable: float | None = None
    detectable_absolute: float | None = None
    trials: Trials = Trials()
    controls: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    guardrails: tuple[GuardrailEffect, ...] = ()
    points: tuple[EffectPoint, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether it is 効果あり or 効果なし."""
        return self.verdict in ("effective", "not_effective")


@dataclass(frozen=True)
class Detectable:
    """What a window could tell, known before the action: the smallest size told in four of five cases, relative and in
    the KPI's unit, from `n_before` periods; None where the history is too short, or shares mean nothing."""

    window: tuple[dt.date, dt.date]
    relative: float | None
    absolute: float | None
    n_before: int
