"""Calls of the language model: costs, requests and answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
TEXTS = ("request", "answer", "usage", "validation")
NAMES = {
    "person": 64, "purpose": 32, "cache_key": 64, "provider": 32, "model": 128, "prompt_version": 64, "privacy": 16,
    "state": 16, "stop_reason": 64, "failure": 64, "decision": 16,
}  # fmt: skip


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "model_calls",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("yen", sa.Float, nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in NAMES.items()),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sa.PrimaryKeyConstraint("id", name="pk_model_calls"),
    )
    op.create_index("ix_model_calls_day", "model_calls", ["day"])
    op.create_index("ix_model_calls_cache_key", "model_calls", ["cache_key"])


def downgrade() -> None:
    """Removes it."""
    op.drop_table("model_calls")
