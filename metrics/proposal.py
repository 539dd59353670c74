"""KPI definitions proposed from a table that a file gave: what is summed, what averaged, by what split; as YAML text.

Proposes and saves what a person has reviewed; the catalogue checks it before it counts. Knows no file.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from data.errors import Refusal, Words
from data.history import Load
from data.home import Home
from data.intake import Plan, ProposedColumn, ProposedTable, commit
from data.ledger import person, record, require
from data.units import meaning
from metrics.catalog import catalog_of, load_catalog

MEAN = re.compile(
    r"率|比|単価|平均|年齢|点数|得点|評価|スコア|気温|温度|湿度|rate|ratio|price|average|avg|mean|score|age\b|percent|temperature|%",
    re.IGNORECASE,
)
NO_MEASURE = re.compile(
    r"番号|コード|年度?$|月$|日$|\bid\b|_id$|^id|code|year$|month$|緯度|経度|lat|lon|順位|rank", re.IGNORECASE
)
PERSONS = re.compile(
    r"氏名|担当|社員|従業員|職員|作業者|応募者|名前|person|employee|staff|worker|assignee|\bagent\b|sales_?rep|"
    r"(^|[_ ])rep$",
    re.IGNORECASE,
)
"""Columns whose values are probably people; a class of them (社員区分, employee type) may be among those."""
DOWN = re.compile(
    r"費|コスト|原価|経費|不良|離職|退職|欠勤|クレーム|苦情|遅延|残業|返品|解約|損失|事故|cost|expense|defect|churn|attrition|delay|"
    r"complaint|return|loss|error|bug|incident",
    re.IGNORECASE,
)
MEAN_UNITS = {"ratio"}
MOST = 12
"""KPIs proposed of one table at most: the first columns come first in a file for a reason."""


def propose_definitions(table: ProposedTable, taken: frozenset[str] = frozenset()) -> str:
    """YAML of the table and its KPIs. `taken` are names of KPIs that there are already."""
    dimensions = {column.name: _dimension(column) for column in table.dimensions}
    content: dict[str, Any] = {
        "department": table.department,
        "source": table.name,
        "time": table.time or None,
        "grain": "day",
        "dimensions": dimensions,
        "metrics": _metrics(table, list(dimensions), taken),
        "tables": {table.name: _table(table)},
    }
    if not table.time:
        content.pop("grain")
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def _dimension(column: ProposedColumn) -> dict[str, Any]:
    """A column to split by; one that seems to hold persons says so, and whoever reviews the text may take that away."""
    found: dict[str, Any] = {"label": _words(column.label), "expression": f'"{column.name}"'}
    said = (column.name, column.source_name, column.label.ja, column.label.en)
    return found | {"persons": True} if any(PERSONS.search(text) for text in said) else found


def _table(table: ProposedTable) -> dict[str, Any]:
    columns = {}
    for column in table.columns:
        body: dict[str, Any] = {"type": column.type, "label": _words(column.label), "source_name": column.source_name}
        if column.unit:
            body["unit"] = column.unit
        columns[column.name] = body
    body = {"label": _words(table.label), "time": table.time, "owner": table.owner, "columns": columns}
    if table.date_order != "ISO":
        body["date_format"] = table.date_order
    return {name: value for name, value in body.items() if value}


def _metrics(table: ProposedTable, dimensions: list[str], taken: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in measures(table)[: MOST - 1]:
        name = _free(f"{table.name}_{column.name}"[:60], taken | found.keys())
        found[name] = _metric(column, table.owner, dimensions)
    rows = _free(f"{table.name}_rows"[:60], taken | found.keys())
    label = {"ja": f"{table.label.ja} 件数", "en": f"{table.label.en} rows"}
    found[rows] = {
        "label": label, "type": "simple", "expression": "COUNT(*)", "unit": "count", "direction": "up",
        "dimensions": dimensions, "owner": table.owner, "over_time": "sum", "when_empty": "zero",
    }  # fmt: skip
    return found


def measures(table: ProposedTable) -> list[ProposedColumn]:
    """Numeric columns that measure something: no codes, years or places."""
    return [
        column
        for column in table.columns
        if column.type in ("integer", "decimal")
        and column.name != table.time
        and column.distinct > 1
        and not (NO_MEASURE.search(column.source_name) and not column.unit)
    ]


def is_mean(column: ProposedColumn) -> bool:
    """Whether values are averaged rather than added up: rates, prices, scores, ages."""
    said = meaning(column.unit)
    return bool(MEAN.search(column.source_name)) or (said is not None and said[0] in MEAN_UNITS)


def _metric(column: ProposedColumn, owner: str, dimensions: list[str]) -> dict[str, Any]:
    mean = is_mean(column)
    said = meaning(column.unit)
    expression = f'{"AVG" if mean else "SUM"}("{column.name}")'
    if said and said[1] != 1:
        expression = f"{expression} * {said[1]:f}"
    unit = said[0] if said else (column.unit or "count")
    label = {"ja": f"{column.label.ja}（平均）" if mean else column.label.ja,
             "en": f"{column.label.en} (mean)" if mean else column.label.en}  # fmt: skip
    return {
        "label": label, "type": "simple", "expression": expression, "unit": unit,
        "direction": "down" if DOWN.search(column.source_name) else "up", "dimensions": dimensions, "owner": owner,
        "over_time": "average" if mean else "sum", "headline": False,
    }  # fmt: skip


def _free(name: str, taken: Any) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def _words(words: Words) -> dict[str, str]:
    return {"ja": words.ja or "?", "en": words.en or "?"}


def proposed_for(home: Home, table: ProposedTable) -> str:
    """YAML of the table and its KPIs beside those that the home has."""
    return propose_definitions(table, frozenset(catalog_of(home).metrics))


def check_definitions(home: Home, name: str, text: str) -> None:
    """Refuses text that the catalogue, with the home's other definitions, would refuse; names its line."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "definitions"
        source = home.path / "definitions"
        if source.exists():
            shutil.copytree(source, own)
        own.mkdir(exist_ok=True)
        (own / f"{name}.yaml").write_text(text, encoding="utf-8")
        load_catalog((*home.definitions[:-1], own))


def save_definitions(home: Home, name: str, text: str, by: str | None = None) -> Path:
    """Saves reviewed definitions into the home, checked; records who did. Refuses a name that is there already."""
    who = person(home, by)
    require(who, "upload", [_department_of(text) or who.department])
    target = home.path / "definitions" / f"{name}.yaml"
    if target.exists():
        raise Refusal(
            "definitions_exist", Words(f"定義「{name}」は既にあります。", f"There are definitions '{name}' already.")
        )
    check_definitions(home, name, text)
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(target)
    record(home, who.id, "define", name, {"file": target.name})
    return target


def _department_of(text: str) -> str | None:
    content = yaml.safe_load(text)
    found = content.get("department") if isinstance(content, dict) else None
    return str(found) if found else None


def commit_new(home: Home, plan: Plan, text: str, by: str | None = None) -> Load:
    """Saves the definitions of a new table and loads its first file; neither where the load is refused."""
    target = save_definitions(home, plan.table, text, by)
    try:
        return commit(home, plan, by)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
