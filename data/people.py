"""People, their roles and departments, as the ledger has them; and those of the example company.

Answers who somebody is; what they may do is policy.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from data.errors import Refusal, Words, unknown
from data.faults import faults_of
from data.home import Home
from data.ledger_database import ledger_engine
from data.policy import ROLES, Role, Verb, allows
from data.schema import DEPARTMENTS, PEOPLE
from data.tables import tables_of_home

OWNER = "owner"
COMPANY = "company"


@dataclass(frozen=True)
class Person:
    """Somebody who uses Saigen. `department` is "company" for those who are of no single one."""

    id: str
    name: Words
    role: Role
    department: str


LOCAL_OWNER = Person(OWNER, Words("このパソコンの利用者", "Local owner"), "owner", COMPANY)
SHIPPED_DEPARTMENTS = {
    COMPANY: Words("全社", "Company"),
    "sales": Words("営業", "Sales"),
    "marketing": Words("マーケティング", "Marketing"),
    "hr": Words("人事", "HR"),
    "production": Words("生産", "Production"),
    "development": Words("開発", "Development"),
}
EXAMPLE_PEOPLE = (
    Person("ceo", Words("三浦 恵子", "Keiko Miura"), "executive", COMPANY),
    Person("promoter", Words("小川 直樹", "Naoki Ogawa"), "promoter", COMPANY),
    Person("sales-head", Words("佐々木 健", "Ken Sasaki"), "head", "sales"),
    Person("marketing-head", Words("藤井 美咲", "Misaki Fujii"), "head", "marketing"),
    Person("hr-head", Words("西村 由美", "Yumi Nishimura"), "head", "hr"),
    Person("production-head", Words("渡部 誠", "Makoto Watabe"), "head", "production"),
    Person("development-head", Words("高橋 亮", "Ryo Takahashi"), "head", "development"),
    Person("viewer", Words("石井 さくら", "Sakura Ishii"), "viewer", COMPANY),
)


def make_ledger(home: Home, people: Iterable[Person] = ()) -> None:
    """A ledger with the shipped departments, the local owner, and the people given."""
    with faults_of(home.path), ledger_engine(home).execution_options(writing=True).begin() as connection:
        connection.execute(
            DEPARTMENTS.insert(),
            [
                {"id": name, "ja": words.ja, "en": words.en, "position": position}
                for position, (name, words) in enumerate(SHIPPED_DEPARTMENTS.items())
            ],
        )
        connection.execute(PEOPLE.insert(), [_row(who, at) for at, who in enumerate((LOCAL_OWNER, *people))])


def _row(person: Person, position: int) -> dict[str, object]:
    return {
        "id": person.id,
        "ja": person.name.ja,
        "en": person.name.en,
        "role": person.role,
        "department": person.department,
        "position": position,
    }


def people(home: Home) -> list[Person]:
    """Everybody, the local owner first."""
    with faults_of(home.path), ledger_engine(home).connect() as connection:
        rows = connection.execute(sa.select(PEOPLE).order_by(PEOPLE.c.position, PEOPLE.c.id)).all()
    return [Person(row.id, Words(row.ja, row.en), row.role, row.department) for row in rows]


def person(home: Home, named: str | None = None) -> Person:
    """The person of that id; the local owner where none is named. Refuses an id that nobody has."""
    named = named or OWNER
    known = {each.id: each for each in people(home)}
    if named not in known:
        raise unknown(Words("人", "person"), named[:80], known)
    return known[named]


def add_person(home: Home, new: Person) -> None:
    """Adds somebody. Refuses an id that is taken, and a role or a department that there is not."""
    check_department(home, new.department)
    if new.role not in ROLES:
        raise unknown(Words("役割", "role"), new.role, ROLES)
    everybody = people(home)
    if new.id in {each.id for each in everybody}:
        raise Refusal("person_exists", Words(f"「{new.id}」は登録済みです。", f"'{new.id}' exists already."))
    with faults_of(home.path), ledger_engine(home).execution_options(writing=True).begin() as connection:
        connection.execute(PEOPLE.insert(), [_row(new, len(everybody))])


def departments(home: Home) -> dict[str, Words]:
    """Every department and what it is called: the ledger's, then those that a declared table adds."""
    with faults_of(home.path), ledger_engine(home).connect() as connection:
        rows = connection.execute(sa.select(DEPARTMENTS).order_by(DEPARTMENTS.c.position, DEPARTMENTS.c.id)).all()
    known = {row.id: Words(row.ja, row.en) for row in rows}
    declared = {table.department for table in tables_of_home(home).values()} - {"", "by_row"}
    return known | {name: Words(name, name) for name in sorted(declared - known.keys())}


def check_department(home: Home, named: str) -> None:
    """Refuses a department that there is not."""
    known = departments(home)
    if named not in known:
        raise unknown(Words("部門", "department"), named[:80], known)


def require(who: Person, verb: Verb, departments: Iterable[str]) -> None:
    """Refuses what a person may not do to things of these departments."""
    of = sorted(set(departments))
    if allows(who.role, who.department, verb, of):
        return
    names = ", ".join(of)
    raise Refusal(
        "not_allowed",
        Words(
            f"{who.id} には部門「{names}」への「{verb}」の権限がありません。",
            f"{who.id} may not {verb} for the department {names}.",
        ),
        Words("権限のある人に依頼してください。", "Ask somebody who may."),
    )
