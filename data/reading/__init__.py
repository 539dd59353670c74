"""Reading: the bytes of a CSV, TSV or XLSX file that an office made -> accepted rows, rejected cells, what was skipped and why.

Pure: bytes in, values out; only the child process (process.py) and the command line touch files. It loads nothing.
"""

from __future__ import annotations

from data.reading.errors import Unreadable
from data.reading.model import Column, Issue, Outline, Reading, Rejected, Skipped, Source
from data.reading.read import preview, raw, read

__all__ = [
    "Column",
    "Issue",
    "Outline",
    "Reading",
    "Rejected",
    "Skipped",
    "Source",
    "Unreadable",
    "preview",
    "raw",
    "read",
]
