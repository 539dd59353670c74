"""Evidence: what is notable in any table, computed and ranked. Words it in one plain line only; reads no files, calls
no model.
"""

from insights.evidence.model import Evidence
from insights.evidence.scanning import scan

__all__ = ["Evidence", "scan"]
