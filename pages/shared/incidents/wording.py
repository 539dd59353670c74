"""An incident in words: the entry of a list, the sentence at the head of its panel, its facts. Pure view models.

Numbers, names and dates reach a sentence through insights.render alone; each stands for the evidence behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from insights.anomaly import REASONS
from insights.circumstances import subject_of
from insights.findings import Finding
from insights.incidents import Incident
from insights.narration.card import Sentence, say
from insights.watch import MISSING
from metrics.formatting import MONEY, Scale, format_change, format_day, format_percent, format_value, scale_of_change
from metrics.model import Metric
from pages.shared.cards import Wording
from pages.shared.incidents.choosing import fact_of

ESCAPED = re.compile(r"\\(.)")


def tone(one: Incident) -> str:
    """good where it went the KPI's way, else bad."""
    return "good" if one.welcome else "bad"


def place_text(wording: Wording, one: Incident) -> str:
    """The members of its place; the whole."""
    names = [value if value != MISSING else wording.say("split.absent") for _, value in one.place]
    return " × ".join(names) or wording.say("incident.whole")


def days_text(wording: Wording, one: Incident) -> str:
    """From when to when; a year where it is not that of the other end."""
    start = format_day(one.start, wording.language)
    end = format_day(one.end, wording.language, year=one.start.year != one.end.year)
    return wording.say("incident.running" if one.running else "incident.days", start=start, end=end)


def title(wording: Wording, one: Incident, metric: Metric) -> str:
    """KPI and place."""
    name = metric.label.in_language(wording.language)
    return wording.say("incident.title", metric=name, place=place_text(wording, one)) if one.place else name


def gap_text(wording: Wording, one: Incident, metric: Metric) -> str:
    """How far off it was, in the KPI's unit."""
    return format_change(
        one.actual - one.expected, metric.unit, wording.language, scale=_scale(wording, one, metric)
    ).text


def _scale(wording: Wording, one: Incident, metric: Metric) -> Scale | None:
    """One scale for all that is said of an incident in its KPI's unit; None for a rate, which has none."""
    if metric.unit == "ratio":
        return None
    values = [one.actual, one.expected, one.low, one.high]
    return scale_of_change(values, one.actual - one.expected, metric.unit, wording.language)


def yen(wording: Wording, one: Incident) -> str:
    """Yen won (+) or lost (−)."""
    return format_change(one.money, "JPY", wording.language).text


def money_text(wording: Wording, one: Incident) -> str:
    """Yen won or lost; "" where that can't be said."""
    if one.money is None:
        return ""
    return wording.say("incident.money", money=yen(wording, one))


def item(wording: Wording, one: Incident, metric: Metric, href: str, replies: int = 0) -> dict[str, Any]:
    """One entry of a list of incidents."""
    scale = _scale(wording, one, metric)
    value, expected = (
        format_value(each, metric.unit, wording.language, scale=scale).text for each in (one.actual, one.expected)
    )
    days = days_text(wording, one)
    line = wording.say("incident.item", days=days, replies=wording.say("incident.replied", count=replies))
    return {
        "id": one.id,
        "title": title(wording, one, metric),
        "department": wording.department(one.department),
        "href": href,
        "tone": tone(one),
        "mark": wording.say("incident.mark.good" if one.welcome else "incident.mark.bad"),
        "gap": gap_text(wording, one, metric),
        "pace": wording.say("incident.against", value=value, expected=expected),
        "money": "" if _is_its_gap(one, metric) else money_text(wording, one),
        "lines": [line if replies else days],
    }


def _is_its_gap(one: Incident, metric: Metric) -> bool:
    """Whether what it is worth is the very number by which it was off."""
    return metric.unit in MONEY and one.money == one.actual - one.expected


def reason(wording: Wording, code: str) -> str:
    """Why a point was or was not flagged, in words; the code where there is no sentence for it."""
    texts = REASONS.get(code)
    return texts[0 if wording.language == "ja" else 1] if texts else code


def headline(wording: Wording, one: Incident, metric: Metric) -> Sentence:
    """What happened, in a sentence whose every number, name and date is a fact of the incident."""
    finding = subject_of(one, metric)
    key = "incident.headline" if one.money is None else "incident.headline.money"
    return say(bound(wording.say(key), finding), finding.slots(), wording.language, "reviewed")


def bound(text: str, finding: Finding) -> str:
    """A sentence of the UI whose places <name> become slots of a finding."""
    for name in finding.facts:
        text = text.replace(f"<{name}>", "{{" + f"{finding.id}.{name}" + "}}")
    return text


def parts(sentence: Sentence) -> list[Mapping[str, str]]:
    """The sentence in pieces for a drawing: text, and of a filled slot the fact whose evidence stands behind it.

    A drawing sets text as text: what was escaped for Markdown is given back.
    """
    return [
        {
            "text": ESCAPED.sub(r"\1", part.text) if part.slot else part.text,
            "fact": fact_of(part.slot.rpartition(".")[2]),
        }
        for part in sentence.parts
    ]


def facts(wording: Wording, one: Incident, metric: Metric) -> list[tuple[str, str, str]]:
    """What is known of an incident as rows: the fact's name, its label and its text."""
    unit, language = metric.unit, wording.language
    scale = _scale(wording, one, metric)
    low, high, expected, actual = (
        format_value(each, unit, language, scale=scale).text for each in (one.low, one.high, one.expected, one.actual)
    )
    rows = [
        ("days", days_text(wording, one)),
        ("place", place_text(wording, one)),
        ("actual", actual),
        ("expected", wording.say("incident.band", expected=expected, low=low, high=high)),
        ("effect", f"{gap_text(wording, one, metric)}{_relative(wording, one, metric)}"),
        ("money", yen(wording, one) if one.money is not None else ""),
    ]
    return [(name, wording.say(f"incident.fact.{name}"), text) for name, text in rows if text]


def _relative(wording: Wording, one: Incident, metric: Metric) -> str:
    if metric.unit == "ratio" or not one.expected:
        return ""
    share = format_percent((one.actual - one.expected) / abs(one.expected), wording.language, signed=True)
    return wording.say("incident.relative", share=share)
