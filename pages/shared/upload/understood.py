"""What the file is, beside the file itself: how it was read, what was left out and why, which of its tables is meant.

Says what the intake understood; what becomes of it is chosen further down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data.intake import Choice, FileRow, Understanding
from metrics.formatting import PLAIN, format_percent, format_value
from pages.shared.cards import Wording
from pages.shared.session import Asker
from pages.shared.text import plain
from pages.shared.upload import grid
from pages.shared.upload.choosing import read_again
from pages.shared.upload.desk import Desk, clear_desk
from pages.shared.upload.tables import label_of

TALL = 420
MOST_ISSUES = 6
ENCODINGS = {
    "cp932": "Shift_JIS (CP932)",
    "shift_jis": "Shift_JIS",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "euc_jp": "EUC-JP",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
ROLES = (
    "header", "data", "title", "note", "blank", "group", "subtotal", "total", "summary", "repeated_header",
    "other_table",
)  # fmt: skip
DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", " ": "space"}


def count(wording: Wording, number: int) -> str:
    """A whole number as written."""
    return format_value(number, "count", wording.language, scale=PLAIN, digits=0).number


def heading(asker: Asker, desk: Desk, found: Understanding) -> None:
    """What the file was understood as, the marks of that, and the way back."""
    wording = asker.wording
    grid.show(grid.heading(wording.language, _message(asker, found), _chips(asker, found)), desk.key("heading"))
    for issue in _issues(found):
        said = issue[wording.language]
        if issue["level"] in ("warn", "refuse"):
            st.warning(plain(said))
        else:
            grid.note(said)


def another(asker: Asker, desk: Desk) -> None:
    """The way back to choosing a file."""
    st.button(asker.wording.say("upload.another"), key=desk.key("another"), on_click=clear_desk)


def _message(asker: Asker, found: Understanding) -> str:
    wording = asker.wording
    said: dict[str, str] = {"file": found.name, "rows": count(wording, int(found.preview.get("rows") or 0))}
    if found.verdict == "refuse":
        return wording.say("upload.message.refused", file=found.name)
    if found.verdict == "choose" and not found.choice.made:
        return wording.say("upload.message.several", file=found.name, count=len(found.preview["outlines"]))
    if found.table is None:
        return wording.say("upload.message.unknown", **said)
    return wording.say("upload.message.known", table=label_of(asker, found.table), **said)


def _chips(asker: Asker, found: Understanding) -> list[dict[str, str]]:
    wording, preview = asker.wording, found.preview
    if found.verdict == "refuse":
        return []
    chips = [{"kind": "strong", "text": each} for each in _confidence(asker, found)]
    if found.already is not None:
        at = f"{found.already.at:%Y-%m-%d %H:%M}"
        chips.append({"kind": "bad", "text": wording.say("upload.chip.already", at=at)})
    texts = [*_form(wording, preview), _headers(wording, preview), *_left_out(wording, preview)]
    return chips + [{"kind": "", "text": text} for text in texts]


def _confidence(asker: Asker, found: Understanding) -> list[str]:
    """How sure it is which table the file is for."""
    guess = next((each for each in found.tables if each.name == found.table), None)
    if guess is None:
        return []
    if guess.how in ("remembered", "asked"):
        return [asker.wording.say(f"upload.chip.{guess.how}")]
    return [asker.wording.say("upload.chip.sure", share=format_percent(guess.confidence, asker.language, digits=0))]


def _form(wording: Wording, preview: Mapping[str, Any]) -> list[str]:
    if preview.get("sheet"):
        return [wording.say("upload.chip.sheet", sheet=str(preview["sheet"]))]
    code = str(preview.get("encoding") or "")
    mark = preview.get("delimiter") or ""
    named = wording.say(f"upload.delimiter.{DELIMITERS[mark]}") if mark in DELIMITERS else mark
    return [text for text in (ENCODINGS.get(code, code), named) if text]


def _headers(wording: Wording, preview: Mapping[str, Any]) -> str:
    rows = preview["header_rows"]
    if not rows:
        return wording.say("upload.chip.no_header")
    return wording.say("upload.chip.header", rows=wording.say("join").join(str(row) for row in rows))


def _left_out(wording: Wording, preview: Mapping[str, Any]) -> list[str]:
    """How many rows are no data."""
    number = len(preview["skipped"])
    return [wording.say("upload.chip.skipped", count=count(wording, number))] if number else []


def _issues(found: Understanding) -> list[dict[str, Any]]:
    """What a person should know, the gravest first; faults of cells are shown with their mends instead."""
    shown = [each for each in found.preview["issues"] if each["level"] not in ("fault", "choose")]
    order = ["refuse", "warn", "info"]
    return sorted(shown, key=lambda each: order.index(each["level"]) if each["level"] in order else 9)[:MOST_ISSUES]


def sheet(asker: Asker, desk: Desk, found: Understanding) -> None:
    """The file's first and last rows as they stand there."""
    grid.show(sheet_data(asker.wording, found), desk.key("sheet"))


