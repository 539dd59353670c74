"""Made rows that hold the traps: leap day, fiscal year ends, offsets, empty cells, gaps, many rows a day on both sides.

Drawn from a fixed seed, with the days that matter put in by hand. Writes the files to load, and gives pandas' view.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tests.oracle.reading import Formula, Kpi, Running, Simple, ratio

STORES = ("001", "002", "札幌店", "a'b", "")
EDGES = (
    "2024-02-29T10:00:00",
    "2024-02-29T23:59:59.999999",
    "2024-03-31T14:59:59Z",
    "2024-03-31T15:00:00Z",
    "2024-03-31T23:59:59",
    "2024-04-01T00:00:00",
    "2023-12-31T10:30:00-05:00",
    "2025-03-31T23:30:00+09:00",
    "2025-03-31T10:59:00-05:00",
    "2024-12-30T00:00:00",
    "2025-01-05T23:59:59",
)
OFFSETS = ("", "Z", "+09:00", "-05:00")


def write(folder: Path) -> dict[str, Path]:
    """The files of all tables."""
    chance = np.random.default_rng(11)
    frames = {"visits": _visits(chance), "areas": _areas(), "stock": _stock(chance), "campaigns": _campaigns(chance)}
    paths = {name: folder / f"{name}.csv" for name in frames}
    for name, frame in frames.items():
        frame.to_csv(paths[name], index=False)
    return paths


def _visits(chance: np.random.Generator) -> pd.DataFrame:
    count = 3000
    start = pd.Timestamp("2023-11-15")
    seconds = chance.integers(0, 560 * 86400, count)
    times = [
        (start + pd.Timedelta(seconds=int(second))).isoformat() + str(chance.choice(OFFSETS)) for second in seconds
    ]
    times = [time for time in times if not time.startswith("2024-07")] + list(EDGES)
    size = len(times)
    amounts = pd.array(chance.integers(-500, 10_000, size), dtype="Int64")
    amounts[chance.random(size) < 0.1] = pd.NA
    return pd.DataFrame(
        {
            "visit_id": [f"{place:06d}" for place in range(size)],
            "at": times,
            "store": chance.choice(STORES, size, p=[0.4, 0.3, 0.15, 0.1, 0.05]),
            "amount": amounts,
            "returned": np.where(chance.random(size) < 0.02, "true", "false"),
        }
    )


def _areas() -> pd.DataFrame:
    return pd.DataFrame({"store": ["001", "001", "002", "札幌店"], "area": ["east", "east", "east", "north"]})


def _stock(chance: np.random.Generator) -> pd.DataFrame:
    days = pd.date_range("2023-12-01", "2025-05-20", freq="D")
    rows = [(day, store) for day in days for store in STORES[:3] if not _missing(day, store)]
    quantity = chance.integers(0, 90, len(rows))
    return pd.DataFrame(
        {
            "day": [day.strftime("%Y/%m/%d") for day, _ in rows],
            "store": [store for _, store in rows],
            "quantity": quantity,
        }
    )


def _missing(day: pd.Timestamp, store: str) -> bool:
    """One store closes for good in October 2024, one has no count at month ends, none is counted in June 2024."""
    if day.strftime("%Y-%m") == "2024-06":
        return True
    return (store == "002" and day.is_month_end) or (store == "札幌店" and day >= pd.Timestamp("2024-10-05"))


def _campaigns(chance: np.random.Generator) -> pd.DataFrame:
    days = pd.to_datetime("2024-01-10") + pd.to_timedelta(chance.integers(0, 480, 200), unit="D")
    stores = chance.choice(STORES[:3], 200)
    return pd.DataFrame({"day": days.strftime("%d/%m/%Y"), "store": stores, "cost": chance.integers(0, 900, 200)})


def frames(paths: Mapping[str, Path]) -> dict[str, pd.DataFrame]:
    """The files as pandas reads them: times on the wall in Tokyo, dimensions as text."""
    read = {name: pd.read_csv(path, dtype={"store": str}) for name, path in paths.items()}
    visits = read["visits"]
    visits["at"] = [_wall_time(text) for text in visits["at"]]
    area = read["areas"].drop_duplicates("store").set_index("store")["area"]
    visits["@store"], visits["@area"] = _cells(visits["store"]), _cells(visits["store"].map(area))
    size = pd.cut(visits["amount"], [-1, 4999, 10**9], labels=["small", "large"]).astype(object)
    visits["@size"] = _cells(size)
    for name, form in (("stock", "%Y/%m/%d"), ("campaigns", "%d/%m/%Y")):
        read[name]["day"] = pd.to_datetime(read[name]["day"], format=form)
        read[name]["@store"] = read[name]["store"]
    return read


def _wall_time(text: str) -> pd.Timestamp:
    time = pd.Timestamp(text)
    return time if time.tzinfo is None else time.tz_convert("Asia/Tokyo").tz_localize(None)


def _cells(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), None)


def _visit(how: str, name: str | None = None, zero: bool = False, returned: bool = False) -> Simple:
    what = (lambda rows: rows[name]) if name else None
    only = (lambda rows: rows["returned"]) if returned else None
    return Simple("visits", how, what, only, time="at", zero=zero)


def _stocked(over_time: str) -> Simple:
    return Simple("stock", "sum", lambda rows: rows["quantity"], time="day", over_time=over_time)


KPIS: dict[str, Kpi] = {
    "sales": _visit("sum", "amount"),
    "visits": _visit("count"),
    "sales_per_visit": ratio("sales", "visits"),
    "average_amount": _visit("mean", "amount"),
    "median_amount": _visit("median", "amount"),
    "active_stores": _visit("nunique", "store"),
    "returns": _visit("count", zero=True, returned=True),
    "returned_amount": _visit("sum", "amount", returned=True),
    "sales_per_return": ratio("sales", "returns"),
    "net_sales": Formula(("sales", "returned_amount"), lambda sales, returned: sales - returned),
    "sales_to_date": Running("sales", "year"),
    "stock": _stocked("last"),
    "average_stock": _stocked("average"),
    "campaign_cost": Simple("campaigns", "sum", lambda rows: rows["cost"], time="day"),
    "sales_per_cost": ratio("sales", "campaign_cost"),
    "stock_days": ratio("average_stock", "visits"),
}
