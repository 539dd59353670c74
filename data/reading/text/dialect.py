"""Which delimiter, quote and escape a text is written with: every candidate is tried on a sample and scored.

The score is the steadiness of the number of fields times how clean the fields are, after the consistency measure of
van den Burg, Nazabal and Sutton (Wrangling messy CSV files, 2019), without its regular expressions over whole patterns.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby

SAMPLE = 120_000
PRIORS = {",": 1.0, "\t": 1.0, ";": 0.97, "|": 0.95, "、": 0.6, ":": 0.35, " ": 0.4, "^": 0.5, "~": 0.5, "，": 0.6}
_UNCLEAN = re.compile(r"[\t;|^~]")
_NUMBERISH = re.compile(r"[\d.,%¥\\$△▲()（）/:\-+ ０-９]*")


@dataclass(frozen=True)
class Dialect:
    """How a text is cut into fields. `padded`: a space follows each delimiter and belongs to it."""

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    padded: bool = False
    newline: str = "\n"


def detect(text: str) -> Dialect:
    """The dialect of a text, from its first 120,000 characters. Text without any delimiter is one column, by comma."""
    newline = _newline(text)
    sample = _sample(text, newline)
    quote = _quote(sample)
    scores = {d: _score(sample, d, quote) * prior for d, prior in PRIORS.items() if d in sample}
    delimiter = max(scores, key=lambda d: scores[d], default=",")
    if not scores or scores[delimiter] <= 0:
        delimiter = ","
    found = Dialect(delimiter, quote, None, False, newline)
    escape = "\\" if _backslash_escapes(sample, found) else None
    return replace(found, escape=escape, padded=_padded(sample, found))


def _newline(text: str) -> str:
    head = text[:SAMPLE]
    counts = {"\r\n": head.count("\r\n")}
    counts["\n"] = head.count("\n") - counts["\r\n"]
    counts["\r"] = head.count("\r") - counts["\r\n"]
    return max(counts, key=lambda n: counts[n]) if any(counts.values()) else "\n"


def _sample(text: str, newline: str) -> str:
    if len(text) <= SAMPLE:
        return text
    end = text.rfind(newline, 0, SAMPLE)
    return text[: end if end > 0 else SAMPLE]


def _quote(sample: str) -> str:
    """An apostrophe quotes where fields begin and end with it and no field is in double quotes."""
    edge = r"[,;\t|]"
    doubles = len(re.findall(rf'(?:^|{edge})"', sample, re.M))
    singles = len(re.findall(rf"(?:^|{edge})'[^'\n]*'(?={edge}|\r?$)", sample, re.M))
    lines = sample.count("\n") + 1
    return "'" if singles >= 2 and singles * 4 >= lines and singles > 4 * doubles else '"'


def _score(sample: str, delimiter: str, quote: str) -> float:
    try:
        rows = [r for r in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter, quotechar=quote) if any(r)]
    except csv.Error:
        return 0.0
    if not rows or max(map(len, rows)) < 2:
        return 0.0
    return _steadiness([len(r) for r in rows]) * _cleanness(rows, delimiter) * _quote_fit(sample, delimiter, quote)


def _steadiness(widths: list[int]) -> float:
    """Rows in runs of one width above 1 count, wide ones a little more; the most frequent width counts in full."""
    common, _ = max(((w, n) for w, n in Counter(widths).items() if w > 1), key=lambda p: (p[1], p[0]))
    runs = [(width, len(list(group))) for width, group in groupby(widths)]
    steady = sum(n * (1.0 if w == common else 0.6 if n > 1 else 0.3) for w, n in runs if w > 1)
    return steady / len(widths) * (1 - 0.8 / common)


def _quote_fit(sample: str, delimiter: str, quote: str) -> float:
    """Share of the runs of quotes that touch a delimiter or a line's edge, as those of quoted fields do."""
    runs = len(re.findall(f"{quote}+", sample))
    if runs < 4:
        return 1.0
    edge = re.escape(delimiter)
    touching = len(re.findall(rf"(?:(?:^|{edge} ?){quote}+)|(?:{quote}+(?={edge}|\s*$))", sample, re.M))
    return 0.1 + 0.9 * min(1.0, touching / runs)


def _cleanness(rows: list[list[str]], delimiter: str) -> float:
    cells = [c for row in rows[:300] for c in row[:200]]
    unclean = sum(1 for c in cells if _UNCLEAN.search(c.replace(delimiter, "")) and not _NUMBERISH.fullmatch(c))
    commas = sum(1 for c in cells if delimiter != "," and c.count(",") > 1 and not _NUMBERISH.fullmatch(c))
    split = _split_numbers(rows) if delimiter == "," else 0.0
    return max(0.05, 1 - (unclean + 0.5 * commas) / max(1, len(cells)) - split)


def _split_numbers(rows: list[list[str]]) -> float:
    """Share of fields such as "5;2": what a comma makes of a list of decimal commas parted by something else."""
    cells = [c for row in rows[:300] for c in row[:200] if c]
    broken = sum(1 for c in cells if re.fullmatch(r"-?\d+[;\t|]-?\d+|-?\d+[;\t|].*|.*[;\t|]-?\d+", c))
    return broken / max(1, len(cells))


def _backslash_escapes(sample: str, dialect: Dialect) -> bool:
    """A backslash escapes where the text parses strictly with it and not without it."""
    return "\\" + dialect.quote in sample and not _parses(sample, dialect, None) and _parses(sample, dialect, "\\")


def _parses(sample: str, dialect: Dialect, escape: str | None) -> bool:
    lines = sample.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, escapechar=escape, strict=True,
                        doublequote=escape is None)  # fmt: skip
    try:
        for _ in reader:
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return True


def _padded(sample: str, dialect: Dialect) -> bool:
    """Whether a space follows nearly every delimiter outside quotes."""
    if dialect.delimiter == " ":
        return False
    quote = dialect.quote
    bare = re.sub(f"{quote}[^{quote}]*{quote}", quote * 2, sample)
    total = bare.count(dialect.delimiter)
    spaced = len(re.findall(re.escape(dialect.delimiter) + r" (?! )", bare))
    return total > 0 and spaced >= 0.9 * total
