"""The shape of the model's answer: enums and short slot texts. Parses; checks no words (checking.py does)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LONGEST_TEXT = 400
MOST_EVIDENCE = 8


class Remark(BaseModel):
    """A hypothesis in the model's order, the check it chose and its words."""

    model_config = ConfigDict(extra="forbid", strict=True)
    cause: str
    check: str
    remark: str = Field(max_length=LONGEST_TEXT)


class Conjecture(BaseModel):
    """A mechanism outside the rule table."""

    model_config = ConfigDict(extra="forbid", strict=True)
    evidence: list[str] = Field(min_length=1, max_length=MOST_EVIDENCE)
    mechanism: str = Field(min_length=1, max_length=LONGEST_TEXT)
    refutation: str = Field(min_length=1, max_length=LONGEST_TEXT)
    check: str


class Answer(BaseModel):
    """All that the model may say."""

    model_config = ConfigDict(extra="forbid", strict=True)
    order: list[Remark] = Field(max_length=20)
    improvements: list[str] = Field(max_length=40)
    conjecture: Conjecture | None


def schema(offered: Mapping[str, Sequence[str]], aliases: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of an answer. `offered`: the causes, checks and improvements that may be chosen."""
    text = {"type": "string"}
    check = _enum(offered["checks"])
    remark = _object({"cause": _enum(offered["causes"]), "check": check, "remark": text})
    conjecture = _object(
        {"evidence": _list(_enum(aliases)), "mechanism": text, "refutation": text, "check": check}
    )  # fmt: skip
    either = {"anyOf": [conjecture, {"type": "null"}]}
    improvements = _list(_enum(offered["improvements"]) if offered["improvements"] else text)
    return _object({"order": _list(remark), "improvements": improvements, "conjecture": either})


def _enum(values: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def parse(text: str, offered: Mapping[str, Sequence[str]], aliases: Sequence[str]) -> Answer | None:
    """The answer of a text; None where it is no JSON, of another shape, or chooses what was not offered."""
    try:
        answer = Answer.model_validate(json.loads(text))
    except (ValueError, ValidationError, RecursionError):
        return None
    chosen = {
        "causes": [one.cause for one in answer.order],
        "checks": [one.check for one in answer.order] + ([answer.conjecture.check] if answer.conjecture else []),
        "improvements": answer.improvements,
    }
    cited = answer.conjecture.evidence if answer.conjecture else []
    known = all(set(values) <= set(offered[name]) for name, values in chosen.items()) and set(cited) <= set(aliases)
    return answer if known else None
