"""What was shown and seen, decided and done, and what came of it: rows are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _texts(**lengths: int) -> list[sa.Column[str]]:
    """Columns of short texts; a length of 0 is a text of any length."""
    return [
        sa.Column(name, sa.String(length) if length else sa.Text, nullable=False) for name, length in lengths.items()
    ]


def _number(name: str, *, own: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False) if own else sa.Column(
        name, sa.Integer, nullable=False, autoincrement=False
    )  # fmt: skip


def upgrade() -> None:
    """Makes the tables of the way from a card to a case."""
    _make_shown()
    _make_decisions()
    _make_actions()
    _make_outcomes()


def _make_shown() -> None:
    op.create_table(
        "shown_cards",
        _number("number"),
        *_texts(incident=16, audience=64, department=64, shown_at=32, sha256=64, content=0),
        _number("snapshot"),
        sa.PrimaryKeyConstraint("number", name="pk_shown_cards"),
    )
    op.create_index("ix_shown_cards_incident", "shown_cards", ["incident"])
    op.create_table(
        "sightings",
        *_texts(incident=16, person=64, department=64, seen_at=32, day=10),
        sa.PrimaryKeyConstraint("incident", "person", name="pk_sightings"),
    )
    op.create_table(
        "incident_topics",
        *_texts(incident=16, stored_at=32, content=0),
        _number("snapshot", own=False),
        sa.PrimaryKeyConstraint("incident", "snapshot", name="pk_incident_topics"),
    )


def _make_decisions() -> None:
    op.create_table(
        "proposals",
        *_texts(id=16, origin=16, subject=32, department=64, code=64, person=64, shown_at=32, day=10, content=0),
        _number("snapshot"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_subject", "proposals", ["subject"])
    op.create_index("ix_proposals_department", "proposals", ["department"])
    op.create_table(
        "decisions",
        _number("number"),
        *_texts(proposal=16, department=64, kind=16, reason=32, note=0, person=64, decided_at=32, day=10, terms=0),
        sa.PrimaryKeyConstraint("number", name="pk_decisions"),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name="fk_decisions_proposal"),
    )
    op.create_index("ix_decisions_proposal", "decisions", ["proposal"])
    op.create_index("ix_decisions_department", "decisions", ["department"])


def _make_actions() -> None:
    op.create_table(
        "actions",
        *_texts(id=16, proposal=16, department=64, begun_at=32, day=10),
        _number("decision"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sa.ForeignKeyConstraint(["decision"], ["decisions.number"], name="fk_actions_decision"),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name="fk_actions_proposal"),
    )
    op.create_index("ix_actions_department", "actions", ["department"])
    op.create_table(
        "action_changes",
        _number("number"),
        *_texts(action=16, person=64, changed_at=32, day=10, owner=64, due=10, state=16, note=0),
        sa.PrimaryKeyConstraint("number", name="pk_action_changes"),
        sa.ForeignKeyConstraint(["action"], ["actions.id"], name="fk_action_changes_action"),
    )
    op.create_index("ix_action_changes_action", "action_changes", ["action"])


def _make_outcomes() -> None:
    op.create_table(
        "outcomes",
        _number("number"),
        *_texts(subject=32, department=64, measured_at=32, day=10, verdict=16, content=0),
        _number("snapshot"),
        sa.PrimaryKeyConstraint("number", name="pk_outcomes"),
    )
    op.create_index("ix_outcomes_subject", "outcomes", ["subject"])
    op.create_index("ix_outcomes_department", "outcomes", ["department"])
    op.create_table(
        "hypothesis_tests",
        _number("number"),
        *_texts(incident=16, department=64, cause=32, verdict=16, tested_at=32, day=10, content=0),
        _number("snapshot"),
        sa.PrimaryKeyConstraint("number", name="pk_hypothesis_tests"),
    )
    op.create_index("ix_hypothesis_tests_incident", "hypothesis_tests", ["incident"])
    op.create_table(
        "cases",
        *_texts(id=16, department=64, closed_at=32, day=10, content=0),
        _number("snapshot"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_department", "cases", ["department"])


def downgrade() -> None:
    """Removes them."""
    for name in (
        "cases", "hypothesis_tests", "outcomes", "action_changes", "actions", "decisions", "proposals",
        "incident_topics", "sightings", "shown_cards",
    ):  # fmt: skip
        op.drop_table(name)
