"""A Reading's rows to a file: CSV in UTF-8 as values, raw CSV, or Parquet with exact types.

The lake takes the Parquet; what was rejected or skipped stays in the preview.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from data.reading.model import Column, Reading, Value

_INT64 = 2**63


def save_csv(reading: Reading, out: Path) -> None:
    """What was read: names, then values in plain form (1234.5, 2026-04-01, true); a missing one is blank."""
    rows = ([_plain(v) for v in record] for record in reading.records())
    save_rows([[c.name for c in reading.columns], *rows], out)


def save_rows(rows: Iterable[Sequence[str]], out: Path) -> None:
    """Rows of text as CSV in UTF-8, quoted where needed."""
    with out.open("w", encoding="utf-8", newline="", errors="surrogatepass") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)


def save_parquet(reading: Reading, out: Path) -> None:
    """Accepted rows as Parquet, `_row` (the file's row) first; integers beyond 64 bits and decimals: decimal(38, s)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [pa.array(reading.row_numbers, pa.int64())]
    names = ["_row"]
    for column, values in zip(reading.columns, reading.values, strict=True):
        arrays.append(_array(column, values))
        names.append(column.name)
    pq.write_table(pa.table(arrays, names=names), out)


def save_rejected(reading: Reading, out: Path) -> None:
    """Every rejected cell as Parquet, beside the rows: row, column (its name in the file), text, reason."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ("row", "column", "text", "reason")
    found = {name: [getattr(cell, name) for cell in reading.rejected] for name in names}
    types = {"row": pa.int64(), "column": pa.string(), "text": pa.string(), "reason": pa.string()}
    pq.write_table(pa.table({name: pa.array(found[name], types[name]) for name in names}), rejected_beside(out))


def rejected_beside(out: Path) -> Path:
    """Where the rejected cells of rows saved as Parquet are."""
    return out.with_suffix(".rejected.parquet")


def _array(column: Column, values: Sequence[Value]) -> object:
    import pyarrow as pa

    if column.type == "integer":
        fits = all(isinstance(v, int) and -_INT64 <= v < _INT64 for v in values if v is not None)
        return pa.array(values, pa.int64() if fits else pa.decimal128(38, 0))
    if column.type == "decimal":
        return _decimals(values)
    types = {"date": pa.date32(), "datetime": pa.timestamp("us"), "boolean": pa.bool_(), "text": pa.string()}
    return pa.array(values, types[column.type])


def _decimals(values: Sequence[Value]) -> object:
    """Exact where 38 digits hold them, else doubles."""
    import pyarrow as pa

    found = [v for v in values if isinstance(v, Decimal)]
    scale = max((max(0, -int(v.as_tuple().exponent)) for v in found), default=0)
    whole = max((v.adjusted() + 1 for v in found if v), default=1)
    if scale + max(whole, 1) <= 38:
        return pa.array(values, pa.decimal128(38, scale))
    return pa.array([None if v is None else float(str(v)) for v in values], pa.float64())


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)
