"""Charts as Vega-Lite specs built once by Altair, and frames to give them. Pure: shapes in, specs and frames out."""
