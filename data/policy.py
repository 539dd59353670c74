"""Who may do what, as one table: role x verb -> "all" departments, their "own", or "none".

Pure. Knows nothing of KPIs, which metrics/access.py adds; what is not in the table is not allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, get_args

Role = Literal["executive", "promoter", "head", "viewer", "owner"]
Verb = Literal[
    "view", "view_rows", "export", "upload", "undo", "record_view", "reply", "decide", "manage", "see_as"
]  # fmt: skip
Reach = Literal["all", "own", "none"]
ROLES: tuple[Role, ...] = get_args(Role)
VERBS: tuple[Verb, ...] = get_args(Verb)

MATRIX: Mapping[Role, Mapping[Verb, Reach]] = {
    "owner": dict.fromkeys(VERBS, "all"),
    "executive": {
        "view": "all",
        "view_rows": "all",
        "export": "all",
        "upload": "all",
        "undo": "all",
        "record_view": "all",
        "reply": "all",
        "decide": "all",
        "manage": "all",
        "see_as": "none",
    },
    "promoter": {
        "view": "all",
        "view_rows": "own",
        "export": "all",
        "upload": "own",
        "undo": "own",
        "record_view": "all",
        "reply": "all",
        "decide": "own",
        "manage": "none",
        "see_as": "none",
    },
    "head": {
        "view": "own",
        "view_rows": "own",
        "export": "own",
        "upload": "own",
        "undo": "own",
        "record_view": "own",
        "reply": "own",
        "decide": "own",
        "manage": "none",
        "see_as": "none",
    },
    "viewer": {
        "view": "own",
        "view_rows": "none",
        "export": "none",
        "upload": "none",
        "undo": "none",
        "record_view": "own",
        "reply": "none",
        "decide": "none",
        "manage": "none",
        "see_as": "none",
    },
}


def reach(role: str, verb: str) -> Reach:
    """How far a role's verb reaches; "none" for a role or a verb that the table has not."""
    rights: Mapping[str, Mapping[str, Reach]] = MATRIX  # type: ignore[assignment]  # any string may be asked about
    return rights.get(role, {}).get(verb, "none")


def allows(role: str, own: str, verb: str, departments: Collection[str]) -> bool:
    """Whether a role of the department `own` may do `verb` to things of all these departments."""
    far = reach(role, verb)
    return far == "all" or (far == "own" and bool(departments) and set(departments) == {own})
