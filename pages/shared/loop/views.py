"""Cards and proposals as blocks to draw. Pure: texts come written and frozen, names and days are the page's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.actions import Change
from insights.findings import WHOLE
from insights.hypotheses import Cost
from insights.loop.freezing import parts
from insights.loop.telling import note_words, outcome_name, outcome_sentences, verdict_words
from insights.loop.terms import cost_of
from metrics.formatting import format_day, format_value
from metrics.model import Metric
from pages.shared.cards import Wording
from pages.shared.loop.drawing import Block, button, chips, columns, heading, items, line, note
from pages.shared.loop.narrating import Told
from pages.shared.loop.standing import Standing

MARKS = {"supported": "good", "refuted": "bad", "untested": "quiet"}
VERDICT_MARKS = {"effective": "good", "not_effective": "strong", "undecided": "quiet", "too_early": "quiet"}
FIRST = 3
"""Hypotheses that stand open."""
BUTTONS = (("accept", "main"), ("amend", ""), ("hold", ""), ("reject", ""))


def card_blocks(
    wording: Wording, told: Told, standings: Sequence[Standing], tested: Mapping[str, str],
    metrics: Mapping[str, Metric], may: bool,
) -> list[Block]:  # fmt: skip
    """Headline and badges; why on the left, what to do on the right."""
    said = told.content[wording.language]
    return [
        {"is": "message", "parts": said["headline"]},
        chips(_badges(wording, told)),
        columns(_why(wording, said, tested), _what_to_do(wording, told, standings, metrics, may)),
    ]


def _badges(wording: Wording, told: Told) -> list[dict[str, str]]:
    said = told.content[wording.language]
    verified = wording.say("loop.verified", verified=said["verified"], shown=said["shown"])
    return [
        {"text": verified, "kind": "good" if said["verified"] == said["shown"] else "bad",
         "help": wording.say("loop.verified.help")},
        {"text": said["badge"], "kind": "strong" if told.content["source"] == "model" else ""},
        {"text": said["reason"], "kind": "quiet"},
        {"text": wording.say("loop.sending"), "name": "sending", "kind": "quiet"} if told.now else {"text": ""},
    ]  # fmt: skip


def _why(wording: Wording, said: Mapping[str, Any], tested: Mapping[str, str]) -> list[Block]:
    found: list[Block] = [heading(wording.say("loop.why"), wording.say("loop.why.note"))]
    if not said["hypotheses"]:
        found.append(note(wording.say("loop.why.none")))
    made = [_hypothesis(wording, one, tested) for one in said["hypotheses"]]
    rest = len(made) - FIRST
    more = wording.say("loop.more", count=format_value(rest, "count", wording.language).text) if rest > 0 else ""
    found.append(items(made, FIRST, more))
    if said["conjecture"]:
        found.append(items([_guess(wording, said)]))
    return found


def _hypothesis(wording: Wording, one: Mapping[str, Any], tested: Mapping[str, str]) -> dict[str, Any]:
    state = tested.get(one["cause"], "untested")
    marks = [
        {"text": one["grade_label"], "help": wording.say(f"loop.grade.{one['grade']}")},
        _record(wording, one),
        {"text": wording.say(f"loop.verdict.{state}"), "kind": MARKS[state], "help": wording.say("loop.tested")},
    ]
    lines = [
        line("", one["text"]),
        line(wording.say("loop.refutation"), one["refutation"], kind="quiet"),
        line(wording.say("loop.check"), one["check"], kind="quiet"),
    ]
    if one["remark"]:
        lines.append(line(wording.say("loop.remark"), one["remark"], kind="quiet voice"))
    return {"title": one["label"], "chips": marks, "lines": lines, "id": one["cause"]}


def _record(wording: Wording, one: Mapping[str, Any]) -> dict[str, str]:
    """How often such a hypothesis held; opens the cases counted where there are enough."""
    text = "".join(text for text, _ in one["how_sure"])
    slot = next((slot for _, slot in one["how_sure"] if slot), "")
    mark = {"text": text, "kind": "quiet", "help": wording.say("loop.record.help")}
    return mark | ({"name": "fact", "row": slot} if slot else {})


def _guess(wording: Wording, said: Mapping[str, Any]) -> dict[str, Any]:
    mechanism, refutation, check = said["conjecture"]
    lines = [
        line("", mechanism, kind="voice"),
        line(wording.say("loop.refutation"), refutation, kind="quiet"),
        line(wording.say("loop.check"), check, kind="quiet"),
    ]
    return {"chips": [{"text": said["conjecture_label"], "kind": "dashed"}], "lines": lines, "kind": "guess"}


def _what_to_do(
    wording: Wording, told: Told, standings: Sequence[Standing], metrics: Mapping[str, Metric], may: bool
) -> list[Block]:  # fmt: skip
    by_code = {one.proposal.code: one for one in standings}
    shown = told.content[wording.language]["proposals"]
    found: list[Block] = [heading(wording.say("loop.do"), wording.say("loop.do.note"))]
    if not shown:
        found.append(note(wording.say("loop.do.none")))
    found += _before_proposals(wording, shown)
    made = []
    for one in shown:
        known = by_code.get(one["code"])
        item = _proposal(wording, one, known, metrics)
        if known is not None:
            item |= decided_lines(wording, known, metrics, item["lines"])
            item["actions"] = choices(wording, known, may and told.now)
        made.append(item)
    codes = {one["code"] for one in shown}
    left_out = [one for one in standings if one.decision is not None and one.proposal.code not in codes]
    made += [_decided_before(wording, one, metrics, may and told.now) for one in left_out]
    return [*found, items(made)]


def _before_proposals(wording: Wording, shown: Sequence[Mapping[str, Any]]) -> list[Block]:
    """What holds for all of them: the size that would make up for it, and that costs are asked for where unknown."""
    lines = [line(wording.say("loop.size"), shown[0]["size"], kind="quiet")] if shown and shown[0]["size"] else []
    if shown and not any(cost_of(one) for one in shown):
        lines.append(line(wording.say("loop.cost"), text=wording.say("loop.cost.asked"), kind="quiet"))
    return [{"is": "lines", "lines": lines}] if lines else []


def _decided_before(wording: Wording, one: Standing, metrics: Mapping[str, Metric], may: bool) -> dict[str, Any]:
    """A proposal that was decided about and that the card of now no longer makes: in the words of then."""
    item: dict[str, Any] = {"id": one.proposal.code, "actions": choices(wording, one, may)}
    text = line("", text=one.proposal.content["text"][wording.language])
    return item | decided_lines(wording, one, metrics, [text])


def _proposal(
    wording: Wording, one: Mapping[str, Any], known: Standing | None, metrics: Mapping[str, Metric]
) -> dict[str, Any]:
    lines = [line("", one["text"])]
    if one["guardrail"] in metrics:
        label = metrics[one["guardrail"]].label.in_language(wording.language)
        lines.append(line(wording.say("loop.guardrail"), text=label, kind="quiet"))
    if cost := cost_text(wording, cost_of(one)):
        lines.append(line(wording.say("loop.cost"), text=wording.say("loop.cost.playbook", cost=cost), kind="quiet"))
    marks = [
        {"text": wording.say("loop.rests", day=one["until"]), "kind": "dashed", "help": wording.say("loop.rests.help")}
    ]
    rests = one["rests"] and (known is None or known.decision is None)
    return {"lines": lines, "chips": marks if rests else [], "id": one["code"]}


def decided_lines(
    wording: Wording, one: Standing, metrics: Mapping[str, Metric], before: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What was decided about a proposal, how far it is, what came of it: marks and lines below those before."""
    marks, lines = standing_chips(wording, one), list(before)
    if one.decision is not None:
        lines.append(line(wording.say("loop.decided"), text=decided_text(wording, one), kind="quiet"))
        if one.decision.note:
            lines.append(line(wording.say("loop.note"), text=one.decision.note, kind="quiet"))
    if one.action is not None:
        lines.append(line(wording.say("loop.action"), text=action_text(wording, one), kind="quiet"))
    lines += outcome_lines(wording, one, metrics)
    if one.action is not None and one.decision is not None:
        cost = cost_text(wording, cost_of(one.decision.terms)) or wording.say("loop.cost.none")
        lines.append(line(wording.say("loop.cost"), text=wording.say("loop.cost.accepted", cost=cost), kind="quiet"))
    if one.lapse is not None:
        lines.append(line(wording.say("loop.lapse"), text=wording.say("loop.lapse.text"), kind="quiet"))
    found: dict[str, Any] = {"lines": lines, "kind": "lapsed" if one.lapse else ""}
    return found | ({"chips": marks} if marks else {})


