"""What a table's quantities have in common: seen through their noise, told once, and not where the KPI stood still."""

from dataclasses import replace

import numpy as np
import pytest

from insights.incidents.suspects import suspects
from insights.incidents.volume import volumes
from insights.watch import Panel
from metrics.calendar import BusinessCalendar
from tests.insights.incidents.panels import PLACES, metric, panels

CALENDAR = BusinessCalendar()
SOLD = metric(headline=True)
PIECES = metric(name="pieces", unit="count")
ROWS = metric(name="rows", unit="count", internal=True, when_empty="zero")
PRICE = metric(name="price", kind="ratio", source="", numerator="sold", denominator="rows")
KNOWN = {each.name: each for each in (SOLD, PIECES, ROWS, PRICE)}
FIRST, WEEKS, FELL = 60, 8, -0.08


def of_one_table(seed, *, volume=FELL, sold=0.0, noise=0.02, much=0.08):
    """Sold and pieces by week and region, a ratio of the one to the rows: they share how much there was."""
    rows = panels(seed, step=volume, first=FIRST, weeks=WEEKS, noise=noise, of=ROWS)
    rng = np.random.default_rng(seed + 100)
    made = []
    scatter = {name: np.exp(rng.normal(0, much, rows[1].value.shape)) for name in ("sold", "pieces")}
    scatter["sold"][FIRST : FIRST + WEEKS, 2] *= 1 + sold
    values = {name: rows[1].value * each for name, each in scatter.items()}
    for of in (SOLD, PIECES):
        value = values[of.name]
        made.append(Panel(of, "week", (), rows[0].dates, ((),), value.sum(axis=1, keepdims=True)))
        made.append(Panel(of, "week", ("region",), rows[1].dates, rows[1].places, value))
    for like, value in ((rows[0], made[0].value), (rows[1], made[1].value)):
        made.append(Panel(PRICE, "week", like.dims, like.dates, like.places, value / like.value, value, like.value))
    return made


def strongest(made, known, name="sold"):
    there = [one for one in suspects(made, CALENDAR, known) if one.panel.metric.name == name and one.z < 0]
    there = [one for one in there if dict(one.place) == {"region": "c"} and one.first <= FIRST + 1 <= one.last]
    return max((one.score for one in there), default=0.0)


def test_less_of_everything_is_seen_in_all_quantities_together():
    made = [of_one_table(seed) for seed in range(8)]
    together, alone = ([strongest(one, known) for one in made] for known in (KNOWN, {}))
    assert sum(score > 4.0 for score in together) >= 6
    assert sum(score > 4.0 for score in alone) <= 3
    assert all(one >= other for one, other in zip(together, alone, strict=True))


def test_it_is_told_at_the_lead_kpi_alone():
    made = of_one_table(1)
    with_them, without = (strongest(made, known, "pieces") for known in (KNOWN, {}))
    assert with_them == without


def test_a_kpi_that_stood_still_is_not_said_to_have_moved():
    level = [strongest(of_one_table(seed, sold=1 / (1 + FELL) - 1 + 0.1), KNOWN) for seed in range(4)]
    assert max(level) < 3.0


def test_quantities_without_noise_make_no_certainty():
    made = of_one_table(5, volume=-0.01, noise=0.0001)
    assert strongest(made, KNOWN) < 3.0


def test_quiet_tables_bring_no_loud_windows():
    made = [one for seed in range(5) for one in suspects(of_one_table(seed, volume=0.0), CALENDAR, KNOWN)]
    assert len([one for one in made if one.score > 4.5]) <= 1


def test_a_volume_is_of_the_lead_kpis_places_and_in_logarithms():
    made = list(volumes(of_one_table(6), KNOWN, CALENDAR))
    assert [one.lead.metric.name for one in made] == ["sold"]
    assert made[0].shared.shape == made[0].weight.shape == made[0].lead.value.shape
    assert made[0].shared[FIRST : FIRST + WEEKS, 2].mean() == pytest.approx(np.log(1 + FELL), abs=0.03)
    assert len(made[0].lead.places) == len(PLACES)


def test_it_is_told_at_no_kpi_that_may_not_be_split_so():
    unsplit = replace(SOLD, dimensions=())
    made = [replace(one, metric=unsplit) if one.metric.name == "sold" else one for one in of_one_table(9)]
    assert [one.lead.metric.name for one in volumes(made, {**KNOWN, "sold": unsplit}, CALENDAR)] == ["pieces"]


def test_one_quantity_alone_has_no_volume():
    assert not list(volumes(panels(7), {"sold": SOLD}, CALENDAR))
    assert not list(volumes(of_one_table(8), {}, CALENDAR))
