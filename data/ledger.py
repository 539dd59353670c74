"""The ledger: who there is, and what they did. The one door to it; each concern has a module.

People and departments are in people.py, the chain of events in events.py, the database in ledger_database.py.
"""

from __future__ import annotations

from data.events import Event, broken_event, events, record, record_all
from data.people import (
    COMPANY,
    EXAMPLE_PEOPLE,
    LOCAL_OWNER,
    OWNER,
    Person,
    add_person,
    check_department,
    departments,
    make_ledger,
    people,
    person,
    require,
)

__all__ = [
    "COMPANY",
    "EXAMPLE_PEOPLE",
    "LOCAL_OWNER",
    "OWNER",
    "Event",
    "Person",
    "add_person",
    "broken_event",
    "check_department",
    "departments",
    "events",
    "make_ledger",
    "people",
    "person",
    "record",
    "record_all",
    "require",
]
