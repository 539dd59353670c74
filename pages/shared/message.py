"""The first line of a page: a sentence with its subject, worded by code from where the KPIs stand.

Says what is the case, never why: causes come from the evidence of later pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.formatting import Scale, format_value, scale_of
from metrics.standing import Standing
from pages.shared.cards import NO_STAKES, Wording, attained, attention, change, period_name


def message(
    wording: Wording, standings: Sequence[Standing], stakes: Mapping[str, float] = NO_STAKES, noted: str = ""
) -> str:
    """How the first KPI stands, then what needs attention most, then a sentence on what else is noted. Shapes: one to
    three sentences."""
    if not standings:
        return wording.say("state.empty.title")
    gap = " " if wording.language == "en" else ""
    said = [lead(wording, standings[0]), _attention(wording, standings, stakes, noted), noted]
    return gap.join(sentence for sentence in said if sentence)


def lead(wording: Wording, standing: Standing) -> str:
    """The sentence on one KPI: value, attainment and gap, as far as they are there."""
    said = {
        "period": period_name(wording, standing.period, short=standing.period.grain == "month"),
        "metric": wording.label(standing),
        "value": _value(wording, standing),
        "attainment": attained(wording, standing),
        "gap": _gap(wording, standing),
    }
    return wording.say(_lead_key(standing), **said)


def _lead_key(standing: Standing) -> str:
    if standing.status == "no_data":
        return "message.lead.no_data"
    if standing.plan is None:
        return "message.lead.no_plan"
    return "message.lead" if standing.attainment is not None else "message.lead.gap"


def _attention(wording: Wording, standings: Sequence[Standing], stakes: Mapping[str, float], noted: str) -> str:
    acting = attention(standings, stakes)
    if not acting:
        return "" if noted else wording.say("message.calm")
    worst = acting[0]
    key = "message.act" if worst.attainment is not None else "message.act.gap"
    key = "message.act.money" if worst.metric.name in stakes and worst.plan_gap is not None else key
    reached = attained(wording, worst)
    said = {"count": len(acting), "metric": wording.label(worst), "attainment": reached, "gap": _gap(wording, worst)}
    return wording.say(key, **said)


def _value(wording: Wording, standing: Standing) -> str:
    metric = standing.metric
    return format_value(
        standing.value, metric.unit, wording.language, scale=_scale(wording, standing), digits=metric.digits
    ).text


def _gap(wording: Wording, standing: Standing) -> str:
    return change(standing.plan_gap, standing.metric.unit, wording.language, _scale(wording, standing)).text


def _scale(wording: Wording, standing: Standing) -> Scale:
    """One unit for the value and its gap, that of the row."""
    return scale_of([standing.value, standing.plan], standing.metric.unit, wording.language)
