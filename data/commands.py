"""The verbs of `python -m data`: init, load, history, undo. Reads flags, calls the lake, words the answer.

Decides nothing about data.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data.closings import Closing, close_period, open_period
from data.columns import read_mapping
from data.errors import Refusal, Words, command_language, nearest
from data.filerows import Choice
from data.history import MODES, Load
from data.home import Home, home_path, open_home
from data.intake.watch import Seen, watch_once
from data.lake import How, history, load, undo
from data.making import make_home
from data.people import person
from data.resting import resting_on
from data.shell import Answer, add_verb
from data.tables import tables_of_home


def add_verbs(verbs: Any) -> None:
    """Adds the four verbs to a parser's."""
    _add_init(verbs)
    _add_load(verbs)
    parser = add_verb(verbs, "history", _history, "list the loads, newest first")
    parser.add_argument("--table", metavar="T", help="only loads of this table")
    parser = add_verb(verbs, "undo", _undo, "take a load back, and restore what it replaced")
    parser.add_argument("load_id", metavar="LOAD_ID")
    parser.add_argument("--by", metavar="PERSON", help="who undoes it (else the local owner)")
    parser.add_argument("--dry-run", action="store_true", help="say what it would touch; change nothing")
    parser.add_argument("--into-closed", action="store_true", help="change closed periods all the same")


def add_intake_verbs(verbs: Any) -> None:
    """Adds watch, close and reopen to a parser's."""
    parser = add_verb(verbs, "watch", _watch, "load files of remembered form from a folder; the others wait")
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--by", metavar="PERSON", help="who loads them (else the local owner)")
    parser.add_argument("--every", metavar="SECONDS", type=float, help="look again and again, until interrupted")
    for name, run, about in (("close", _close, "close a month"), ("reopen", _reopen, "open a closed month again")):
        parser = add_verb(verbs, name, run, about)
        parser.add_argument("name", metavar="TABLE_OR_DEPARTMENT")
        parser.add_argument("month", metavar="YYYY-MM", type=_month)
        parser.add_argument("--by", metavar="PERSON", help="who decides it (else the local owner)")


def _month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


_month.__name__ = "month"


def _watch(asked: argparse.Namespace) -> tuple[Answer, str]:
    home = open_home(asked.home)
    seen = watch_once(home, asked.folder, asked.by)
    while asked.every:
        for each in seen:
            sys.stderr.write(_seen(each) + "\n")
        time.sleep(asked.every)
        seen = watch_once(home, asked.folder, asked.by)
    answer = [
        {"file": s.file, "state": s.state, "load_id": s.load_id or None, "table": s.table or None,
         "reason": s.reason.in_language(command_language())}
        for s in seen
    ]  # fmt: skip
    return answer, "\n".join(_seen(each) for each in seen) or _said("新しいファイルはありません。", "No new files.")


def _seen(seen: Seen) -> str:
    return f"{seen.file}  {seen.state}  {seen.load_id or seen.reason.in_language(command_language())}"


def _close(asked: argparse.Namespace) -> tuple[Answer, str]:
    return _closing(close_period(open_home(asked.home), asked.name, asked.month, asked.by), "確定しました", "closed")


def _reopen(asked: argparse.Namespace) -> tuple[Answer, str]:
    return _closing(open_period(open_home(asked.home), asked.name, asked.month, asked.by), "確定を解除しました", "open")


def _closing(said: Closing, ja: str, en: str) -> tuple[Answer, str]:
    answer = {"kind": said.kind, "name": said.name, "month": f"{said.month:%Y-%m}", "by": said.by}
    return answer, _said(f"{said.name} の {said.month:%Y-%m} を{ja}。", f"{said.month:%Y-%m} of {said.name} is {en}.")


def _add_init(verbs: Any) -> None:
    parser = add_verb(verbs, "init", _init, "make a home")
    parser.add_argument("--demo", action="store_true", help="with the example company")
    parser.add_argument("--today", metavar="D", type=_day, help="the example company's day, YYYY-MM-DD")
    parser.add_argument("--seed", metavar="N", type=int, help="the example company's seed")


def _add_load(verbs: Any) -> None:
    parser = add_verb(verbs, "load", _load, "bring a CSV, workbook or Parquet file into a table")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--table", metavar="T", required=True)
    parser.add_argument("--department", metavar="D", help="whose rows they are, where the table does not say")
    parser.add_argument("--by", metavar="PERSON", help="who loads it (else the local owner)")
    parser.add_argument("--mode", choices=MODES, default="append")
    parser.add_argument("--mapping", metavar="M.yaml", type=Path, help="file column: table column (null leaves it out)")
    parser.add_argument("--sheet", metavar="S", help="a workbook's sheet")
    parser.add_argument("--table-number", metavar="N", type=int, help="which of the file's tables, from 1")
    parser.add_argument("--long", action="store_true", help="periods across the columns as one row a period")
    parser.add_argument("--fiscal-year", metavar="Y", type=int, help="the fiscal year of months without one (--long)")
    parser.add_argument("--without", metavar="C", action="append", default=[], help="a column that the file has not")
    parser.add_argument("--skip-rejected", action="store_true", help="leave out rows with cells that are no values")
    parser.add_argument("--into-closed", action="store_true", help="correct closed periods all the same")


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


