"""Outcomes as sentences: reviewed frames over facts, through the same check as every text.

Words what was measured; measures nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from data.errors import Language, Words
from insights.facts import Fact
from insights.findings import amount_fact, place_fact
from insights.loop.freezing import place_of
from insights.narration.card import Sentence, say
from metrics.model import Metric

CAME = Words(
    "{{o.place}}の{{o.kpi}}は{{o.since}}から{{o.until}}までの平均で{{o.actual}}、"
    "施策がなかった場合の予測{{o.expected}}との差は{{o.effect}}（{{o.relative}}）です。",
    "{{o.kpi}} of {{o.place}} was {{o.actual}} on average from {{o.since}} to {{o.until}}; without the action "
    "{{o.expected}} was to be expected, a difference of {{o.effect}} ({{o.relative}}).",
)
CAME_PLAIN = Words(
    "{{o.place}}の{{o.kpi}}は{{o.since}}から{{o.until}}までの平均で{{o.actual}}、"
    "施策がなかった場合の予測{{o.expected}}との差は{{o.effect}}です。",
    "{{o.kpi}} of {{o.place}} was {{o.actual}} on average from {{o.since}} to {{o.until}}; without the action "
    "{{o.expected}} was to be expected, a difference of {{o.effect}}.",
)
UNTOUCHED = Words(
    "{{o.place}}の{{o.kpi}}は{{o.since}}から{{o.until}}までの平均で{{o.actual}}、"
    "それまでの値からの予測{{o.expected}}との差は{{o.effect}}です。",
    "{{o.kpi}} of {{o.place}} was {{o.actual}} on average from {{o.since}} to {{o.until}}; {{o.expected}} was to be"
    " expected from the values before, a difference of {{o.effect}}.",
)
INTERVAL = Words(
    "差の区間は{{o.low}}から{{o.high}}まで（信頼水準{{o.level}}）。施策の前の{{o.n_before}}と期間中の{{o.n_after}}の値を見ています。",
    "The interval of the difference runs from {{o.low}} to {{o.high}} at a level of {{o.level}}, from {{o.n_before}} "
    "values before and {{o.n_after}} within.",
)
TOTAL = Words(
    "期間の合計では{{o.total}}の差です（区間は{{o.total_low}}から{{o.total_high}}まで）。",
    "Over the whole window that is {{o.total}}, in an interval from {{o.total_low}} to {{o.total_high}}.",
)
NOTHING_DONE = Words(
    "この提案では何もしていません。同じ期間に指標がどうなったかを測っています。",
    "Nothing was done about this proposal; this is what the KPI did over the same days.",
)
TRIGGER_LEFT_OUT = Words(
    "きっかけの期間は予測の元から除いています。", "The days that gave rise to the proposal are left out of the history."
)
DETECTABLE = Words(
    "検出できる大きさの目安は{{o.detectable}}です。", "The size that could be detected here is {{o.detectable}}."
)
WINDOW = Words(
    "{{o.place}}の{{o.kpi}}を{{o.since}}から{{o.until}}まで測ります。",
    "{{o.kpi}} of {{o.place}} is measured from {{o.since}} to {{o.until}}.",
)
CONTROLS = Words("未実施の区分{{o.controls}}と比べています。", "Compared with {{o.controls}} untreated segments.")


def outcome_sentences(
    content: Mapping[str, Any], metric: Metric, language: Language, named: str = "o"
) -> list[Sentence]:  # fmt: skip
    """What was measured, in sentences; while the window is open, what will be. `named`: what its slots begin with."""
    effect, facts = content["effect"], outcome_facts(content, metric)
    came = UNTOUCHED if content.get("aftermath") else CAME if "relative" in facts else CAME_PLAIN
    frames = [WINDOW] if effect["actual"] is None else [came]
    if effect["low"] is not None:
        frames.append(INTERVAL)
    if "total" in facts:
        frames.append(TOTAL)
    if "detectable" in facts:
        frames.append(DETECTABLE)
    if effect["controls"]:
        frames.append(CONTROLS)
    slots = {f"{named}.{name}": fact for name, fact in facts.items()}
    texts = [frame.in_language(language).replace("{{o.", "{{" + named + ".") for frame in frames]
    return [say(text, slots, language, "reviewed") for text in texts]


def outcome_name(subject: str) -> str:
    """What the slots of an outcome begin with."""
    return f"outcome-{subject.replace('/', '-')}"


def outcome_facts(content: Mapping[str, Any], metric: Metric) -> dict[str, Fact]:
    """The figures of an outcome as facts; those that there are."""
    effect, terms = content["effect"], content["terms"]
    facts = about(metric, terms["place"], terms["window"]) | {"level": Fact("pct", effect["level"])}
    facts |= {name: Fact("count", effect[name]) for name in ("n_before", "n_after")}
    facts |= {"controls": Fact("count", len(effect["controls"]))} if effect["controls"] else {}
    for name, signed in (("actual", False), ("expected", False), ("absolute", True), ("low", True), ("high", True)):
        if effect[name] is not None:
            facts["effect" if name == "absolute" else name] = amount_fact(effect[name], metric.unit, signed=signed)
    for name in ("total", "total_low", "total_high"):
        if effect.get("total") is not None and metric.unit == "JPY":
            facts[name] = amount_fact(effect[name], metric.unit, signed=True)
    if effect["relative"] is not None:
        facts["relative"] = Fact("pct", effect["relative"], signed=True)
    if effect["detectable"] is not None:
        facts["detectable"] = Fact("pct", effect["detectable"])
    return facts


def about(metric: Metric, place: Any, window: Any) -> dict[str, Fact]:
    """KPI, place and first and last day of a window as facts."""
    return {
        "kpi": Fact("name", metric.label),
        "place": place_fact(place_of(place)),
        "since": Fact("date", dt.date.fromisoformat(window[0])),
        "until": Fact("date", dt.date.fromisoformat(window[1])),
    }


def verdict_words(content: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """The verdict, and why it is that; where nothing was done what the KPI did then."""
    from insights.effect import REASON_WORDS, VERDICT_WORDS  # a page without outcomes need not wait for statistics

    effect = content["effect"]
    if content.get("aftermath"):
        from insights.review import AFTERMATH_WORDS

        after: tuple[Words, Words] = AFTERMATH_WORDS[content["aftermath"]], NOTHING_DONE
        return after[0].in_language(language), after[1].in_language(language)
    words: tuple[Words, Words] = VERDICT_WORDS[effect["verdict"]], REASON_WORDS[effect["reason"]]
    return words[0].in_language(language), words[1].in_language(language)


def note_words(content: Mapping[str, Any], language: Language) -> list[str]:
    """What to bear in mind beside an outcome."""
    from insights.effect import NOTE_WORDS

    notes: Mapping[str, Words] = {str(name): words for name, words in NOTE_WORDS.items()}
    if content.get("aftermath"):
        notes = {**notes, "regression_to_mean": TRIGGER_LEFT_OUT}
    return [notes[name].in_language(language) for name in content["effect"]["notes"]]


def harm_words(content: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """The KPIs that must not suffer, by name, and what became of them."""
    from insights.effect import HARM_WORDS

    words: Mapping[str, Words] = {str(name): each for name, each in HARM_WORDS.items()}
    return [(one["name"], words[one["harm"]].in_language(language)) for one in content["effect"]["guardrails"]]
