"""docs/quality.json and docs/quality.md: what was measured last, by measure. Measures nothing, and types no figure.

The JSON file is the record; the page is written from it. A partial run replaces the parts that it measured alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.quality.figures import Row

HEADING = """# Quality / 品質

What was measured, against the bars set for it. Written by `make quality` from `quality.json` beside it, which the
measures fill; nothing here is typed by hand. One part is measured anew with `python -m tests.quality --only NAME`.
Figures are shares unless their row names a unit. NAB, TEPCO, insightbench, causes, Pollock and CSV Spectrum are
public sets of labelled cases.

`make quality` が測った値です。手で書いた数字はありません。「達成」は設けた基準との比較です。
"""
HEADS = ("What / 項目", "Bar / 基準", "Measured / 実測", "Met / 達成")
MET = {True: "yes", False: "**no**", None: ""}


@dataclass(frozen=True)
class Part:
    """One measure's rows, with the command that gave them, when (to the minute), on what commit and machine."""

    title: str
    command: str
    when: str
    commit: str
    machine: str
    rows: Sequence[Row] = field(default_factory=tuple)


def read_parts(path: Path) -> dict[str, Part]:
    """The record; empty where there is none yet."""
    if not path.exists():
        return {}
    known: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return {name: _part(each) for name, each in known.items()}


def _part(stored: Mapping[str, Any]) -> Part:
    return Part(**{**stored, "rows": tuple(Row(**row) for row in stored["rows"])})


def write_parts(path: Path, parts: Mapping[str, Part]) -> None:
    """Write the record."""
    stored = {name: asdict(part) for name, part in parts.items()}
    path.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def page(parts: Mapping[str, Part], order: Sequence[str]) -> str:
    """The page in Markdown, measures in the order given."""
    return "\n".join([HEADING, *(_section(parts[name]) for name in order if name in parts)])


def _section(part: Part) -> str:
    lines = [
        f"## {part.title}",
        "",
        f"`{part.command}` · {part.when} · commit {part.commit} · {part.machine}",
        "",
        f"| {' | '.join(HEADS)} |",
        "|---|---|---|---|",
        *(f"| {row.what} | {row.bar} | {row.measured:g} | {MET[row.met]} |" for row in part.rows),
    ]
    return "\n".join(lines) + "\n"
