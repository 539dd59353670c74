"""Sets the product's answers beside the oracle's and tells the differences as a table.

Integers must be equal; other numbers to a part in 1e9. Absent and null are one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data.home import Home
from metrics.model import EVERYTHING, Answer, MetricQuery
from metrics.query import ANSWERS, ask, ask_many
from tests.oracle.questions import Question
from tests.oracle.reading import Key, Reading, Values

TOLERANCE = 1e-9
ROUNDING = 1e-12
"""What rounding leaves of a difference of equal numbers, as of 1 and a rate of 1."""


@dataclass(frozen=True)
class Difference:
    """One value on which the two sides differ. None is absent."""

    metric: str
    question: Question
    key: Key
    oracle: float | None
    product: float | None


def query_of(metric: str, question: Question, snapshot: int | None = None) -> MetricQuery:
    """The product's form of a question."""
    return MetricQuery(
        metric,
        EVERYTHING,
        question.grain,
        question.by,
        question.where,
        question.start,
        question.end,
        snapshot,  # type: ignore[arg-type]
    )


def product_values(home: Home, metric: str, question: Question, snapshot: int | None = None) -> Values:
    """What the product answers, by key."""
    return values_of(ask(home, query_of(metric, question, snapshot)), question)


def values_of(answer: Answer, question: Question) -> Values:
    """An answer's rows by key. Raises where a key comes twice."""
    columns = (["period"] if question.grain else []) + list(question.by)
    found: Values = {}
    for row in answer.frame[[*columns, "value"]].itertuples(index=False, name=None):
        key = tuple(_cell(cell) for cell in row[:-1])
        assert key not in found, f"{answer.metric}: {key} comes twice in {question}"
        found[key] = None if pd.isna(row[-1]) else row[-1]
    return found


def _cell(cell: object) -> object:
    if isinstance(cell, pd.Timestamp | dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    return None if cell is None or pd.isna(cell) else str(cell)  # type: ignore[call-overload]


def differences(
    metric: str, question: Question, oracle: Values, product: Values, zero: bool = False
) -> list[Difference]:
    """Where they differ. With `zero`, what the oracle has no rows for is 0 in the product."""
    found = []
    for key in sorted(oracle.keys() | product.keys(), key=str):
        expected, got = oracle.get(key), product.get(key)
        if expected is None and zero and got == 0:
            continue
        if not same(expected, got):
            found.append(Difference(metric, question, key, expected, got))
    return found


def same(expected: float | None, got: float | None) -> bool:
    """Equal within the bar."""
    if expected is None or got is None:
        return expected is None and got is None
    if isinstance(expected, int):
        return float(expected) == float(got)
    return abs(expected - float(got)) <= max(ROUNDING, TOLERANCE * max(abs(expected), abs(float(got))))


def all_answers(
    home: Home, asked: Mapping[str, Sequence[Question]], snapshot: int | None = None
) -> dict[tuple[str, Question], Values]:
    """What the product answers to many questions about many KPIs, in as few rounds as it makes of them."""
    pairs = [(name, question) for name, questions in asked.items() for question in questions]
    answers = ask_many(home, [query_of(name, question, snapshot) for name, question in pairs])
    return {pair: values_of(answer, pair[1]) for pair, answer in zip(pairs, answers, strict=True)}


def compare(reading: Reading, answers: Mapping[tuple[str, Question], Values], metric: str) -> list[Difference]:
    """All differences of one KPI over the questions that were answered."""
    zero = reading.counts_as_zero(metric)
    mine = [(question, values) for (name, question), values in answers.items() if name == metric]
    assert mine, f"{metric} was not asked"
    return [
        one
        for question, values in mine
        for one in differences(metric, question, reading.ask(metric, question), values, zero)
    ]


def compare_alone(home: Home, reading: Reading, metric: str, questions: Iterable[Question]) -> list[Difference]:
    """The same with each question asked by itself, and nothing remembered of earlier answers."""
    ANSWERS.clear()
    answers = {(metric, question): product_values(home, metric, question) for question in questions}
    return compare(reading, answers, metric)


def table(found: list[Difference], most: int = 25) -> str:
    """The differences as a table to read."""
    if not found:
        return "no differences"
    rows = [
        {
            "metric": one.metric,
            "grain": one.question.grain or "-",
            "period": str(one.key[0]) if one.question.grain else "-",
            "dims": _dims(one),
            "filter": _filter(one.question),
            "oracle": one.oracle,
            "product": one.product,
        }
        for one in found[:most]
    ]
    return f"{len(found)} differences\n" + pd.DataFrame(rows).to_string(index=False)


def _dims(one: Difference) -> str:
    cells = one.key[1:] if one.question.grain else one.key
    return ", ".join(f"{name}={cell}" for name, cell in zip(one.question.by, cells, strict=False)) or "-"


def _filter(question: Question) -> str:
    parts = [f"{name} in {'|'.join(values)}" for name, values in question.where]
    if question.start or question.end:
        parts.append(f"{question.start or ''}..{question.end or ''}")
    return " & ".join(parts) or "-"
