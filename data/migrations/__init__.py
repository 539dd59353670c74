"""Upgrades of the ledger, one file a step; Alembic runs them when a ledger is opened."""
