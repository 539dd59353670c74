"""What a person should know about a file as read, in Japanese and English. Says; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from data.reading.layout.tables import Table
from data.reading.longform import FEWEST, period_columns
from data.reading.model import Column, Issue, Outline


def several(outlines: Sequence[Outline]) -> tuple[Issue, ...]:
    """More than one table was found: a person chooses."""
    names = tuple(f"{o.name}（{o.rows}行）" for o in outlines[:20])
    ja, en = (
        f"表が{len(outlines)}個あります。どれを取り込むか選んでください。",
        f"The file holds {len(outlines)} tables; choose one.",
    )
    return (Issue("several_tables", ja, en, "choose", data=names),)


def turned_issue(records: int, fields: int) -> Issue:
    """The table lies on its side and was turned."""
    ja = f"項目名が1列目に縦に並んでいます。向きを変えて{records}行{fields}列として読みました。"
    return Issue(
        "turned", ja, f"Names run down the first column; turned to {records} rows of {fields} columns.", "warn"
    )


def replaced_characters(count: int) -> Issue:
    """Text was lost before the file was saved."""
    ja = f"文字化け（�）が{count:,}か所あります。失われた文字は元に戻せません。元のデータから出力し直してください。"
    en = f"{count:,} characters were lost (�) before the file was saved; export it again from its source."
    return Issue("lost_characters", ja, en, "warn")


def loose_quotes() -> Issue:
    """Quotes break the rules of CSV and were read as well as could be."""
    ja = "引用符の使い方に誤りがあります。読めた内容を確かめてください。"
    return Issue("loose_quotes", ja, "Quotes break the rules of CSV; check what was read.")


def joined_records(rows: Sequence[int]) -> Issue:
    """Records with too many fields were joined where a text holds the delimiter."""
    shown = tuple(r + 1 for r in rows[:100])
    ja = f"区切り文字が引用符なしで含まれる行が{len(rows):,}行あり、セルをつなぎました。確かめてください。"
    en = f"{len(rows):,} records hold the delimiter without quotes; their fields were joined. Check them."
    return Issue("joined_records", ja, en, "warn", rows=shown)


def long_records(rows: Sequence[int]) -> Issue:
    """Records with more fields than the others: cells may have moved to the right."""
    shown = tuple(r + 1 for r in rows[:100])
    ja = f"セルの多い行が{len(rows):,}行あります（{shown[0]}行目など）。引用符のない区切りを探してください。"
    en = f"{len(rows):,} records have more fields than the others (line {shown[0]}); look for unquoted delimiters."
    return Issue("long_records", ja, en, "warn", rows=shown)


def control_characters(count: int) -> Issue:
    """NUL characters were taken out."""
    return Issue("nul_characters", f"NUL文字{count:,}個を取り除きました。", f"{count:,} NUL characters were removed.")


def no_rows(data: Sequence[int]) -> tuple[Issue, ...]:
    """A header without data."""
    return (
        ()
        if data
        else (Issue("no_rows", "見出しだけでデータがありません。", "There is a header but no data.", "warn"),)
    )


def extra_cells(table: Table, columns: Sequence[Column], values: Sequence[Sequence[object]]) -> tuple[Issue, ...]:
    """Columns beyond the header in which only some rows have anything: cells too many, perhaps moved."""
    few = [c for c, v in zip(columns, values, strict=True) if sum(x is not None for x in v) < 0.5 * len(v)]
    found = tuple(c.name for c in few if table.header and c.name.startswith("column_"))
    if not found:
        return ()
    ja, en = (
        f"見出しのない列に一部の行だけ値があります：{'、'.join(found)}",
        f"Some rows have cells without a header: {', '.join(found)}",
    )
    return (Issue("extra_cells", ja, en, "fault", columns=found),)


def about_layout(names: Sequence[str], table: Table) -> tuple[Issue, ...]:
    """What was filled in for names: none at all, blank ones, equal ones."""
    issues = []
    if not table.header:
        issues.append(
            Issue("no_header", "見出し行がないので列名を付けました。", "There is no header; names were given.")
        )
    elif blank := tuple(n for n in names if n.startswith("column_")):
        issues.append(
            Issue(
                "blank_names",
                f"列名のない列があります：{'、'.join(blank)}",
                "Some columns have no name.",
                columns=blank,
            )
        )
    if table.repeated:
        rows = tuple(r + 1 for r in table.repeated)
        issues.append(
            Issue("repeated_header", "見出しが途中で繰り返されています。", "The header is repeated.", rows=rows)
        )
    return tuple(issues)


def about_periods(names: Sequence[str], columns: Sequence[Column]) -> tuple[Issue, ...]:
    """Periods as columns: the long form (one row a period) is proposed; nothing is turned by itself."""
    wide = period_columns([(n, c.type, c.unit) for n, c in zip(names, columns, strict=True)])
    if len(wide) < FEWEST:
        return ()
    ja, en = (
        "期間が列に並んでいます。縦長（1行1期間）に直せます。",
        "Periods run across the columns; the long form can be made.",
    )
    return (Issue("periods_as_columns", ja, en, columns=wide),)
