"""The ledger's tables as SQLAlchemy knows them. Migrations under data/migrations/ make them; this module makes none.

A test compares both.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

DEPARTMENTS = sa.Table(
    "departments",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("ja", sa.String(200), nullable=False),
    sa.Column("en", sa.String(200), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
)
PEOPLE = sa.Table(
    "people",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("ja", sa.String(200), nullable=False),
    sa.Column("en", sa.String(200), nullable=False),
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("department", sa.String(64), sa.ForeignKey("departments.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
)
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("happened_at", sa.String(32), nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("verb", sa.String(32), nullable=False, index=True),
    sa.Column("object", sa.String(400), nullable=False, index=True),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
INCIDENTS = sa.Table(
    "incidents",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("metric", sa.String(128), nullable=False),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("grain", sa.String(16), nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("begins", sa.String(10), nullable=False),
    sa.Column("ends", sa.String(10), nullable=False),
    sa.Column("first_snapshot", sa.Integer, nullable=False),
    sa.Column("snapshot", sa.Integer, nullable=False),
    sa.Column("stored_at", sa.String(32), nullable=False),
    sa.Column("current", sa.Boolean, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
INCIDENT_REPLIES = sa.Table(
    "incident_replies",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("incident", sa.String(16), sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("replied_at", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
INCIDENT_RUNS = sa.Table(
    "incident_runs",
    METADATA,
    sa.Column("snapshot", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("stored_at", sa.String(32), nullable=False),
    sa.Column("points", sa.Text, nullable=False),
)
HEAD_ESTIMATES = sa.Table(
    "head_estimates",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("metric", sa.String(128), nullable=False, index=True),
    sa.Column("period", sa.String(16), nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("given_at", sa.String(32), nullable=False),
    sa.Column("value", sa.Float, nullable=False),
)
REPLAYS = sa.Table(
    "replays",
    METADATA,
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("metric", sa.String(128), primary_key=True),
    sa.Column("as_of", sa.String(10), primary_key=True),
    sa.Column("period", sa.String(10), primary_key=True),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("snapshot", sa.Integer, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
MODEL_CALLS = sa.Table(
    "model_calls",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False, index=True),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("purpose", sa.String(32), nullable=False),
    sa.Column("cache_key", sa.String(64), nullable=False, index=True),
    sa.Column("provider", sa.String(32), nullable=False),
    sa.Column("model", sa.String(128), nullable=False),
    sa.Column("prompt_version", sa.String(64), nullable=False),
    sa.Column("privacy", sa.String(16), nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("yen", sa.Float, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("stop_reason", sa.String(64), nullable=False),
    sa.Column("failure", sa.String(64), nullable=False),
    sa.Column("usage", sa.Text, nullable=False),
    sa.Column("validation", sa.Text, nullable=False),
    sa.Column("decision", sa.String(16), nullable=False),
)
SHOWN_CARDS = sa.Table(
    "shown_cards",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("incident", sa.String(16), nullable=False, index=True),
    sa.Column("audience", sa.String(64), nullable=False),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("shown_at", sa.String(32), nullable=False),
    sa.Column("snapshot", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
SIGHTINGS = sa.Table(
    "sightings",
    METADATA,
    sa.Column("incident", sa.String(16), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("seen_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
)
PROPOSALS = sa.Table(
    "proposals",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("origin", sa.String(16), nullable=False),
    sa.Column("subject", sa.String(32), nullable=False, index=True),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("code", sa.String(64), nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("shown_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("snapshot", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
DECISIONS = sa.Table(
    "decisions",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("proposal", sa.String(16), sa.ForeignKey("proposals.id"), nullable=False, index=True),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("decided_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("terms", sa.Text, nullable=False),
)
ACTIONS = sa.Table(
    "actions",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("decision", sa.Integer, sa.ForeignKey("decisions.number"), nullable=False),
    sa.Column("proposal", sa.String(16), sa.ForeignKey("proposals.id"), nullable=False),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("begun_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
)
ACTION_CHANGES = sa.Table(
    "action_changes",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("action", sa.String(16), sa.ForeignKey("actions.id"), nullable=False, index=True),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("changed_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("due", sa.String(10), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)
OUTCOMES = sa.Table(
    "outcomes",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("subject", sa.String(32), nullable=False, index=True),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("measured_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("snapshot", sa.Integer, nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
HYPOTHESIS_TESTS = sa.Table(
    "hypothesis_tests",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("incident", sa.String(16), nullable=False, index=True),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("cause", sa.String(32), nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("tested_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("snapshot", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
CASES = sa.Table(
    "cases",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("closed_at", sa.String(32), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("snapshot", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
INCIDENT_TOPICS = sa.Table(
    "incident_topics",
    METADATA,
    sa.Column("incident", sa.String(16), primary_key=True),
    sa.Column("snapshot", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stored_at", sa.String(32), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
