"""The verb scan: one JSON document, exit statuses, refusals. Run as people run it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[3]


def scan(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "insights.scan_command", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def table() -> pd.DataFrame:
    random = np.random.default_rng(1)
    store = random.choice(["本店", "駅前店", "空港店"], 300)
    amount = random.lognormal(8, 0.3, 300) * np.where(store == "空港店", 2, 1)
    return pd.DataFrame({"店舗": store, "売上": amount.round()})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_csv_gives_ranked_rows(tmp_path: Path, table: pd.DataFrame, encoding: str) -> None:
    table.to_csv(tmp_path / "sales.csv", index=False, encoding=encoding)
    done = scan(tmp_path / "sales.csv", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)
    assert ("店舗", "空港店", "mean(売上)", "high") in [
        (row["dim"], row["value"], row["measure"], row["direction"]) for row in rows
    ]


def test_nothing_notable_is_an_answer(tmp_path: Path, table: pd.DataFrame) -> None:
    table[["店舗"]].to_csv(tmp_path / "stores.csv", index=False)
    assert json.loads(scan(tmp_path / "stores.csv", "--json").stdout) == []
    assert scan(tmp_path / "stores.csv").stdout == "Nothing notable.\n"


def test_refusals_say_what_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x81\x00\x80")
    for name in ("none.csv", "empty.csv", "binary.csv"):
        done = scan(tmp_path / name, "--json")
        assert done.returncode == 1
        assert set(json.loads(done.stdout)["error"]) == {"code", "message", "hint", "state"}
        assert name in json.loads(done.stdout)["error"]["message"]


def test_wrong_usage_is_two() -> None:
    assert scan("--json").returncode == 2
