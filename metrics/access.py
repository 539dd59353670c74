"""Who may see and do what with KPIs, tables and loads: asked before every page, query and write. Default deny.

Pure. The table of roles and verbs is data/policy.py's; this adds what a KPI is: its department, and whether the company
publishes its total. Scope, once given, is a field of the query and so part of its SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from data.errors import NOTHING_CHANGED, Refusal, Words
from data.people import Person
from data.policy import Verb, allows, reach
from metrics.model import Filter, Metric, Scope

Kind = Literal["metric", "page", "table", "load", "incident", "decision", "report", "settings"]


@dataclass(frozen=True)
class Thing:
    """What an act is done to. `published`: its total, though not its parts, is for everybody in the company."""

    kind: Kind
    department: str
    published: bool = False


def may(person: Person, verb: Verb, thing: Thing) -> bool:
    """Whether a person may do a verb to a thing; False for whatever nothing allows."""
    if allows(person.role, person.department, verb, [thing.department]):
        return True
    return verb == "view" and thing.published and reach(person.role, "view") != "none"


def thing_of(metric: Metric) -> Thing:
    """A KPI as a thing to ask about."""
    return Thing("metric", metric.department, metric.published)


def visible(person: Person, metrics: Iterable[Metric]) -> list[Metric]:
    """The KPIs of a list that a person may see, at least in total."""
    return [metric for metric in metrics if may(person, "view", thing_of(metric))]


def may_split(person: Person, metric: Metric) -> bool:
    """Whether a person may see a KPI by its dimensions, not in total only."""
    return may(person, "view", Thing("metric", metric.department))


def scope_for(person: Person, metric: Metric, by: Iterable[str] = (), where: Iterable[Filter] = ()) -> Scope:
    """The scope in which a person may put a question about a KPI.

    Refuses a KPI they may not see, and a split or filter of one whose total alone is published to them. That total
    reads every department's rows, since a total over fewer would be another number.
    """
    split = bool(list(by) or list(where))
    if not may(person, "view", thing_of(metric)) or (split and not may_split(person, metric)):
        raise not_allowed(metric, split=split)
    own_only = may_split(person, metric) and reach(person.role, "view") == "own"
    return Scope(person.id, frozenset({person.department}) if own_only and not _is_whole(person) else None)


def _is_whole(person: Person) -> bool:
    """Whether a person's own department is the company, whose KPIs are built on every department's rows."""
    return person.department == "company"


def not_allowed(metric: Metric, *, split: bool = False) -> Refusal:
    """The refusal of a KPI that a person may not see, or not by its parts."""
    part_ja, part_en = ("の内訳", " by its parts") if split else ("", "")
    return Refusal(
        "not_allowed",
        Words(
            f"「{metric.label.ja}」（{metric.name}）{part_ja}を見る権限がありません。",
            f"You may not see '{metric.label.en}' ({metric.name}){part_en}.",
        ),
        Words("担当部門に問い合わせてください。", "Ask the department that owns it."),
        NOTHING_CHANGED,
    )
