"""Seeded texts for the slot rules: legitimate ones, and mutations of them that must be refused, by kind.

`python -m tests.insights.texts` measures 10,000 of each kind and prints the shares as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import random

from insights.facts import Fact
from insights.render import SlotError, render

FACTS = {
    "e1.kpi": Fact("name", "売上高"),
    "e1.place": Fact("name", "関西"),
    "e1.amount": Fact("money", -45_000_000, signed=True),
    "e1.change": Fact("pct", -0.034, signed=True),
    "e1.rate": Fact("change", (0.012, 0.029), "ratio"),
    "e1.gap": Fact("points", 0.015),
    "e1.n": Fact("count", 18),
    "e1.since": Fact("date", dt.date(2026, 11, 9)),
    "e1.way": Fact("direction", -1),
    "e2.kpi": Fact("name", "Defect rate"),
}
NUMBERS = ["e1.amount", "e1.change", "e1.rate", "e1.gap", "e1.n"]
JA = [
    "{{{{e1.kpi}}}}は{{{{e1.since}}}}から{{{{{number}}}}}の{{{{e1.way}}}}で、{tail}",
    "{{{{e1.place}}}}の{{{{e1.kpi}}}}が{{{{{number}}}}}と{{{{e1.way}}}}しています。{tail}",
    "{head}、{{{{e1.place}}}}で{{{{{number}}}}}の差があります。{tail}",
    "{head}。{{{{e1.kpi}}}}の差は{{{{{number}}}}}です。{tail}",
    "{{{{e2.kpi}}}}の変化（{{{{{number}}}}}）と時期が一致しています。{tail}",
]
JA_HEADS = [
    "予測の範囲を外れました",
    "計画との差を分解すると",
    "前年の同じ時期と比べると",
    "一部の製品に偏りがあり",
    "全体ではなく特定の区分で",
    "ほかの拠点に変化はなく",
]
JA_TAILS = [
    "欠品の可能性があります。",
    "出荷待ちの件を現場で確認してください。",
    "四半期の前半に同じ動きがありました。",
    "十分な記録がなく、判断を保留します。",
    "担当者に経緯を聞き、納期の回答を確かめてください。",
    "定義の変更がないか、取込の履歴を確認してください。",
    "価格の改定と時期が一致しますが、偶然の一致かもしれません。",
    "統一した手順があるかを点検するツールの利用を提案します。",
    "次の取込で同じ傾向が続くかどうかを見ます。",
]
EN = [
    "{{{{e1.kpi}}}} {{{{e1.way}}}} by {{{{{number}}}}} in {{{{e1.place}}}} since {{{{e1.since}}}}. {tail}",
    "{head}, {{{{e1.place}}}} shows a gap of {{{{{number}}}}}. {tail}",
    "The gap in {{{{e1.kpi}}}} is {{{{{number}}}}}; {tail}",
    "{{{{e2.kpi}}}} moved at the same time ({{{{{number}}}}}). {tail}",
]
EN_HEADS = ["Against plan", "Compared with the same part of last year", "Outside the expected range", "In this segment"]
EN_TAILS = [
    "A shortage of stock is possible.",
    "Check the orders that wait for shipment.",
    "Ask the owner what changed, and note the answer.",
    "There are not enough records to say more.",
    "This may be a coincidence in time.",
    "See whether the pattern holds in the next upload.",
]
CATALOGUE_NAMES = ["売上高", "関西", "Defect rate", "不良率", "受注率", "Revenue"]


def legitimate(rng: random.Random) -> tuple[str, str]:
    """A text that says only what slots carry, and its language."""
    language = rng.choice(["ja", "en"])
    frames, heads, tails = (JA, JA_HEADS, JA_TAILS) if language == "ja" else (EN, EN_HEADS, EN_TAILS)
    text = rng.choice(frames).format(number=rng.choice(NUMBERS), head=rng.choice(heads), tail=rng.choice(tails))
    return text, language


def _insert(rng: random.Random, text: str, piece: str) -> str:
    """Puts a piece between two characters of a literal, never into a slot."""
    places = [0] + [
        i for i in range(1, len(text) + 1) if text[:i].count("{{") == text[:i].count("}}") and text[i - 1] != "{"
    ]
    place = rng.choice(places)
    before, after = text[:place], text[place:]
    pad = " " if piece.isascii() else ""
    return f"{before}{pad}{piece}{pad}{after}"


def _glue(rng: random.Random, text: str, before: list[str], after: list[str]) -> str:
    slot = next(f"{{{{{name}}}}}" for name in NUMBERS if f"{{{{{name}}}}}" in text)
    if before and (not after or rng.random() < 0.5):
        return text.replace(slot, rng.choice(before) + slot, 1)
    return text.replace(slot, slot + rng.choice(after), 1)


def _of(*pieces: str):
    return lambda rng, text: _insert(rng, text, rng.choice(pieces))


def _digits(rng: random.Random, text: str) -> str:
    return _insert(rng, text, str(rng.randint(0, 99_999)))


def _full_width(rng: random.Random, text: str) -> str:
    return _insert(rng, text, str(rng.randint(0, 9_999)).translate(str.maketrans("0123456789", "０１２３４５６７８９")))


def _kanji(rng: random.Random, text: str) -> str:
    # a lone numeral could complete a word that holds no number (一 before 部), so two at least, or one with a counter
    numeral = "".join(rng.choices("一二三四五六七八九十百千万億〇壱弐参", k=rng.randint(1, 4)))
    return _insert(rng, text, numeral + rng.choice(["件", "割", "倍"] + [""] * (len(numeral) > 1)))


MUTATIONS = {
    "digits": _digits,
    "full_width": _full_width,
    "kanji": _kanji,
    "roman": _of("Ⅳ", "ⅻ", "Ⅱ期", "IV", "XII", "VIII", "Ⅼ"),
    "fractions": _of("½", "⅔", "¾", "⅛", "⅒", "↉", "分の"),
    "circled": _of("①", "⑳", "㉑", "❶", "⓪", "㈠", "㋀", "㍘", "⼀"),
    "other_scripts": _of("٣", "३", "๓", "৪", "𝟗", "🄃", "𐒠", "߃"),
    "number_words": _of(
        "twenty", "thousand", "ひとつ", "スリー", "dozen", "seven", "ゼロ", "ふたつ", "million", "パーセント"
    ),
    "quantity_words": _of(
        "過半数", "倍増", "最大", "半減", "大半", "majority", "doubled", "highest", "全部", "halved", "most"
    ),
    "glued_units": lambda rng, text: _glue(
        rng,
        text,
        [],
        [
            "円",
            "億円",
            "%",
            "ポイント",
            "件",
            "倍",
            " million",
            " yen",
            " percent",
            "％",
            "万",
            "人",
            "以上",
            "未満",
            "程度",
            " days",
        ],
    ),
    "glued_signs": lambda rng, text: _glue(
        rng,
        text,
        [
            "△",
            "▲",
            "−",
            "-",
            "+",
            "約",
            "±",
            "¥",
            "$",
            "〜",
            "≥",
            "ほぼ",
            "more than ",
            "about ",
            "at least ",
            "マイナス",
        ],
        [],
    ),
    "unknown_slot": lambda rng, text: _insert(rng, text, "、{{e1." + rng.choice(["x", "total", "kpi2"]) + "}}、"),
    "foreign_slot": lambda rng, text: _insert(
        rng, text, "、{{" + rng.choice(["e9.kpi", "e3.amount", "other.n"]) + "}}、"
    ),
    "catalogue_names": _of(*CATALOGUE_NAMES),
    "causal_words": _of(
        "によって", "が原因", "のため", "because", "due to", "caused", "led to", "影響で", "もたらし", "driven by"
    ),
    "markup": _of("<b>", "**", "[a](", "https://", "`", "$x$", "![", "&lt;", "|", "#"),
    "invisible": _of("\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x00"),
}


def is_refused(text: str, language: str) -> bool:
    """Whether the renderer refuses a text over FACTS."""
    try:
        render(text, FACTS, language, names=CATALOGUE_NAMES)  # type: ignore[arg-type]
    except SlotError:
        return True
    return False


def measure(count: int, seed: int = 1) -> dict[str, float]:
    """The share refused of `count` texts of each kind, legitimate ones first."""
    rng = random.Random(seed)
    shares = {"legitimate": sum(is_refused(*legitimate(rng)) for _ in range(count)) / count}
    for kind, mutate in MUTATIONS.items():
        refused = 0
        for _ in range(count):
            text, language = legitimate(rng)
            refused += is_refused(mutate(rng, text), language)
        shares[kind] = refused / count
    return shares


if __name__ == "__main__":
    print(json.dumps(measure(10_000), indent=1))
