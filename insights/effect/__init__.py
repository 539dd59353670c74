"""What an action brought about: a KPI against its forecast without the action. Pure."""

from insights.effect.measuring import measure
from insights.effect.model import (
    HARM_WORDS,
    NOTE_WORDS,
    REASON_WORDS,
    VERDICT_WORDS,
    VERDICTS,
    Detectable,
    Direction,
    Effect,
    EffectPoint,
    Guardrail,
    GuardrailEffect,
    Harm,
    Note,
    OverTime,
    Placebo,
    Reason,
    Trials,
    Verdict,
)
from insights.effect.planning import detectable, suggest_window, tell

__all__ = [
    "HARM_WORDS",
    "NOTE_WORDS",
    "REASON_WORDS",
    "VERDICTS",
    "VERDICT_WORDS",
    "Detectable",
    "Direction",
    "Effect",
    "EffectPoint",
    "Guardrail",
    "GuardrailEffect",
    "Harm",
    "Note",
    "OverTime",
    "Placebo",
    "Reason",
    "Trials",
    "Verdict",
    "detectable",
    "measure",
    "suggest_window",
    "tell",
]
