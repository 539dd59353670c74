"""Text that is no table although it comes under a table's name: web pages and JSON are refused by what they are.

Old systems save a web page as .xls or .csv; its cells can't be told from its marks.
"""

from __future__ import annotations

import json
import re

from data.reading.errors import Unreadable

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|table|head|body|workbook)\b", re.I | re.S
)
MOST = 20_000_000


def refuse_other_forms(text: str) -> None:
    """Refuses a web page and JSON. Raises Unreadable: web_page, json."""
    if _PAGE.match(text[:2000]):
        raise Unreadable(
            "web_page",
            "表ではなくWebページ（HTML・XML）です。",
            "This is a web page (HTML or XML) and no table.",
            "Excelで開き、CSVかxlsxで保存し直してください。",
            "Open it in Excel and save it as CSV or xlsx.",
        )
    if _is_json(text):
        raise Unreadable(
            "json", "表ではなくJSONです。", "This is JSON and no table.", "CSVで出力してください。", "Export it as CSV."
        )


def _is_json(text: str) -> bool:
    """Whether a text as a whole is a JSON object, or a list of objects."""
    start = text.lstrip()[:200]
    if start[:1] not in ("{", "[") or not re.match(r"\{\s*[\"}]|\[\s*\{", start) or len(text) > MOST:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
