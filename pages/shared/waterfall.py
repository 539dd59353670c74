"""The waterfall from plan, or from last year, to actual, of every KPI that is a sum. Made of answers alone."""

from __future__ import annotations

import streamlit as st

from data.errors import Language
from metrics.bridge import Bridge, Step
from metrics.formatting import Scale, format_change, format_day, format_value
from metrics.model import Metric
from metrics.standing import Standing, is_good
from pages.shared.cards import Wording
from pages.shared.charts import bridge as bridges
from pages.shared.figures import Figure, scale_for, table, written
from pages.shared.session import LANGUAGES, Page, answers, restate, understand
from pages.shared.session.answers import Base
from pages.shared.text import say

BASE_KEY = "base"
BASES: tuple[Base, ...] = ("plan", "last_year")
MOST_STEPS = 5
SHORT_JA, SHORT_EN = 7, 13
BREAKS = ("及び", "・", "の")


def bridge(page: Page, standing: Standing, base: Base) -> Figure | None:
    """The waterfall from plan or last year to actual; None where the KPI has none."""
    found, wording = answers.bridge(page, standing, base), page.wording
    if found is None:
        return None
    metric, day = found.metric, format_day(standing.window.end, wording.language, year=False)
    scale, unit = scale_for(metric, [found.base, found.actual], wording)
    name = metric.label.in_language(wording.language)
    bars = bridge_bars(wording, found, scale, base)
    cut = bridges.is_cut(bars)
    start, actual = (written(metric, value, wording, scale) for value in (found.base, found.actual))
    notes = ["bridge.note", *(["bridge.apportioned"] if found.apportioned else []), *(["trend.cut"] if cut else [])]
    return Figure(
        title=wording.say(f"bridge.title.{base}", metric=name, unit=unit, day=day),
        note=" ・ ".join(wording.say(note) for note in notes),
        alt=wording.say(f"bridge.alt.{base}", metric=name, base=start, actual=actual),
        table=table(bridges.frame(bars, cut)),
        spec=bridges.spec(wording.say("bridge.step"), wording.say("bridge.effect"), bridges.kinds(bars)),
    )


def choose_base(page: Page) -> Base:
    """Draws the choice of what the waterfall starts from."""
    own, *others = (lambda base, each=each: say(each, f"bridge.base.{base}") for each in languages(page))
    label = understand(BASE_KEY, BASES, own, *others)
    chosen = st.segmented_control(
        page.wording.say("bridge.base"),
        BASES,
        default=BASES[0],
        required=True,
        format_func=own,
        label_visibility="collapsed",
        key=BASE_KEY,
        bind="query-params",
    )
    restate(BASE_KEY, label)
    return chosen or BASES[0]


def languages(page: Page) -> list[Language]:
    """The page's language, then the other."""
    return sorted(LANGUAGES, key=lambda each: each != page.asker.language)


def bridge_bars(wording: Wording, found: Bridge, scale: Scale, base: Base) -> list[bridges.Bar]:
    """The base, the largest steps by size with the rest as one, and actual."""
    metric, steps = found.metric, sorted(found.steps, key=lambda step: -abs(step.effect))
    named = [(_step_name(wording, step, metric), step.effect) for step in steps[:MOST_STEPS]]
    if rest := steps[MOST_STEPS:]:
        named.append((wording.say("split.other", count=len(rest)), sum(step.effect for step in rest)))
    return [
        _bar(wording, metric, scale, wording.say(f"bridge.{base}"), found.base, base),
        *(_bar(wording, metric, scale, name, effect, _kind(effect, metric)) for name, effect in named),
        _bar(wording, metric, scale, wording.say("bridge.actual"), found.actual, "actual"),
    ]


def _kind(effect: float, metric: Metric) -> bridges.Kind:
    return "good" if is_good(effect, metric.direction) else "bad"


def _bar(wording: Wording, metric: Metric, scale: Scale, name: str, amount: float, kind: bridges.Kind) -> bridges.Bar:
    write = format_change if kind in ("good", "bad") else format_value
    text = write(amount, metric.unit, wording.language, scale=scale).number
    return bridges.Bar(name, amount / scale.factor, text, kind)


def _step_name(wording: Wording, step: Step, whole: Metric) -> str:
    """A member of the KPI itself by its own name, one of a term with the term's below; long names on two lines."""
    name = step.metric.label.in_language(wording.language)
    if step.member and step.metric == whole:
        return in_two_lines(step.member)
    return f"{step.member}\n{name}" if step.member else in_two_lines(name)


def in_two_lines(text: str) -> str:
    """A long label broken near its middle: at a space where there is one, else where no word is read apart."""
    if len(text) <= (SHORT_JA if not text.isascii() else SHORT_EN):
        return text
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    middle = len(text) / 2
    if spaces:
        cut = min(spaces, key=lambda place: abs(place - middle))
        return text[:cut] + "\n" + text[cut + 1 :]
    cut = next((text.index(mark) + len(mark) for mark in BREAKS if mark in text[2:-2]), round(middle))
    return text[:cut] + "\n" + text[cut:]
