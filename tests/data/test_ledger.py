"""The ledger: people, the policy table, the chain of events, and upgrades of its tables."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data import bookkeeping
from data.errors import Refusal, Words
from data.lake import load, undo
from data.ledger import (
    Person,
    add_person,
    broken_event,
    departments,
    events,
    people,
    person,
    record,
)
from data.ledger_database import HEAD, MIGRATIONS, ledger_engine
from data.policy import MATRIX, ROLES, VERBS, allows, reach
from data.schema import METADATA


@pytest.fixture
def home(any_ledger):
    """All of it holds on SQLite and on PostgreSQL."""
    return any_ledger


def test_everybody_has_a_role_a_department_and_a_name_in_both_languages(home):
    everybody = people(home)
    assert [each.id for each in everybody] == [
        "owner", "ceo", "promoter", "sales-head", "marketing-head", "hr-head", "production-head", "development-head",
        "viewer",
    ]  # fmt: skip
    assert {each.role for each in everybody} == set(ROLES)
    assert all(each.name.ja and each.name.en.isascii() for each in everybody)
    assert person(home).role == "owner"
    assert person(home, "hr-head").department == "hr"
    with pytest.raises(Refusal) as refusal:
        person(home, "hr-haed")
    assert (refusal.value.code, "hr-head" in refusal.value.hint.en) == ("unknown_person", True)


def test_people_are_added_with_a_known_role_and_department_only(home):
    name = Words("新人", "New")
    add_person(home, Person("newcomer", name, "head", "sales"))
    assert person(home, "newcomer").name == name
    for wrong, code in (
        (Person("newcomer", name, "head", "sales"), "person_exists"),
        (Person("x", name, "head", "slaes"), "unknown_department"),
        (Person("x", name, "boss", "sales"), "unknown_role"),  # type: ignore[arg-type]  # what is refused here
    ):
        with pytest.raises(Refusal) as refusal:
            add_person(home, wrong)
        assert refusal.value.code == code


def test_departments_that_a_table_declares_are_known(home):
    path = home.path / "definitions" / "more.yaml"
    path.write_text("department: finance\ntables: {ledger: {columns: {x: text}}}\n", encoding="utf-8")
    assert list(departments(home))[-1] == "finance"
    assert departments(home)["hr"].ja == "人事"


def test_the_policy_has_an_entry_for_every_role_and_verb():
    assert set(MATRIX) == set(ROLES)
    assert all(set(rights) == set(VERBS) for rights in MATRIX.values())


def test_what_the_policy_does_not_say_is_not_allowed():
    assert reach("nobody", "view") == reach("owner", "fly") == "none"
    assert allows("head", "sales", "upload", ["sales"])
    assert not allows("head", "sales", "upload", ["hr"])
    assert not allows("head", "sales", "upload", ["sales", "hr"])
    assert not allows("head", "sales", "upload", [])
    assert not allows("viewer", "sales", "upload", ["sales"])
    assert not any(allows(role, "company", "see_as", ["company"]) for role in ROLES if role != "owner")


def test_events_are_chained_and_every_edit_is_found(home):
    for number in range(20):
        record(home, "ceo", "record_view", f"incident-{number}", {"n": number, "語": "値"})
    assert broken_event(home) is None
    dice = random.Random(1)
    for column, value in (
        ("person", "x"),
        ("verb", "x"),
        ("object", "x"),
        ("detail", "{}"),
        ("happened_at", "2020-01-01"),
    ):
        number = dice.randint(1, 20)
        with tampered(home, f"UPDATE events SET {column} = '{value}' WHERE id = {number}"):
            assert broken_event(home) == number
    with tampered(home, "DELETE FROM events WHERE id = 7"):
        assert broken_event(home) == 7


class tampered:  # noqa: N801 - reads as a statement
    """Edits the events for a while."""

    def __init__(self, home, sql: str) -> None:
        self.engine, self.sql = ledger_engine(home).execution_options(writing=True), sql

    def __enter__(self) -> None:
        with self.engine.begin() as connection:
            self.kept = connection.execute(sa.text("SELECT * FROM events")).mappings().all()
            connection.execute(sa.text(self.sql))

    def __exit__(self, *_: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM events"))
            connection.execute(METADATA.tables["events"].insert(), [dict(row) for row in self.kept])


def test_many_writers_make_one_chain(home):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: record(home, "ceo", "reply", str(number), {}), range(40)))
    assert broken_event(home) is None
    assert len(events(home, verb="reply")) == 40
    assert [each.object for each in events(home, object="7")] == ["7"]


def test_a_load_that_a_crash_kept_from_the_ledger_is_written_down_with_the_next(home, write_csv, monkeypatch):
    header = "ordered_on,order_id,region,quantity,amount"
    with monkeypatch.context() as crash:
        crash.setattr(bookkeeping, "record_all", lambda *_: [])
        first = load(home, write_csv("a.csv", header, "2026-04-01,1,x,1,1"), "orders", by="sales-head")
    assert events(home) == []
    second = load(home, write_csv("b.csv", header, "2026-04-02,1,x,1,1"), "orders")
    undo(home, first.load_id, by="ceo")
    assert [(event.person, event.verb, event.object) for event in events(home)] == [
        ("sales-head", "upload", first.load_id),
        ("owner", "upload", second.load_id),
        ("ceo", "undo", first.load_id),
    ]


def test_the_migrations_make_the_tables_that_the_code_knows(home):
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD
    with ledger_engine(home).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
