"""False discovery rate, parents and diversity, on evidence made by hand."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from insights.evidence import Evidence
from insights.rank import benjamini_hochberg, benjamini_yekutieli, discoveries, diverse, unexplained


def evidence(value: str, p: float = 0.0, strength: float = 0.5, dim: str | None = "d", measure: str = "m") -> Evidence:
    return Evidence("mean", dim, value, measure, "high", 1.0, (0.5, 1.5), p, 10, 0.1, strength)


@pytest.mark.parametrize(("method", "own"), [("fdr_bh", benjamini_hochberg), ("fdr_by", benjamini_yekutieli)])
def test_adjusted_p_agree_with_statsmodels(method: str, own: object) -> None:
    p = np.random.default_rng(1).uniform(size=50) ** 3
    assert callable(own)
    assert own(p.tolist()) == pytest.approx(multipletests(p, method=method)[1])


def test_discoveries_hold_the_rate() -> None:
    random = np.random.default_rng(2)
    tables = [[evidence(str(n), p=p) for n, p in enumerate(random.uniform(size=200))] for _ in range(200)]
    assert np.mean([bool(discoveries(table, 0.1)) for table in tables]) <= 0.16
    assert discoveries([], 0.1) == []


def test_a_statement_that_a_stronger_one_of_its_dimension_explains_is_dropped() -> None:
    strong, weak = evidence("a", strength=0.9), evidence("b", strength=0.3)
    assert unexplained([weak, strong], lambda one, other: 0.0) == [strong]
    assert unexplained([weak, strong], lambda one, other: one.strength) == [strong, weak]


def test_one_that_another_dimension_explains_stays_but_weaker() -> None:
    strong, weak = evidence("a", strength=0.9), evidence("b", strength=0.3, dim="e")
    kept = unexplained([weak, strong], lambda one, other: 0.0)
    assert [one.value for one in kept] == ["a", "b"]
    assert kept[1].strength < weak.strength


def test_another_theme_comes_before_the_third_of_one() -> None:
    same = [evidence(value, strength=0.5) for value in "abc"]
    other = evidence("z", strength=0.4, dim="e", measure="n")
    order = [one.value for one in diverse([*same, other], 4, lambda one: one.strength)]
    assert order.index("z") == 1
    assert len(diverse(same, 2, lambda one: one.strength)) == 2
