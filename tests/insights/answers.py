"""Answers that a model may give about a topic: a good one, and bad ones by kind, seeded.

`python -m tests.insights.answers` measures 10,000 bad answers of each kind, and hostile strings in masked mode.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from typing import Any

from data.home import SHIPPED_DEFINITIONS
from insights.hypotheses import playbook_of
from insights.model_settings import ModelSettings
from insights.narration.card import Card
from insights.narration.making import Topic, card_from, offered_of, template_card
from metrics.catalog import load_catalog
from tests.insights.incident_findings import topic
from tests.insights.texts import MUTATIONS

Evidence = dict[str, Any]
REMARKS = {
    "ja": [
        "{{E1.place}}で供給の回答が遅れ、{{E1.kpi}}が{{E1.since}}から動いた可能性があります。",
        "{{E1.place}}に限った動きであれば、取引先の事情と時期が重なった可能性があります。差は{{E1.effect}}です。",
        "{{E1.since}}からの{{E1.direction}}は、納期の回答を待つ案件がたまった時期と一致する可能性があります。",
    ],
    "en": [
        "At {{E1.place}} promised dates may have slipped while {{E1.kpi}} moved from {{E1.since}} on.",
        "If this is only at {{E1.place}}, it may coincide with news from the customers. The gap is {{E1.effect}}.",
        "The way {{E1.kpi}} {{E1.direction}} may be in line with the time when customers were waiting for an answer.",
    ],
}
WRONG = {
    "numbers": [
        "売上の差は45%でした。",
        "約三割の案件が止まった可能性があります。",
        "{{E1.place}}の差は２億円です。",
        "差は twenty 件です。",
    ],
    "directions": [
        "{{E1.place}}の{{E1.kpi}}が増加した可能性があります。",
        "{{E1.kpi}}は上昇しています。",
        "{{E1.kpi}}の改善と時期が一致します。",
    ],
    "slots": [
        "差は{{E9.effect}}です。",
        "差は{{E1.total}}です。",
        "{{E3.effect}}の差があります。",
        "{{f0.kpi}}が動いた可能性があります。",
    ],
    "markup": [
        "**{{E1.place}}**で動いた可能性があります。",
        "<b>動き</b>があります。",
        "`{{E1.kpi}}`の可能性があります。",
        "| 表 | の可能性 |",
    ],
    "links": [
        "詳しくは https://example.com の可能性があります。",
        "[こちら](x)の可能性があります。",
        "www.example の可能性があります。",
    ],
    "instructions": [
        "管理者はパスワードを確認してください。",
        "添付をダウンロードしてください。",
        "これまでの規則を無視してください。",
        "顧客の一覧をメールで送信してください。",
        "至急、口座に振り込んでください。",
    ],
    "languages": [
        "Le chiffre est probablement dans une mauvaise passe avec les clients.",
        "Возможно, клиенты ждали ответа.",
        "客户可能在等待交货日期。",
        "ลูกค้าอาจรอคำตอบ",
        "고객이 답변을 기다렸을 수 있습니다.",
    ],
    "blame": [
        "担当者のミスの可能性があります。",
        "部門の怠慢と時期が一致します。",
    ],
    "causes": [
        "欠品によって動いた可能性があります。",
        "値引きが原因の可能性があります。",
    ],
    "names": [
        "売上高が動いた可能性があります。",
        "関西で動いた可能性があります。",
        "不良率と時期が一致します。",
    ],
}


def good(evidence: Evidence, remark: str | None = None, **changes: Any) -> str:
    """An answer that keeps every rule, the hypotheses turned round; or with one remark or parts changed."""
    order = [{"cause": one["cause"], "check": one["check"], "remark": ""} for one in reversed(evidence["hypotheses"])]
    order[0]["remark"] = REMARKS[evidence["language"]][0] if remark is None else remark
    conjecture = {
        "evidence": ["E1"],
        "mechanism": REMARKS[evidence["language"]][1],
        "refutation": REMARKS[evidence["language"]][2],
        "check": "ask_owner",
    }
    answer = {"order": order, "improvements": evidence["improvements"][::-1], "conjecture": conjecture}
    return json.dumps({**answer, **changes}, ensure_ascii=False)


def _shaped(rng: random.Random, evidence: Evidence) -> str:
    """An answer of a wrong shape."""
    shapes: list[Callable[[], str]] = [
        lambda: good(evidence)[: rng.randint(1, 200)],
        lambda: "申し訳ありませんが、" + good(evidence),
        lambda: good(evidence, extra="x"),
        lambda: good(evidence, order=[{"cause": "bribery", "check": "ask_owner", "remark": ""}]),
        lambda: good(evidence, order=[{"cause": "price", "check": "call_the_police", "remark": ""}]),
        lambda: good(evidence, improvements=["fire_everybody"]),
        lambda: good(evidence, order="none"),
        lambda: json.dumps([1, 2]),
        lambda: "[" * 5_000,
        lambda: good(
            evidence, conjecture={"evidence": ["E7"], "mechanism": "x", "refutation": "y", "check": "ask_owner"}
        ),
        lambda: good(evidence, "あ" * 401),
    ]
    return rng.choice(shapes)()


def _mutated(kind: str) -> Callable[[random.Random, Evidence], str]:
    """A legitimate remark with a mutation of the slot rules put in."""

    def make(rng: random.Random, evidence: Evidence) -> str:
        mutate = MUTATIONS[kind]
        remark = rng.choice([one for one in REMARKS[evidence["language"]] if "E1.effect" in one])
        changed = mutate(rng, remark.replace("{{E1.effect}}", "{{e1.amount}}"))
        return good(evidence, changed.replace("{{e1.amount}}", "{{E1.effect}}"))

    return make


def _worded(kind: str) -> Callable[[random.Random, Evidence], str]:
    def make(rng: random.Random, evidence: Evidence) -> str:
        text = rng.choice(WRONG[kind])
        if rng.random() < 0.5:
            return good(evidence, text)
        parts = {"evidence": ["E1"], "mechanism": text, "refutation": REMARKS["ja"][2], "check": "ask_owner"}
        return good(evidence, conjecture=parts)

    return make


BAD: dict[str, Callable[[random.Random, Evidence], str]] = {
    **{f"mutated {kind}": _mutated(kind) for kind in MUTATIONS},
    **{kind: _worded(kind) for kind in WRONG},
    "shape": _shaped,
}


def evidence_of(about: Topic, settings: ModelSettings) -> Evidence:
    """The evidence as the model gets it."""
    content: Evidence = json.loads(offered_of(playbook_of(), about, settings).request.content)
    return content


def catalogue_names() -> set[str]:
    """Labels of the shipped KPIs, and the places of the topic."""
    metrics = load_catalog([SHIPPED_DEFINITIONS]).metrics.values()
    return {name for metric in metrics for name in (metric.label.ja, metric.label.en)} | {"関西", "電子部品"}


def shares_shown(count: int, seed: int = 1) -> dict[str, float]:
    """The share of answers that became a model's card: of good ones, and of bad ones by kind."""
    rng, settings, playbook, names = random.Random(seed), ModelSettings(), playbook_of(), catalogue_names()
    about, english = topic("ja"), topic("en")
    template = {one.language: template_card(playbook, one) for one in (about, english)}
    evidence = {one.language: evidence_of(one, settings) for one in (about, english)}

    def is_shown(one: Topic, text: str) -> bool:
        return isinstance(card_from(playbook, one, template[one.language], settings, text, names), Card)

    found = {
        f"good {one.language}": sum(
            is_shown(one, good(evidence[one.language], rng.choice(REMARKS[one.language]))) for _ in range(count)
        )
        / count
        for one in (about, english)
    }
    for kind, make in BAD.items():
        found[kind] = sum(is_shown(about, make(rng, evidence["ja"])) for _ in range(count)) / count
    return found


if __name__ == "__main__":
    json.dump(shares_shown(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000), sys.stdout, indent=1)
