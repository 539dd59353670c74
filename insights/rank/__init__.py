"""Which of many tested statements are said, and in what order: false discovery rate, what another explains is
dropped, diversity.

Works on evidence and a way to test it again on fewer rows; knows no table, no words.
"""

from insights.rank.discovery import benjamini_hochberg, benjamini_yekutieli, discoveries
from insights.rank.diversity import diverse
from insights.rank.parents import unexplained

__all__ = ["benjamini_hochberg", "benjamini_yekutieli", "discoveries", "diverse", "unexplained"]