def cost_text(wording: Wording, cost: Cost) -> str:
    """What something takes, in words; "" where nobody has said."""
    said = ((cost.person_days, "person_days"), (cost.yen, "JPY"))
    known = [
        format_value(value, unit, wording.language, digits=None if unit == "JPY" else int(value % 1 > 0)).text
        for value, unit in said
        if value is not None
    ]
    return wording.say("join").join(known)


def standing_chips(wording: Wording, one: Standing) -> list[dict[str, str]]:
    """Marks of where a proposal stands."""
    marks = []
    if one.lapse is not None:
        marks.append({"text": wording.say("loop.lapse"), "kind": "bad"})
    if one.decision is not None:
        marks.append({"text": wording.say(f"loop.choice.{one.decision.kind}"), "kind": "strong"})
    if one.action is not None:
        marks.append({"text": wording.say(f"loop.state.{one.action.now.state}")})
    if one.outcome is not None:
        verdict = verdict_words(one.outcome.content, wording.language)[0]
        kind = "quiet" if one.action is None else VERDICT_MARKS[one.outcome.verdict]
        marks.append({"text": verdict, "kind": kind})
    return marks


def decided_text(wording: Wording, one: Standing) -> str:
    """Who decided, when, and why."""
    made = one.decision
    assert made is not None  # noqa: S101 - asked for decided ones only
    return wording.say(
        "loop.decided.text", person=wording.person(made.person), day=format_day(made.day, wording.language),
        reason=wording.say(f"loop.reason.{made.reason}"),
    )  # fmt: skip


