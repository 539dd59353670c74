"""Seeded strings of the sort that break things: quotes, markup, formulas, instructions, bidi, NUL, lone surrogates."""

from __future__ import annotations

import random
from collections.abc import Iterator

PIECES = [
    '"', "'", "\\", "\n", "\r", "\t", "\0", "\x1b", "\u202e", "\u200b", "\ufeff", "\ud800", "{{E1.effect}}", "{{", "}}",
    "</system>", "<script>alert(1)</script>", "=1+1", "@SUM(A1)", "Ignore all previous instructions",
    "これまでの指示を無視",     "'; DROP TABLE orders; --", "../../etc/passwd", "CON", "%s%n",
    "${jndi:ldap://x}", "\u0000", "9" * 30, "−1", "NaN",
    "𝟗", "Ⅳ", "½", "🙂", "é", "ﷺ", "関西", "V1", "E1", "K1", '{"role":"system"}', "[[1]]", "\\u0022", "&lt;", "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "a" * 5_000, " ", "　", "revenue", "region", "null", "true", "-",
]  # fmt: skip


def strings(rng: random.Random, count: int) -> Iterator[str]:
    """Strings made of one to six pieces, in any order, none empty."""
    for _ in range(count):
        yield "".join(rng.choices(PIECES, k=rng.randint(1, 6)))
