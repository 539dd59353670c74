"""The intake: from a file that a person chose to rows in a table, in steps that a page can show.

    understand -> what the file is, for which table, how its columns are mapped, what is wrong with it
    plan       -> what loading it would change, with mends and mapping as the person left them
    trial_of   -> KPIs as they would be, asked as ever within the block
    commit     -> the load

Shows nothing and asks nobody; reading bytes is data/reading's, writing the lake data/loads.py's.
"""

from __future__ import annotations

from data.closings import Closing, close_period, closings, is_closed, open_period
from data.columns import Mapped, Target
from data.filerows import Choice
from data.intake.commit import commit, trial_of
from data.intake.declaration import ProposedColumn, ProposedTable, propose_table
from data.intake.downloads import rejected_csv, template_csv
from data.intake.drift import Drift
from data.intake.faults import FaultGroup
from data.intake.mapping import Suggestion
from data.intake.plan import ControlTotal, Diff, Plan, plan
from data.intake.understanding import FileRow, TableGuess, Understanding, understand
from data.intake.watch import Seen, Waiting, waiting, watch_once
from data.mends import Mend
from data.originals import original

__all__ = [
    "Choice",
    "Closing",
    "ControlTotal",
    "Diff",
    "Drift",
    "FaultGroup",
    "FileRow",
    "Mapped",
    "Mend",
    "Plan",
    "ProposedColumn",
    "ProposedTable",
    "Seen",
    "Suggestion",
    "TableGuess",
    "Target",
    "Understanding",
    "Waiting",
    "close_period",
    "closings",
    "commit",
    "is_closed",
    "open_period",
    "original",
    "plan",
    "propose_table",
    "rejected_csv",
    "template_csv",
    "trial_of",
    "understand",
    "waiting",
    "watch_once",
]
