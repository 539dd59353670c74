"""What an action brought about: a KPI against its forecast without the action. Pure."""

from insights.effect.measuring import detectable, measure
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
    Placebo,
    Reason,
    Trials,
    Verdict,
)

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
    "Placebo",
    "Reason",
    "Trials",
    "Verdict",
    "detectable",
    "measure",
]
