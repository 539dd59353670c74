"""What an acceptance fixes and what could come of it, as sentences: reviewed frames over facts, as every text.

Words terms and what a window could tell; computes neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.errors import Language, Words
from insights.facts import Fact
from insights.loop.foreseeing import Foresight
from insights.loop.telling import WINDOW, about
from insights.loop.terms import Terms
from insights.narration.card import Sentence, say
from metrics.model import Metric

EXPECTED = Words("期待する効果は{{o.relative}}です。", "The effect expected is {{o.relative}}.")
FOLLOWED = Words(
    "{{o.until}}までの値がそろうと、自動で判定します。",
    "It is judged by itself once the values up to {{o.until}} are in.",
)
DETECTABLE = Words(
    "この期間で偶然のばらつきと見分けられる見込みなのは、平均で{{o.detectable}}からの変化です。"
    "それに届かない効果は、あっても判定不能になります。",
    "Over these days a change of {{o.detectable}} on average can be told from chance; an effect that falls short of it"
    " would stay undecided.",
)
UNTOLD = Words(
    "過去の値（{{o.n_before}}）からは、見分けられる変化の大きさを計算できません。判定不能になる見込みです。",
    "From the past values ({{o.n_before}}) no size of change can be said to be told from chance; expect it to stay"
    " undecided.",
)
TOO_SMALL = Words(
    "期待する効果はこれに届かず、この期間では見分けられない見込みです。",
    "The effect expected falls short of it and is not likely to be told over these days.",
)
LONGER = Words(
    "{{o.later}}まで測れば、期待する効果を見分けられる見込みです。",
    "Followed until {{o.later}}, the effect expected is likely to be told.",
)
CONTROLS = Words(
    "同じ時期に何もしていない区分{{o.controls}}と比べます。",
    "It is compared with {{o.controls}} segments where nothing is done.",
)
NO_CONTROL = Words(
    "比べられる未実施の区分がありません。同じ時期のほかの出来事とは分けられません。",
    "There is no untreated segment to compare with: other events of the same time can't be told apart.",
)
REGRESSION = Words(
    "極端な値の後は、何もしなくても普段の水準に近づくことがあります。"
    "きっかけの期間は予測の元から除き、自然に戻る分を効果に数えません。",
    "After an extreme value a KPI may come back towards its usual level by itself. The days that gave rise to this are"
    " left out of the history, so that what returns by itself does not count as an effect.",
)


def terms_sentences(terms: Terms, metric: Metric, language: Language) -> list[Sentence]:
    """What a decision fixes: where and when is measured, and the size expected where there is one."""
    frames = [WINDOW, FOLLOWED] if terms.expected is None else [WINDOW, FOLLOWED, EXPECTED]
    return _said(frames, _facts(terms, metric), language)


def foresight_sentences(
    terms: Terms, metric: Metric, found: Foresight, controls: int, language: Language
) -> list[Sentence]:  # fmt: skip
    """What could be told of it, what it is compared with, and what would come back by itself. `controls`: how many
    places beside nobody treats."""
    longer = found.enough_for(terms.expected)
    facts = _facts(terms, metric) | {
        "detectable": Fact("pct", found.sizes.get(terms.window)), "n_before": Fact("count", found.n_before),
        "controls": Fact("count", controls), "later": Fact("date", longer[1] if longer else None),
    }  # fmt: skip
    return _said(list(_frames(terms, found, controls)), facts, language)


def _frames(terms: Terms, found: Foresight, controls: int) -> Iterator[Words]:
    size, longer = found.sizes.get(terms.window), found.enough_for(terms.expected)
    yield UNTOLD if size is None else DETECTABLE
    if terms.expected is not None and size is not None and size > terms.expected:
        yield TOO_SMALL
        if longer is not None:
            yield LONGER
    yield CONTROLS if controls else NO_CONTROL
    if terms.triggered is not None:
        yield REGRESSION


def _facts(terms: Terms, metric: Metric) -> dict[str, Fact]:
    sign = 1.0 if terms.direction == "up" else -1.0
    start, end = terms.window
    facts = about(metric, [list(pair) for pair in terms.place], [start.isoformat(), end.isoformat()])
    if terms.expected is not None:
        facts["relative"] = Fact("pct", sign * terms.expected, signed=True)
    return facts


def _said(frames: list[Words], facts: dict[str, Fact], language: Language) -> list[Sentence]:
    slots = {f"o.{name}": fact for name, fact in facts.items()}
    return [say(frame.in_language(language), slots, language, "reviewed") for frame in frames]
