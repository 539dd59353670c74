"""Incidents with lasting ids, replies and points; the estimates of heads; what would have been said in the past."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables of incidents."""
    _make_incidents()
    _make_estimates()
    op.create_table(
        "replays",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("metric", sa.String(128), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("department", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "metric", "as_of", "period", name="pk_replays"),
    )


def _make_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("metric", sa.String(128), nullable=False),
        sa.Column("department", sa.String(64), nullable=False),
        sa.Column("grain", sa.String(16), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("begins", sa.String(10), nullable=False),
        sa.Column("ends", sa.String(10), nullable=False),
        sa.Column("first_snapshot", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("stored_at", sa.String(32), nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_department", "incidents", ["department"])
    op.create_table(
        "incident_replies",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("incident", sa.String(16), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("replied_at", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_incident_replies"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_incident_replies_incident"),
    )
    op.create_index("ix_incident_replies_incident", "incident_replies", ["incident"])
    op.create_table(
        "incident_runs",
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("stored_at", sa.String(32), nullable=False),
        sa.Column("points", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("snapshot", "day", name="pk_incident_runs"),
    )


def _make_estimates() -> None:
    op.create_table(
        "head_estimates",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("metric", sa.String(128), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("given_at", sa.String(32), nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_head_estimates"),
    )
    op.create_index("ix_head_estimates_metric", "head_estimates", ["metric"])


def downgrade() -> None:
    """Removes them."""
    for name in ("replays", "head_estimates", "incident_runs", "incident_replies", "incidents"):
        op.drop_table(name)
