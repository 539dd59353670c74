"""Which incident is open: it stands in the address, so that a link leads to it and one step back closes it."""

from __future__ import annotations

import streamlit as st

INCIDENT_KEY, FACT_KEY = "incident", "fact"


def opened() -> str | None:
    """The id of the incident that is open."""
    return st.query_params.get(INCIDENT_KEY) or None


def open_incident(named: str | None) -> None:
    """Opens an incident, none of its figures looked behind."""
    if named:
        st.query_params.pop(FACT_KEY, None)
        st.query_params[INCIDENT_KEY] = named


def close() -> None:
    """Closes the incident."""
    for key in (INCIDENT_KEY, FACT_KEY):
        st.query_params.pop(key, None)
