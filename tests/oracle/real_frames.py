"""The real files as pandas reads them, with explicit formats, and the dimensions of their KPIs as text columns `@name`.

Reads the raw files themselves: no lake, no definition file.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.real_home.files import real_file
from tests.real_home.make import TABLES, targets


def frames() -> dict[str, pd.DataFrame]:
    """Every frame that the KPIs read, by name."""
    deals = _deals()
    issues = _issues()
    return {
        "lines": order_lines(),
        "receipts": _receipts(),
        "deals": deals,
        "open_deals": _open_deals(deals),
        "ads": _ads(),
        "promotion": _dimensions(_read("promotion_test"), market_size="MarketSize", promotion="Promotion"),
        "people": _people(),
        "cycles": _cycles(),
        "issues": issues,
        "open_issues": _open_issues(issues),
        "sprint_issues": _sprint_issues(issues),
    }


def plan_rows() -> pd.DataFrame:
    """The plan's rows with days and dimensions."""
    rows = targets()
    return _dimensions(rows.assign(month=pd.to_datetime(rows["month"], format="%Y-%m-%d")), region="region")


def _read(table: str, path: Path | None = None) -> pd.DataFrame:
    return pd.read_csv(path or real_file(TABLES[table]), encoding="utf-8-sig")


def _dimensions(frame: pd.DataFrame, **columns: str) -> pd.DataFrame:
    return frame.assign(**{f"@{name}": _text(frame[column]) for name, column in columns.items()})


def _text(column: pd.Series) -> pd.Series:
    whole = pd.api.types.is_float_dtype(column)
    text = column.astype("Int64").astype("string") if whole else column.astype("string")
    return text.astype(object).where(column.notna(), None)


def order_lines(path: Path | None = None) -> pd.DataFrame:
    """The order lines of the real file, or of another one of its form."""
    lines = _read("superstore", path)
    for name in ("Order Date", "Ship Date"):
        lines[name] = pd.to_datetime(lines[name], format="%d/%m/%y")
    lines["discounted"] = lines["Discount"].gt(0).map({True: "discounted", False: "list price"})
    names = {"region": "Region", "segment": "Segment", "category": "Category", "sub_category": "Sub-Category"}
    return _dimensions(lines, **names, ship_mode="Ship Mode", discounted="discounted")


def _receipts() -> pd.DataFrame:
    receipts = _read("supermarket")
    receipts["Date"] = pd.to_datetime(receipts["Date"], format="%m/%d/%Y")
    return _dimensions(receipts, city="City", product_line="Product line", customer_type="Customer type")


def _deals() -> pd.DataFrame:
    deals = _read("sales_pipeline")
    for name in ("engage_date", "close_date"):
        deals[name] = pd.to_datetime(deals[name], format="%m/%d/%Y")
    deals["raw_product"] = deals["product"]
    deals["product"] = deals["product"].replace("GTXPro", "GTX Pro")
    accounts, products = _read("accounts"), _read("products")
    deals = deals.merge(products, on="product", how="left", validate="many_to_one")
    deals = deals.merge(
        accounts[["account", "sector", "office_location"]], on="account", how="left", validate="many_to_one"
    )
    return _dimensions(
        deals, product="product", series="series", sector="sector", office="office_location", agent="sales_agent"
    )


def _open_deals(deals: pd.DataFrame) -> pd.DataFrame:
    """A row a day with an event and deal open at its end."""
    engaged = deals[deals["engage_date"].notna()]
    days = pd.concat([engaged["engage_date"], engaged["close_date"]]).dropna().drop_duplicates().sort_values()
    open_on = [
        engaged[(engaged["engage_date"] <= day) & ~(engaged["close_date"] <= day)].assign(day=day) for day in days
    ]
    rows = _dimensions(pd.concat(open_on), product="raw_product", agent="sales_agent")
    return rows.groupby(["day", "@product", "@agent"]).size().rename("deals").reset_index()


def _ads() -> pd.DataFrame:
    ads = _read("ads")
    ads["Date"] = pd.to_datetime(ads["Date"], format="%d-%m-%Y")
    return _dimensions(ads, campaign="xyz_campaign_id", age="age", gender="gender", interest="interest")


def _people() -> pd.DataFrame:
    people = _read("employees")
    years = people["YearsAtCompany"]
    people["tenure"] = pd.cut(years, [-1, 2, 9, 999], labels=["under 3", "3 to 9", "10 and more"]).astype(str)
    people["left"] = people["Attrition"].map({"Yes": True, "No": False})
    names = {"department": "Department", "job_level": "JobLevel", "gender": "Gender", "education": "EducationField"}
    return _dimensions(people, **names, overtime="OverTime", tenure="tenure")


def _cycles() -> pd.DataFrame:
    cycles = _read("machine_cycles")
    wear = pd.cut(cycles["Tool wear [min]"], [-1, 99, 199, 9999], labels=["low", "middle", "high"])
    return _dimensions(cycles.assign(wear=wear.astype(str)), product_type="Type", wear="wear")


def _issues() -> pd.DataFrame:
    issues = _read("issues")
    for name in ("created_date", "resolved_date"):
        issues[name] = pd.to_datetime(issues[name], format="%Y-%m-%d %H:%M:%S.%f")
    return _dimensions(issues, project="project", issue_type="issue_type", priority="priority")


def _open_issues(issues: pd.DataFrame) -> pd.DataFrame:
    created, resolved = issues["created_date"].dt.normalize(), issues["resolved_date"].dt.normalize()
    days = pd.date_range(created.min(), resolved.max(), freq="D")
    return pd.concat([issues[(created <= day) & ~(resolved <= day)].assign(day=day) for day in days])


def _sprint_issues(issues: pd.DataFrame) -> pd.DataFrame:
    sprints = _read("sprints")
    ends = pd.to_datetime(sprints["end_date"], format="%Y-%m-%d")
    return issues.assign(sprint_end=issues["sprint_id"].map(dict(zip(sprints["sprint_id"], ends, strict=True))))
