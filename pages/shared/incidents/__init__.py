"""Incidents on the pages: which are shown in which order, how they are worded, and the panel that shows their evidence.

choosing, wording   view models, pure      evidence   what stands behind an incident's numbers
panel and its parts draw
"""
