"""A small company with every shape of KPI in a real lake, made once for all tests here; its frames are the truth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.home import Home, Settings
from data.lake import load, make_lake
from data.people import EXAMPLE_PEOPLE, make_ledger

TODAY = dt.date(2026, 11, 24)
FIRST, LAST = dt.date(2024, 2, 1), dt.date(2026, 11, 20)
REGIONS = ("東京", "大阪", "名古屋", "O'Brien; DROP TABLE orders --")
SEED = 7
DEFINITIONS = Path(__file__).parent / "definitions"


class Company:
    """A home and what was loaded into it; no dataclass, since hypothesis would print every row of it."""

    def __init__(self, home: Home, frames: dict[str, pd.DataFrame]) -> None:
        self.home, self.frames = home, frames

    def __repr__(self) -> str:
        return "company"


def made_home(path: Path, definitions: Path = DEFINITIONS, today: dt.date | None = TODAY) -> Home:
    """An empty lake with definitions of its own."""
    home = Home(path, Settings(shipped_definitions=False, today=today))
    make_lake(home)
    make_ledger(home, EXAMPLE_PEOPLE)
    (path / "definitions").symlink_to(definitions)
    return home


def bring(home: Home, folder: Path, table: str, frame: pd.DataFrame, **how: str) -> None:
    """Loads a frame as a Parquet file."""
    path = folder / f"{table}-{len(list(folder.iterdir()))}.parquet"
    frame.to_parquet(path, index=False)
    load(home, path, table, **how)


def example_frames(seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Orders with lines, deals, daily stock, sprints, stoppages, staff without time, targets."""
    rng = np.random.default_rng(seed)
    days = pd.date_range(FIRST, LAST)
    return {
        "orders": _orders(rng, days),
        "visits": _visits(rng, days),
        "stock": _stock(rng, days),
        "scores": _scores(rng, days),
        "stoppages": _stoppages(rng),
        "staff": pd.DataFrame({"person": [f"p{i}" for i in range(40)], "office": rng.choice(["東京", "大阪"], 40)}),
        "targets": _targets(rng),
    }


def _orders(rng: np.random.Generator, days: pd.DatetimeIndex) -> pd.DataFrame:
    count = 6000
    number = np.sort(rng.integers(0, 2500, count))
    day = days[np.sort(rng.integers(0, len(days), 2500))][number]
    amount = rng.integers(-500, 5000, count).astype("float64")
    amount[rng.random(count) < 0.02] = np.nan
    return pd.DataFrame(
        {
            "ordered_on": day.astype("datetime64[us]"),
            "order_id": [f"{n:05d}" for n in number],
            "customer": number % 37,
            "region": np.array(REGIONS)[(number * 7) % 4],
            "channel": pd.Series(rng.choice(["web", "store"], count)).mask(rng.random(count) < 0.05),
            "amount": amount,
            "quantity": rng.integers(0, 9, count),
        }
    )


def _visits(rng: np.random.Generator, days: pd.DatetimeIndex) -> pd.DataFrame:
    count = 3000
    at = days[rng.integers(0, len(days), count)] + pd.to_timedelta(rng.integers(0, 86400, count), unit="s")
    return pd.DataFrame(
        {
            "visited_at": at.astype("datetime64[us]"),
            "region": rng.choice(REGIONS[:3], count),
            "pages": rng.integers(1, 20, count),
        }
    )


def _stock(rng: np.random.Generator, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Daily rows, days missing at random, a region that stops before months end."""
    frame = pd.MultiIndex.from_product([days, REGIONS[:3]], names=["day", "region"]).to_frame(index=False)
    frame["pieces"] = rng.integers(0, 1000, len(frame))
    keep = rng.random(len(days)) > 0.1
    frame = frame[np.repeat(keep, 3)]
    frame = frame[~((frame.region == "名古屋") & (frame.day.dt.day > 25))]
    return frame.assign(day=frame.day.astype("datetime64[us]")).reset_index(drop=True)


def _scores(rng: np.random.Generator, days: pd.DatetimeIndex) -> pd.DataFrame:
    count = 900
    return pd.DataFrame(
        {
            "scored_on": days[rng.integers(0, len(days), count)].astype("datetime64[us]"),
            "team": rng.choice(["a", "b"], count),
            "hours": rng.integers(1, 400, count) / 8,
        }
    )


def _stoppages(rng: np.random.Generator) -> pd.DataFrame:
    """Few and far between, so that months without any are many."""
    days = pd.to_datetime(["2024-05-03", "2024-05-09", "2025-01-31", "2025-02-28", "2026-03-31", "2026-09-01"])
    return pd.DataFrame(
        {
            "started_at": (days + pd.Timedelta(hours=23, minutes=30)).astype("datetime64[us]"),
            "line": ["A", "B", "A", "A", "B", "A"],
            "minutes": rng.integers(5, 90, 6),
        }
    )


def _targets(rng: np.random.Generator) -> pd.DataFrame:
    months = pd.date_range("2024-04-01", "2027-03-01", freq="MS")
    whole = [
        (name, month, None, float(rng.integers(100, 900)))
        for name in ("revenue", "stock", "score_mean")
        for month in months
    ]
    parts = [("orders", month, region, float(rng.integers(10, 90))) for month in months for region in REGIONS[:3]]
    rates = [("basket", month, None, 900.0 + index) for index, month in enumerate(months)]
    frame = pd.DataFrame([*whole, *parts, *rates], columns=["metric", "month", "region", "value"])
    return frame.assign(month=frame.month.astype("datetime64[us]"), department="sales")


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    home = made_home(tmp_path_factory.mktemp("engine") / "home")
    folder = tmp_path_factory.mktemp("files")
    frames = example_frames()
    for table, frame in frames.items():
        bring(home, folder, table, frame)
    return Company(home, frames)
