"""The company page's data-less twin: a Streamlit page of the same parts with constants in place of figures.

Served by bench_paint beside the real app; no part of the product.
"""

import pandas as pd
import streamlit as st

st.set_page_config(page_title="twin", layout="wide")


def page() -> None:
    """As many widgets, drawings and charts as the company page has."""
    with st.container(horizontal=True, key="controls"):
        st.segmented_control("kind", ["month", "quarter", "year"], default="month", label_visibility="collapsed")
        periods = [f"p{n}" for n in range(25)]
        chosen = st.selectbox("period", periods, label_visibility="collapsed", key="period", width=164)
        st.selectbox("moment", [f"m{n}" for n in range(40)], label_visibility="collapsed", width=226)
    st.markdown(f"## A message on {chosen}")
    number = int(chosen[1:])
    for row in range(3):
        for place, column in enumerate(st.columns(3)):
            with column:
                value = number + 3 * row + place
                st.metric(f"KPI {3 * row + place}", value, value % 7, chart_data=[(value * k) % 11 for k in range(13)])
    for place, column in enumerate(st.columns(2)):
        with column:
            st.markdown("**A chart**")
            heights = [(number + 1) * (k + 1) % 17 for k in range(13)]
            frame = pd.DataFrame({"x": [f"c{k}" for k in range(13)], "y": heights})
            encoding = {"x": {"field": "x", "type": "ordinal"}, "y": {"field": "y", "type": "quantitative"}}
            if place == 0:
                st.segmented_control("base", ["plan", "year"], default="plan", label_visibility="collapsed")
            st.vega_lite_chart(frame, {"mark": "bar", "height": 208, "encoding": encoding})
            if place == 0:
                st.markdown("**A record**  \\n:small[:gray[in two]]  \\n:small[:gray[lines]]")
    with st.container(border=True):
        st.markdown("**A list**")
        st.caption("with nothing on it")
    st.text_input("ask", placeholder="a question")


with st.container(key="account"), st.popover("account", type="tertiary"):
    st.segmented_control("language", ["ja", "en"], default="ja")
    st.selectbox("see as", [f"person {n}" for n in range(9)])
pages = [st.Page(page, title="A", url_path="a", default=True), st.Page(lambda: None, title="B", url_path="b")]
st.navigation(pages, position="top").run()
