"""The verbs of the reading: preview and read. Files are read in a child process with limits.

Reads flags and words the answer; decides nothing about a file.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.reading.errors import Unreadable
from data.reading.process import Task, accepted, run
from data.shell import Answer, add_verb

FOR_PAGES = ("shown", "notes")


def add_verbs(verbs: Any) -> None:
    """Adds `preview FILE` and `read FILE --out OUT [--raw]` to a parser's verbs."""
    _add_file(add_verb(verbs, "preview", _preview, "show what is understood of a file"))
    parser = add_verb(verbs, "read", _read, "write what was read of a file")
    _add_file(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv")
    parser.add_argument("--raw", action="store_true", help="every cell as the file has it")


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--sheet", help="a workbook's sheet (else the one with the longest table)")
    parser.add_argument("--long", action="store_true", help="periods across the columns as one row a period")
    parser.add_argument("--fiscal-year", type=int, metavar="Y", help="the fiscal year of months without one (--long)")
    parser.add_argument("--table", type=int, metavar="N", help="which table, from 1 (else the longest)")


def _preview(asked: argparse.Namespace) -> tuple[Answer, str]:
    return _answer(asked, "preview", None)


def _read(asked: argparse.Namespace) -> tuple[Answer, str]:
    _check_out(asked.file, asked.out)
    return _answer(asked, "raw" if asked.raw else "read", asked.out)


def _check_out(file: Path, out: Path) -> None:
    """Refuses a place to write to that is in no folder, is a folder itself, or is the file that is read."""
    if not _holds(out.parent.is_dir):
        raise Unreadable("no_folder", f"フォルダ「{out.parent}」がありません。", f"There is no folder {out.parent}.")
    if _holds(out.is_dir):
        raise Unreadable("is_folder", f"「{out}」はフォルダです。", f"{out} is a folder.")
    if _holds(lambda: out.samefile(file)):
        ja, en = f"「{out}」は読み取るファイルそのものです。", f"{out} is the very file that is read."
        raise Unreadable("same_file", ja, en, "別の名前を指定してください。", "Choose another name.")


def _holds(asked: Callable[[], bool]) -> bool:
    """What a path says of itself; nothing holds of one that there can't be."""
    try:
        return asked()
    except OSError:
        return False


def _answer(asked: argparse.Namespace, kind: str, out: Path | None) -> tuple[Answer, str]:
    if not _holds(asked.file.is_file):
        raise Unreadable("no_file", f"ファイル「{asked.file}」がありません。", f"There is no file {asked.file}.")
    table = None if asked.table is None else asked.table - 1
    answer = accepted(
        run(
            Task(
                asked.file, kind, out, asked.sheet, table, long=asked.long, year=asked.fiscal_year, name=asked.file.name
            )
        )
    )
    return {name: value for name, value in answer.items() if name not in FOR_PAGES}, summary(answer)


def summary(answer: dict[str, Any]) -> str:
    """A preview in a few lines for people."""
    lines = [
        f"{answer['verdict']}: {answer['rows']} rows, {answer['encoding'] or answer['sheet']}, "
        f"header {answer['header_rows']}"
    ]
    lines += [f"  {c['name']}  {c['type']}{' ' + c['unit'] if c['unit'] else ''}" for c in answer["columns"]]
    return "\n".join(lines + [f"! {issue['ja']} / {issue['en']}" for issue in answer["issues"]])