_day.__name__ = "date"  # what argparse calls it where it can't be read


def _init(asked: argparse.Namespace) -> tuple[Answer, str]:
    if not asked.demo and (asked.today or asked.seed is not None):
        raise Refusal(
            "only_with_demo",
            Words("--today と --seed は --demo と一緒に使います。", "--today and --seed go with --demo."),
        )
    made = make_home(home_path(asked.home), demo=asked.demo, today=asked.today, seed=asked.seed)
    answer = {
        "home": made.home.path,
        "example": made.example,
        "today": made.home.today() if made.example else None,
        "seed": made.seed,
        "loads": made.loads,
        "rows": made.rows,
        "snapshot": made.snapshot,
    }
    return answer, _said(
        f"{made.home.path} にホームを作成しました（取り込み {made.loads} 件、{made.rows:,} 行）。",
        f"Made a home at {made.home.path} ({made.loads} loads, {made.rows:,} rows).",
    )


def _load(asked: argparse.Namespace) -> tuple[Answer, str]:
    home = open_home(asked.home)
    mapping = read_mapping(asked.mapping) if asked.mapping else None
    done = load(
        home,
        asked.file,
        asked.table,
        department=asked.department,
        by=asked.by,
        mode=asked.mode,
        how=How(
            mapping,
            tuple(asked.without),
            Choice(asked.sheet, asked.table_number, asked.long, asked.fiscal_year),
            skip_rejected=asked.skip_rejected,
            into_closed=asked.into_closed,
        ),
    )
    answer = {name: getattr(done, name) for name in ("load_id", "table", "rows", "rejected", "snapshot")}
    left = (f"、除いた行 {done.rejected:,}", f", {done.rejected:,} rejected") if done.rejected else ("", "")
    made = _made_anew(home, done)
    return answer, _said(
        f"{done.file} から表「{done.table}」に {done.rows:,} 行を取り込みました"
        f"（{done.load_id}、{done.department}{left[0]}）。{made.ja}",
        f"Loaded {done.rows:,} rows of {done.file} into '{done.table}' ({done.load_id}, {done.department}{left[1]})."
        f"{made.en}",
    )


def _made_anew(home: Home, done: Load) -> Words:
    """That a table of a name like a declared one was made by a load, which may have been a slip; and the way back."""
    declared = tables_of_home(home)
    near = nearest(done.table, declared)
    if done.table in declared or not near or len(history(home, done.table)) > 1:
        return Words("", "")
    return Words(
        f"\n表「{done.table}」を新しく作りました。「{near[0]}」のことなら data undo {done.load_id} で取り消せます。",
        f"\nThe table '{done.table}' was made anew. If '{near[0]}' was meant, data undo {done.load_id} takes it back.",
    )


def _history(asked: argparse.Namespace) -> tuple[Answer, str]:
    home = open_home(asked.home)
    loads = history(home, asked.table)
    lines = [
        f"{each.load_id}  {each.table}  {each.rows:,}  {each.by}  {each.at:%Y-%m-%d %H:%M}  {each.file}  {each.state}"
        for each in loads
    ]
    return [_as_answer(home, each) for each in loads], "\n".join(lines) or _said(
        "取り込みはまだありません。", "No loads yet."
    )


def _as_answer(home: Home, load: Load) -> dict[str, Any]:
    return {
        "load_id": load.load_id,
        "table": load.table,
        "rows": load.rows,
        "by": load.by,
        "at": load.at.replace(tzinfo=ZoneInfo(home.settings.timezone)),
        "file": load.file,
        "snapshot": load.snapshot,
        "state": load.state,
        "mode": load.mode,
        "department": load.department,
        "rejected": load.rejected,
        "encoding": load.encoding,
        "closed": [f"{month:%Y-%m}" for month in load.closed],
    }


def _undo(asked: argparse.Namespace) -> tuple[Answer, str]:
    home = open_home(asked.home)
    done = undo(home, asked.load_id, by=asked.by, dry_run=asked.dry_run, into_closed=asked.into_closed)
    rests = resting_on(home, done.load_id, person(home, asked.by))
    answer = {
        "load_id": done.load_id,
        "table": done.table,
        "removed": done.removed,
        "restored": done.restored,
        "from": done.first,
        "to": done.last,
        "departments": done.departments,
        "dry_run": done.dry_run,
        "closed": [f"{month:%Y-%m}" for month in done.closed],
        "rests": [asdict(one) for one in rests],
        "snapshot": done.snapshot,
    }
    ja, took, gave = (
        ("取り消すと", "Would remove", "restore") if done.dry_run else ("取り消しました:", "Removed", "restored")
    )
    period = f"{done.first} – {done.last}" if done.first else "-"
    above = f"根拠がなくなる記録 {len(rests)} 件。", f" {len(rests)} records rest on it."
    return answer, _said(
        f"{ja} 表「{done.table}」から {done.removed:,} 行を除き、{done.restored:,} 行を戻します（{period}）。"
        f"{above[0]}",
        f"{took} {done.removed:,} rows of '{done.table}' and {gave} {done.restored:,} ({period}).{above[1]}",
    )


def _said(ja: str, en: str) -> str:
    return Words(ja, en).in_language(command_language())
