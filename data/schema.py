"""The ledger's tables as SQLAlchemy knows them. Migrations under data/migrations/ make them; this module makes none.

A test compares both.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _text(name: str, length: int | None = None, *keys: sa.ForeignKey, **more: Any) -> sa.Column[str]:
    """A text that is never missing; of any length where none is given. Days and moments are texts of ISO 8601."""
    return sa.Column(name, sa.String(length) if length else sa.Text, *keys, nullable=False, **more)


def _whole(name: str, *keys: sa.ForeignKey, **more: Any) -> sa.Column[int]:
    """A whole number that is never missing."""
    return sa.Column(name, sa.Integer, *keys, nullable=False, **more)


DEPARTMENTS = sa.Table(
    "departments",
    METADATA,
    _text("id", 64, primary_key=True),
    _text("ja", 200),
    _text("en", 200),
    _whole("position"),
)
PEOPLE = sa.Table(
    "people",
    METADATA,
    _text("id", 64, primary_key=True),
    _text("ja", 200),
    _text("en", 200),
    _text("role", 32),
    _text("department", 64, sa.ForeignKey("departments.id")),
    _whole("position"),
)
EVENTS = sa.Table(
    "events",
    METADATA,
    _whole("id", primary_key=True, autoincrement=False),
    _text("happened_at", 32),
    _text("person", 64),
    _text("verb", 32, index=True),
    _text("object", 400, index=True),
    _text("detail"),
    _text("previous", 64),
    _text("hash", 64),
)
INCIDENTS = sa.Table(
    "incidents",
    METADATA,
    _text("id", 16, primary_key=True),
    _text("metric", 128),
    _text("department", 64, index=True),
    _text("grain", 16),
    _text("place"),
    _text("begins", 10),
    _text("ends", 10),
    _whole("first_snapshot"),
    _whole("snapshot"),
    _text("stored_at", 32),
    sa.Column("current", sa.Boolean, nullable=False),
    _text("detail"),
)
INCIDENT_REPLIES = sa.Table(
    "incident_replies",
    METADATA,
    _whole("number", primary_key=True),
    _text("incident", 16, sa.ForeignKey("incidents.id"), index=True),
    _text("person", 64),
    _text("replied_at", 32),
    _text("text"),
)
INCIDENT_RUNS = sa.Table(
    "incident_runs",
    METADATA,
    _whole("snapshot", primary_key=True, autoincrement=False),
    _text("day", 10, primary_key=True),
    _text("stored_at", 32),
    _text("points"),
)
HEAD_ESTIMATES = sa.Table(
    "head_estimates",
    METADATA,
    _whole("number", primary_key=True),
    _text("metric", 128, index=True),
    _text("period", 16),
    _text("person", 64),
    _text("given_at", 32),
    sa.Column("value", sa.Float, nullable=False),
)
REPLAYS = sa.Table(
    "replays",
    METADATA,
    _text("kind", 16, primary_key=True),
    _text("metric", 128, primary_key=True),
    _text("as_of", 10, primary_key=True),
    _text("period", 10, primary_key=True),
    _text("department", 64),
    _whole("snapshot"),
    _text("detail"),
)
MODEL_CALLS = sa.Table(
    "model_calls",
    METADATA,
    _text("id", 64, primary_key=True),
    _text("at", 32),
    _text("day", 10, index=True),
    _text("person", 64),
    _text("purpose", 32),
    _text("cache_key", 64, index=True),
    _text("provider", 32),
    _text("model", 128),
    _text("prompt_version", 64),
    _text("privacy", 16),
    _text("request"),
    sa.Column("yen", sa.Float, nullable=False),
    _text("state", 16),
    _text("answer"),
    _text("stop_reason", 64),
    _text("failure", 64),
    _text("usage"),
    _text("validation"),
    _text("decision", 16),
)
SHOWN_CARDS = sa.Table(
    "shown_cards",
    METADATA,
    _whole("number", primary_key=True),
    _text("incident", 16, index=True),
    _text("audience", 64),
    _text("department", 64),
    _text("shown_at", 32),
    _whole("snapshot"),
    _text("sha256", 64),
    _text("content"),
)
SIGHTINGS = sa.Table(
    "sightings",
    METADATA,
    _text("incident", 16, primary_key=True),
    _text("person", 64, primary_key=True),
    _text("department", 64),
    _text("seen_at", 32),
    _text("day", 10),
)
PROPOSALS = sa.Table(
    "proposals",
    METADATA,
    _text("id", 16, primary_key=True),
    _text("origin", 16),
    _text("subject", 32, index=True),
    _text("department", 64, index=True),
    _text("code", 64),
    _text("person", 64),
    _text("shown_at", 32),
    _text("day", 10),
    _whole("snapshot"),
    _text("content"),
)
DECISIONS = sa.Table(
    "decisions",
    METADATA,
    _whole("number", primary_key=True),
    _text("proposal", 16, sa.ForeignKey("proposals.id"), index=True),
    _text("department", 64, index=True),
    _text("kind", 16),
    _text("reason", 32),
    _text("note"),
    _text("person", 64),
    _text("decided_at", 32),
    _text("day", 10),
    _text("terms"),
)
ACTIONS = sa.Table(
    "actions",
    METADATA,
    _text("id", 16, primary_key=True),
    _whole("decision", sa.ForeignKey("decisions.number")),
    _text("proposal", 16, sa.ForeignKey("proposals.id")),
    _text("department", 64, index=True),
    _text("begun_at", 32),
    _text("day", 10),
)
ACTION_CHANGES = sa.Table(
    "action_changes",
    METADATA,
    _whole("number", primary_key=True),
    _text("action", 16, sa.ForeignKey("actions.id"), index=True),
    _text("person", 64),
    _text("changed_at", 32),
    _text("day", 10),
    _text("owner", 64),
    _text("due", 10),
    _text("state", 16),
    _text("note"),
)
OUTCOMES = sa.Table(
    "outcomes",
    METADATA,
    _whole("number", primary_key=True),
    _text("subject", 32, index=True),
    _text("department", 64, index=True),
    _text("measured_at", 32),
    _text("day", 10),
    _whole("snapshot"),
    _text("verdict", 16),
    _text("content"),
)
HYPOTHESIS_TESTS = sa.Table(
    "hypothesis_tests",
    METADATA,
    _whole("number", primary_key=True),
    _text("incident", 16, index=True),
    _text("department", 64),
    _text("cause", 32),
    _text("verdict", 16),
    _text("tested_at", 32),
    _text("day", 10),
    _whole("snapshot"),
    _text("content"),
)
CASES = sa.Table(
    "cases",
    METADATA,
    _text("id", 16, primary_key=True),
    _text("department", 64, index=True),
    _text("closed_at", 32),
    _text("day", 10),
    _whole("snapshot"),
    _text("content"),
)
INCIDENT_TOPICS = sa.Table(
    "incident_topics",
    METADATA,
    _text("incident", 16, primary_key=True),
    _whole("snapshot", primary_key=True, autoincrement=False),
    _text("stored_at", 32),
    _text("content"),
)