def sheet_data(wording: Wording, found: Understanding) -> dict[str, Any]:
    """All that the file's view draws: rows that are no data grey and with the reason, the header marked."""
    wide = max((len(row.cells) for row in found.rows), default=0)
    faults = {(row, cell) for group in found.faults for row in group.rows for cell, _ in group.texts}
    rows: list[dict[str, Any]] = []
    for before, row in zip((None, *found.rows), found.rows, strict=False):
        if before is not None and row.row > before.row + 1:
            said = count(wording, row.row - before.row - 1)
            rows.append({"kind": "gap", "text": wording.say("upload.sheet.gap", count=said)})
        rows.append(_row(wording, row, wide, faults))
    columns = [("", "row"), ("", "why"), *[("", "")] * wide]
    title, note = wording.say("upload.sheet.title"), wording.say("upload.sheet.note")
    return grid.table(wording.language, title, columns, rows, kind="file", tall=TALL, title=title, note=note)


def _row(wording: Wording, row: FileRow, wide: int, faults: set[tuple[int, str]]) -> dict[str, Any]:
    kind = row.role if row.role in ("header", "data") else "skipped"
    why = wording.say(f"upload.role.{row.role if row.role in ROLES else 'other'}")
    marked: list[grid.Cell] = [
        {"text": cell, "kind": "fault", "title": cell} if (row.row, cell) in faults else {"text": cell, "title": cell}
        for cell in row.cells
    ]
    blank: list[grid.Cell] = [""] * (wide - len(row.cells))
    return {"kind": kind, "id": str(row.row), "cells": [str(row.row), "" if kind == "data" else why, *marked, *blank]}


def readable(asker: Asker, desk: Desk, found: Understanding) -> bool:
    """Whether it is known what to load: the file can be read, and which of its tables is meant is said.

    Draws the choice of the table where there are several; another choice reads the file again.
    """
    if found.verdict == "refuse":
        another(asker, desk)
        return False
    outlines = found.preview.get("outlines") or []
    if len(outlines) > 1:
        _choose_part(asker, desk, found, outlines)
    if found.verdict == "choose" and not desk.choice.made:
        another(asker, desk)
        sheet(asker, desk, found)
        return False
    _choose_form(asker, desk, found)
    return True


def _choose_form(asker: Asker, desk: Desk, found: Understanding) -> None:
    """Offers the long form where periods run across the columns; another choice reads the file again."""
    offered = any(issue["code"] == "periods_as_columns" for issue in found.preview["issues"])
    now = bool(found.choice.long)
    if (offered or now) and st.toggle(asker.wording.say("upload.long"), value=now, key=desk.key("long", now)) != now:
        read_again(asker, desk, replace(found.choice, long=not now, year=None), None)
        st.rerun()
    codes = {issue["code"] for issue in found.preview["issues"]}
    if now and codes & {"periods_without_year", "periods_of_year"}:
        _choose_year(asker, desk, found)


def _choose_year(asker: Asker, desk: Desk, found: Understanding) -> None:
    """Asks for the fiscal year of months that stand without one; what the file says may be overruled."""
    now = asker.home.today().year
    made = st.selectbox(
        asker.wording.say("upload.year"),
        range(now + 1, now - 8, -1),
        index=None if found.choice.year is None else now + 1 - found.choice.year,
        format_func=lambda year: asker.wording.say("upload.year.named", year=year),
        placeholder=asker.wording.say("upload.year.choose"),
        key=desk.key("year"),
        width=280,
    )
    if made is not None and made != found.choice.year:
        read_again(asker, desk, replace(found.choice, year=made), None)
        st.rerun()


def _choose_part(asker: Asker, desk: Desk, found: Understanding, outlines: Sequence[Mapping[str, Any]]) -> None:
    wording = asker.wording
    names = [_outline(wording, at, each) for at, each in enumerate(outlines, start=1)]
    at = int(found.preview.get("table") or 0)
    made = st.selectbox(
        wording.say("upload.part", count=len(outlines)),
        range(len(outlines)),
        index=at if desk.choice.made or found.verdict != "choose" else None,
        format_func=lambda place: names[place],
        placeholder=wording.say("upload.part.choose"),
        key=desk.key("part"),
    )
    if made is not None and (made != at or not desk.choice.made) and (made != at or found.verdict == "choose"):
        read_again(asker, desk, Choice(None, made + 1), None)
        st.rerun()


def _outline(wording: Wording, number: int, outline: Mapping[str, Any]) -> str:
    said: dict[str, str | int] = {
        "number": number,
        "name": str(outline["name"])[:40],
        "rows": count(wording, outline["rows"]),
    }
    if outline.get("sheet"):
        return wording.say("upload.part.sheet", sheet=str(outline["sheet"])[:40], **said)
    return wording.say("upload.part.name", **said)
