# ruff: noqa: E501 - a list is told on one line
"""Office files made at random, each with what should come out of it: layouts and values of many kinds put together.

`office(seed)` gives the bytes and what is expected, in the form that comparing.differences takes. Every part is what an
office would write; how they meet is chance. Data for test_offices.py and measure.py.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

SHOPS = ("新宿店", "渋谷店", "大阪梅田店", "札幌店", "福岡天神店", "名古屋駅前店", "仙台店", "広島店")
PEOPLE = ("山田 太郎", "佐藤花子", "鈴木一郎", "髙橋美咲", "田中　誠", "渡邉健", "伊藤さくら", "山﨑大輔")
GOODS = (
    "緑茶500ml",
    "おにぎり（鮭）",
    "A4コピー用紙",
    "ボールペン黒",
    "カップ麺",
    "牛乳1L",
    "単3電池 4本",
    "ノートPC㈱特注",
)
REMARKS = ("", "", "", "値引あり", "確認中、要連絡", "至急", "①優先", "前年比に注意")
ERA = 2018


@dataclass(frozen=True)
class Made:
    """A column: its name, the text of every cell, the sum where it is of numbers, whether it stays text."""

    name: str
    cells: tuple[str, ...]
    total: Decimal | None = None
    text: bool = False
    printed: str = ""


MINUS = ("-{}", "△{}", "▲{}", "△ {}", "({})", "−{}")
WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def _styled(value: int, minus: str, form: str) -> str:
    plain = {"plain": str(abs(value)), "yen": f"¥{abs(value):,}", "suffix": f"{abs(value):,}円"}.get(
        form, f"{abs(value):,}"
    )
    text = minus.format(plain) if value < 0 else plain
    return text.translate(WIDE) if form == "wide" else text


def amount(dice: random.Random, rows: int, name: str) -> Made:
    """Money or counts: grouped, with a minus of one kind, some missing."""
    minus = dice.choice(MINUS)
    form = dice.choice(("plain", "grouped", "grouped", "grouped", "yen", "suffix", "wide"))
    gap = dice.choice(("", "-", "…", "－", "***", "―"))
    values = [
        None if dice.random() < 0.06 else dice.randint(-90, 100) * 10 ** dice.randint(0, 4) + dice.randint(0, 9)
        for _ in range(rows)
    ]
    values = [None if v is None else abs(v) if dice.random() < 0.6 else v for v in values]
    total = sum(v for v in values if v is not None)
    known = any(v is not None for v in values)
    cells = tuple(gap if v is None else _styled(v, minus, form) for v in values)
    return Made(name, cells, Decimal(total) if known else None, printed=_styled(total, minus, form))


def rate(dice: random.Random, rows: int, name: str) -> Made:
    """Percentages with one decimal."""
    values = [Decimal(dice.randint(-300, 1500)) / 10 for _ in range(rows)]
    mark = dice.choice(("%", "％", ""))
    minus = dice.choice(("-{}", "△{}", "▲{}"))
    cells = tuple((minus.format(abs(v)) if v < 0 else str(v)) + mark for v in values)
    return Made(name, cells, sum(values, Decimal(0)))


def days(dice: random.Random, rows: int, name: str) -> Made:
    """Dates in one spelling, running on."""
    first = dt.date(2026, 4, 1) + dt.timedelta(dice.randint(-700, 0))
    found = sorted(first + dt.timedelta(dice.randint(0, 200)) for _ in range(rows))
    spell = dice.choice(
        (
            lambda d: f"{d.year}/{d.month}/{d.day}",
            lambda d: f"{d:%Y/%m/%d}",
            lambda d: f"{d:%Y-%m-%d}",
            lambda d: f"{d.year}年{d.month}月{d.day}日",
            lambda d: f"{d:%Y.%m.%d}",
            lambda d: f"令和{d.year - ERA}年{d.month}月{d.day}日",
            lambda d: f"R{d.year - ERA}.{d.month}.{d.day}",
            lambda d: f"{d:%Y%m%d}",
            lambda d: f"{d.year}/{d.month}/{d.day}({'月火水木金土日'[d.weekday()]})",
        )
    )
    return Made(name, tuple(spell(d) for d in found))


def texts(dice: random.Random, rows: int, name: str, choices: tuple[str, ...]) -> Made:
    """Words."""
    return Made(name, tuple(dice.choice(choices) for _ in range(rows)), text=True)


def codes(dice: random.Random, rows: int, name: str) -> Made:
    """Codes with leading zeros, or letters and digits."""
    form = dice.choice(("{:05}", "A-{:04}", "{:08}", "SKU{:03}"))
    start = dice.randint(1, 500)
    return Made(name, tuple(form.format(start + n) for n in range(rows)), text=True)


def marks(dice: random.Random, rows: int, name: str) -> Made:
    """Marks of a survey: △ beside ○ and × is no minus."""
    return Made(name, tuple(dice.choice("○△×◎") for _ in range(rows)), text=True)


def _columns(dice: random.Random, rows: int) -> list[Made]:
    head = [
        lambda: days(dice, rows, dice.choice(("日付", "売上日", "計上日", "年月日", "受注日"))),
        lambda: codes(dice, rows, dice.choice(("伝票番号", "商品コード", "社員番号", "店舗CD"))),
        lambda: texts(dice, rows, dice.choice(("店舗", "部門", "支店名")), SHOPS),
    ]
    body = [
        lambda: texts(dice, rows, dice.choice(("担当者", "氏名")), PEOPLE),
        lambda: texts(dice, rows, dice.choice(("商品名", "品目")), GOODS),
        lambda: marks(dice, rows, "評価"),
        lambda: rate(dice, rows, dice.choice(("達成率", "前年比", "構成比(%)"))),
    ]
    tail = [
        lambda n=n: amount(dice, rows, n)
        for n in ("数量", "金額", "売上高（円）", "原価(千円)", "粗利", "客数", "前年差")
    ]
    made = [f() for f in dice.sample(head, dice.randint(1, 3))]
    made += [f() for f in dice.sample(body, dice.randint(0, 3))]
    made += [f() for f in dice.sample(tail, dice.randint(1, 5))]
    if dice.random() < 0.3:
        made.append(texts(dice, rows, "備考", REMARKS))
    return made


TITLES = (
    "売上実績一覧表",
    "2026年度　月次報告",
    "【部外秘】受注明細",
    "店舗別売上集計表（確報）",
    "■販売管理システム出力",
)
ABOVE = (
    "作成日：2026/04/30", "出力者：営業企画部　佐藤", "対象期間：2026年4月1日～2026年4月30日", "（単位：円、人）", "抽出条件：全店",
)  # fmt: skip
BELOW = ("※金額は税抜です。", "注）速報値を含む", "出典：販売管理システム", "以上", "（注1）返品を除く。", "*印は新規")


def _above(dice: random.Random, width: int, padded: bool) -> list[list[str]]:
    lines: list[list[str]] = []
    if dice.random() < 0.65:
        lines.append([dice.choice(TITLES)])
        if dice.random() < 0.5:
            lines.append([])
        for text in dice.sample(ABOVE, dice.randint(0, 2)):
            at = dice.choice((0, 0, width - 1))
            lines.append([""] * at + [text])
        if dice.random() < 0.4:
            lines.append([])
    return [line + [""] * (width - len(line)) if padded else line for line in lines]


def _header(dice: random.Random, made: list[Made]) -> tuple[list[list[str]], list[str]]:
    """One row; two where the numbers stand under a common heading or units stand below the names."""
    names = [each.name for each in made]
    kind = dice.choice(("one", "one", "one", "group", "broken"))
    numbers = [i for i, each in enumerate(made) if each.total is not None]
    run = numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if kind == "group" and run and len(numbers) >= 2 and numbers[0] >= 1:
        top = [""] * len(made)
        label = dice.choice(("当月実績", "2026年4月", "実績"))
        top[numbers[0]] = label
        low = list(names)
        for i in range(numbers[0]):
            if dice.random() < 0.7:
                top[i], low[i] = names[i], ""
        joined = [" ".join(t for t in (top[i], low[i]) if t) for i in range(len(made))]
        return [top, low], joined
    if kind == "broken":
        shown = [n.replace("（", "\n（").replace("(", "\n(") for n in names]
        return [shown], [" ".join(n.split()) for n in shown]
    return [names], names


def _body(dice: random.Random, made: list[Made], rows: int) -> list[list[str]]:
    return [[each.cells[r] for each in made] for r in range(rows)]


def _total(dice: random.Random, made: list[Made]) -> list[str]:
    word = dice.choice(("合計", "合　計", "総計", "【合計】", "計", "総合計"))
    cells = [each.printed for each in made]
    at = next((i for i, each in enumerate(made) if each.total is None), 0)
    cells[at] = word
    return cells


def office(seed: int) -> tuple[bytes, dict[str, Any]]:
    """A file of that seed, and what is expected."""
    dice = random.Random(seed)
    rows = dice.choice((2, 3, 5, 8, 12, 30, 31, 60, 200))
    made = _columns(dice, rows)
    made = list({each.name: each for each in made}.values())
    width = len(made)
    padded = dice.random() < 0.5
    above = _above(dice, width, padded)
    header, names = _header(dice, made)
    body = _body(dice, made, rows)
    below: list[list[str]] = []
    if any(each.total is not None and each.printed for each in made) and dice.random() < 0.4 and made[0].total is None:
        below.append(_total(dice, made))
    if dice.random() < 0.35:
        if dice.random() < 0.6:
            below.append([""] * width if padded else [])
        below += [[text] + [""] * (width - 1 if padded else 0) for text in dice.sample(BELOW, dice.randint(1, 2))]
    grid = [*above, *header, *body, *below]
    shift = dice.random() < 0.12
    if shift:
        grid = [[""] * (width + 1), *([["", *line] for line in grid])]
    if dice.random() < 0.15:
        grid = [[*line, *[""] * (width + shift - len(line)), "", ""] for line in grid]
    first = len(above) + 1 + shift
    delimiter = dice.choice((",", ",", ",", "\t", ";"))
    text = _written(dice, grid, delimiter)
    codec = dice.choice(("cp932", "cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "euc_jp"))
    content, codec = _encoded(text, codec)
    return content, {
        "encoding": codec,
        "delimiter": delimiter,
        "verdict": "load",
        "header_rows": list(range(first, first + len(header))),
        "columns": names,
        "data_rows": rows,
        "numeric_sums": {n: str(m.total) for n, m in zip(names, made, strict=True) if m.total is not None},
        "text_columns_keep_as_text": [n for n, m in zip(names, made, strict=True) if m.text],
    }


def _written(dice: random.Random, grid: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    quoting = dice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    end = dice.choice(("\r\n", "\r\n", "\n"))
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(grid)
    text = out.getvalue()
    return text.rstrip("\r\n") if dice.random() < 0.2 else text


def _encoded(text: str, codec: str) -> tuple[bytes, str]:
    if codec == "utf-16-le":
        return text.encode(codec), codec
    try:
        return text.encode(codec), "ascii" if text.isascii() else codec
    except UnicodeEncodeError:
        try:
            return text.encode("cp932"), "cp932"
        except UnicodeEncodeError:
            return text.encode("utf-8"), "utf-8"
