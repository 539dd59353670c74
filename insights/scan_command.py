"""The verb `scan FILE`: reads a table from a file and prints its ranked evidence. Registers itself in a command line;
computes nothing.

Alone: python -m insights.scan_command FILE [--json]. Exit status 0 done, 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from insights.evidence import Evidence

ENCODINGS = ("utf-8-sig", "cp932")
NO_CHANGE = "Nothing was read or changed."


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb; the parsed arguments get `run`, a function of them that returns the exit status."""
    verb = verbs.add_parser("scan", help="ranked evidence about any table", description=__doc__)
    verb.add_argument("file", type=Path, help="CSV, TSV, XLSX or Parquet")
    verb.add_argument("--json", action="store_true", help="one JSON document on standard output")
    verb.add_argument("--most", type=int, default=20, metavar="N", help="at most so many pieces (20)")
    verb.add_argument("--home", type=Path, help="accepted for uniformity; a scan needs no home")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Scan the file and print; 0, or 1 where it cannot be read."""
    from insights.evidence import scan  # statistics that no other verb of the command line needs

    path: Path = arguments.file
    try:
        frame = read_table(path)
    except FileNotFoundError:
        return _refuse(arguments.json, "no_file", f"There is no file {path}.", "Check the path.")
    except (ValueError, OSError, pd.errors.ParserError) as error:
        hint = "Save it as CSV (UTF-8 or Shift_JIS), XLSX or Parquet with one header row."
        return _refuse(arguments.json, "not_a_table", f"{path.name} could not be read as a table: {error}", hint)
    _print(scan(frame, most=arguments.most), arguments.json)
    return 0


def read_table(path: Path) -> pd.DataFrame:
    """A file's first table, types as pandas infers them. Raises ValueError where it is none."""
    if path.suffix.lower() in (".parquet", ".pq"):
        return pd.read_parquet(path)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return pd.read_excel(path)
    content = path.read_bytes()
    if not content.strip():
        raise ValueError("it is empty")
    return pd.read_csv(io.StringIO(_decoded(content)), sep=_separator(content), low_memory=False)


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("its encoding is neither UTF-8 nor Shift_JIS")


def _separator(content: bytes) -> str:
    header = content.split(b"\n", 1)[0]
    return max((",", "\t", ";"), key=lambda mark: header.count(mark.encode()))


def _print(evidence: list[Evidence], as_json: bool) -> None:
    if as_json:
        rows = [_plain(one.row()) for one in evidence]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, allow_nan=False) + "\n")
        return
    lines = [f"{number}. {one.text}" for number, one in enumerate(evidence, 1)] or ["Nothing notable."]
    sys.stdout.write("\n".join(lines) + "\n")


def _plain(value: Any) -> Any:
    """Values of any column as JSON has them: no NaN, no NumPy, no dates."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _refuse(as_json: bool, code: str, message: str, hint: str) -> int:
    if as_json:
        error = {"code": code, "message": message, "hint": hint, "state": NO_CHANGE}
        sys.stdout.write(json.dumps({"error": error}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{message} {hint} {NO_CHANGE}\n")
    return 1


def main() -> int:
    """The verb by itself, for `python -m insights.scan_command FILE`."""
    parser = argparse.ArgumentParser(prog="insights")
    register(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["scan", *sys.argv[1:]])
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
