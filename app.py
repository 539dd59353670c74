"""Saigen's entry: page configuration, who asks, navigation by role, and the page itself. Shows no figure of its own."""

import gc

import pandas  # noqa: F401 - imported before the freeze, as it is needed by every page
import streamlit as st

from pages.shared.navigation import RUNS, imported_since, run

FIRST_RUNS = 12

# Streamlit collects all garbage after every rerun. What imports, definitions and first answers made is none and stays:
# it need not be walked again each time. The first runs bring the rest of the imports, background work some more.
if (count := next(RUNS)) <= FIRST_RUNS or imported_since():
    if count == 1:
        gc.collect()
    gc.freeze()

st.set_page_config(page_title="再現 Saigen", layout="wide")
run()
