"""Makes a home from real files by the commands that people use: `python -m tests.real_home.make HOME`.

Reads no KPI. The plan that it loads is made here, from last year's sales and a straight line: the files have none.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import shutil
from pathlib import Path

import pandas as pd

from data import shell
from tests.real_home.files import real_file

HERE = Path(__file__).parent
TABLES = {
    "superstore": "sales_superstore/superstore_2019_2022_bom.csv",
    "supermarket": "sales_supermarket/supermarket_sales.csv",
    "sales_pipeline": "sales_crm/sales_pipeline.csv",
    "accounts": "sales_crm/accounts.csv",
    "products": "sales_crm/products.csv",
    "ads": "marketing_kag/KAG_conversion_data.csv",
    "promotion_test": "marketing_campaign/WA_Marketing-Campaign.csv",
    "employees": "hr_ibm_attrition/WA_Fn-UseC_-HR-Employee-Attrition.csv",
    "machine_cycles": "production_ai4i/ai4i2020.csv",
    "issues": "dev_jira/jira_issues.csv",
    "sprints": "dev_jira/sprints.csv",
}


def make_home(home: Path) -> list[dict[str, object]]:
    """Makes the home and loads every file; gives what each load said. Raises where a command fails."""
    run("data", "init", "--home", str(home))
    shutil.copy(HERE / "settings.toml", home / "settings.toml")
    shutil.copytree(HERE / "definitions", home / "definitions", dirs_exist_ok=True)
    targets().to_csv(plan := home / "targets.csv", index=False, lineterminator="\n")
    files = {table: real_file(name) for table, name in TABLES.items()} | {"targets": plan}
    return [run("data", "load", str(path), "--table", table, "--home", str(home)) for table, path in files.items()]


def run(module: str, *words: str) -> dict[str, object]:
    """What `python -m MODULE WORDS --json` says, in this process. Raises where it refuses."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = shell.run(importlib.import_module(f"{module}.__main__").parser(), [*words, "--json"])
    if code:
        raise RuntimeError(f"python -m {module} {' '.join(words)}: {code}\n{said.getvalue()}")
    answer: dict[str, object] = json.loads(said.getvalue())
    return answer


def targets() -> pd.DataFrame:
    """The plan: revenue a month and region of 2022 as a year before plus a tenth; deals of 2017 on a straight line."""
    return pd.concat([_revenue_plan(), _deals_plan()], ignore_index=True)


def _revenue_plan() -> pd.DataFrame:
    lines = pd.read_csv(real_file(TABLES["superstore"]), encoding="utf-8-sig")
    day = pd.to_datetime(lines["Order Date"], format="%d/%m/%y")
    earlier = lines[day.dt.year == 2021]
    month = day.dt.strftime("2022-%m-01")
    plan = (earlier.groupby([month, "Region"])["Sales"].sum() * 1.1).round(2).rename("value").reset_index()
    plan.columns = pd.Index(["month", "region", "value"])
    return plan.assign(metric="revenue", department="sales")[["metric", "month", "region", "value", "department"]]


def _deals_plan() -> pd.DataFrame:
    rows = []
    for month in range(3, 13):
        day = f"2017-{month:02d}-01"
        for metric, value in (("deals_won", 400 + 3 * month), ("deals_closed", 650 + 5 * month), ("open_deals", 1500)):
            rows.append({"metric": metric, "month": day, "region": None, "value": value, "department": "sales"})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    for load in make_home(parser.parse_args().home):
        print(json.dumps(load, ensure_ascii=False))
