"""Saigen's entry: page configuration, who asks, navigation by role, and the page itself. Shows no figure of its own."""

import gc

import pandas  # noqa: F401 - imported before the freeze, as it is needed by every page
import streamlit as st

from pages.shared.navigation import run

# Streamlit collects all garbage after every rerun; what the imports made is not garbage and need not be walked again.
if not gc.get_freeze_count():
    gc.collect()
    gc.freeze()

st.set_page_config(page_title="再現 Saigen", layout="wide")
run()
