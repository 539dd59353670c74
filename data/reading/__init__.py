"""Reading: the bytes of an office's CSV, TSV or XLSX file -> accepted rows, rejected cells, what was skipped and why.

Pure: bytes in, values out; only the child process (process.py) and the command line touch files. It loads nothing.
"""

from __future__ import annotations

from data.reading.errors import Unreadable
from data.reading.longform import long_form
from data.reading.model import Column, Issue, Outline, Reading, Rejected, Skipped, Source
from data.reading.read import preview, raw, read
from data.reading.stream import StreamPlan, as_utf8, stream_plan

__all__ = [
    "Column",
    "Issue",
    "Outline",
    "Reading",
    "Rejected",
    "Skipped",
    "Source",
    "StreamPlan",
    "Unreadable",
    "as_utf8",
    "long_form",
    "preview",
    "raw",
    "read",
    "stream_plan",
]
