"""The command line of the reading: preview and read. Files are read in a child process with limits."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from data.reading.process import Task, run


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `preview FILE` and `read FILE --out OUT [--raw]`; each sets `run`: arguments -> exit status."""
    preview = subparsers.add_parser("preview", help="what is understood of a file")
    _common(preview)
    preview.set_defaults(run=run_preview)
    read = subparsers.add_parser("read", help="write what was read of a file")
    _common(read)
    read.add_argument("--out", type=Path, required=True, metavar="OUT.csv")
    read.add_argument("--raw", action="store_true", help="every cell as the file has it")
    read.set_defaults(run=run_read)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--sheet", help="a workbook's sheet; default: the one with the longest table")
    parser.add_argument("--table", type=int, metavar="N", help="which table, from 1; default: the longest")
    parser.add_argument("--json", action="store_true")


def run_preview(args: argparse.Namespace) -> int:
    """Print the preview; 0 read, 1 refused, 2 no such file."""
    return _show(args, _task(args, "preview", None))


def run_read(args: argparse.Namespace) -> int:
    """Write the rows as CSV and print the preview; 0 written, 1 refused, 2 no such file."""
    return _show(args, _task(args, "raw" if args.raw else "read", args.out))


def _task(args: argparse.Namespace, kind: str, out: Path | None) -> Task:
    return Task(args.file, kind, out, args.sheet, None if args.table is None else args.table - 1)


def _show(args: argparse.Namespace, task: Task) -> int:
    if not args.file.is_file():
        sys.stderr.write(f"ファイルがありません / no such file: {args.file}\n")
        return 2
    answer = run(task)
    text = json.dumps(answer, ensure_ascii=False, indent=2) if args.json else summary(answer)
    sys.stdout.write(text + "\n")
    return int("error" in answer)


def summary(answer: dict[str, Any]) -> str:
    """A preview in a few lines for people."""
    if "error" in answer:
        return f"{answer['error']['message']}\n{answer['error']['hint']}"
    lines = [
        f"{answer['verdict']}: {answer['rows']} rows, {answer['encoding'] or answer['sheet']}, "
        f"header {answer['header_rows']}"
    ]
    lines += [f"  {c['name']}  {c['type']}{' ' + c['unit'] if c['unit'] else ''}" for c in answer["columns"]]
    return "\n".join(lines + [f"! {issue['ja']} / {issue['en']}" for issue in answer["issues"]])
