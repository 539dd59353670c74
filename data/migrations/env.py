"""Alembic's entry: runs the upgrades on the connection that ledger.py hands over. Knows no address of its own."""

from __future__ import annotations

from alembic import context

from data.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