def action_text(wording: Wording, one: Standing) -> str:
    """Whose an action is, until when, and how far."""
    assert one.action is not None  # noqa: S101 - asked for actions only
    now = one.action.now
    return wording.say(
        "loop.action.text", owner=wording.person(now.owner), due=format_day(now.due, wording.language),
        state=wording.say(f"loop.state.{now.state}"),
    )  # fmt: skip


def change_line(wording: Wording, one: Change) -> dict[str, Any]:
    """One change of an action's history."""
    text = wording.say(
        "loop.changed", person=wording.person(one.person), owner=wording.person(one.owner),
        due=format_day(one.due, wording.language), state=wording.say(f"loop.state.{one.state}"),
    )  # fmt: skip
    said = f"{text} {one.note}" if one.note else text
    return line(format_day(one.day, wording.language, year=False), text=said, kind="quiet")


def outcome_lines(wording: Wording, one: Standing, metrics: Mapping[str, Metric]) -> list[dict[str, Any]]:
    """The outcome in sentences, each figure with its slot; until there is one, the window that was fixed."""
    if one.outcome is None:
        return []
    content = one.outcome.content
    metric = metrics.get(content["terms"]["kpi"])
    if metric is None:
        return []
    lines = [line(wording.say("loop.outcome"), text=verdict_words(content, wording.language)[1])]
    told = outcome_sentences(content, metric, wording.language, outcome_name(one.outcome.subject))
    lines += [line("", parts(sentence), kind="quiet") for sentence in told]
    lines += [line("", text=text, kind="quiet") for text in note_words(content, wording.language)]
    return lines


def choices(wording: Wording, one: Standing, may: bool) -> list[dict[str, str]]:
    """The buttons of a proposal that waits, for who may decide; of an action, the one that changes it."""
    if not may:
        return []
    if one.action is not None:
        return [button("change", one.action.id, wording.say("loop.change"))]
    if not one.waits:
        return []
    return [
        button(name, one.proposal.id, wording.say(f"loop.choice.{name}"), kind) for name, kind in BUTTONS
    ]  # fmt: skip


def place_text(wording: Wording, place: Sequence[Sequence[str]]) -> str:
    """A place in words."""
    return "・".join(pair[1] for pair in place) or WHOLE.in_language(wording.language)
