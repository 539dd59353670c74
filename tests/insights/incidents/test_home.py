"""A home as people use it: the background job, the store, scopes, replies, and the command line."""

import datetime as dt
import json

import pytest

from data.demo.listing import SEED
from data.errors import Refusal
from data.events import events
from data.incident_store import (
    estimates,
    give_estimate,
    replays,
    replies,
    reply,
    see,
    stored_incidents,
    stored_points,
)  # fmt: skip
from data.making import make_home
from data.people import LOCAL_OWNER, person
from insights import jobs
from insights.__main__ import main
from insights.landing import landings
from metrics.catalog import catalog_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The example company, looked at once in the background."""
    made = make_home(tmp_path_factory.mktemp("incidents") / "home", demo=True, today=TODAY, seed=SEED).home
    assert jobs.ensure(made) == "running"
    assert jobs.wait(made, 840) == "done"
    return made


def said(capsys, *words):
    code = main([*map(str, words)])
    return code, json.loads(capsys.readouterr().out)


def test_the_job_runs_once_a_snapshot(home):
    assert jobs.ensure(home) == "done"
    _, day, points = stored_points(home)
    assert day == TODAY
    assert len(points) > 1000
    assert len(stored_incidents(home, current=True)) > 10


def test_detect_gives_the_contract(home, capsys):
    code, answer = said(capsys, "detect", "revenue", "--home", home.path, "--json")
    assert code == 0
    needed = {"id", "metric", "period", "actual", "expected", "low", "high", "severity", "causes", "place"}
    assert answer["incidents"]
    assert all(needed <= row.keys() and row["metric"] == "revenue" for row in answer["incidents"])
    assert {row["id"] for row in answer["incidents"]} <= {kept.id for kept in stored_incidents(home)}
    assert answer["not_flagged"]
    assert all(row["reason"] and row["reason_text"] for row in answer["not_flagged"])


def test_an_unknown_metric_is_refused_with_the_nearest(home, capsys):
    code, answer = said(capsys, "detect", "revenu", "--home", home.path, "--json")
    assert code == 1
    assert "revenue" in answer["error"]["hint"]


def test_contributions_sum_to_the_change(home, capsys):
    for metric in ("revenue", "gross_margin"):
        code, told = said(capsys, "explain", metric, "--period", "2026-10", "--home", home.path, "--json")
        assert code == 0
        assert told["contributions"]
        for dim, parts in told["contributions"].items():
            total = sum(part["change"] for part in parts) + told["residuals"][dim]
            assert total == pytest.approx(told["change"], rel=1e-9, abs=1e-9)
            assert abs(told["residuals"][dim]) <= 1e-6 * max(abs(told["expected"]), 1e-3)
        assert told["query"]
        assert told["caution"]


@pytest.mark.parametrize(
    ("period", "basis", "reason"),
    [
        ("2026Q3", "before", "not_judged"),
        ("2026-11", "before", "running_period"),
        ("2026-W47", "model", "within_interval"),
    ],
)
def test_why_a_period_has_no_verdict_is_said(home, capsys, period, basis, reason):
    code, told = said(capsys, "explain", "revenue", "--period", period, "--home", home.path, "--json")
    assert code == 0
    assert (told["basis"], told["reason"]) == (basis, reason)


def test_a_head_sees_no_other_departments_split(home, capsys):
    code, answer = said(
        capsys, "explain", "revenue", "--period", "2026-10", "--as", "hr-head", "--home", home.path, "--json"
    )
    assert code == 0 or answer["error"]["code"] == "not_allowed"
    if code == 0:
        assert not answer["contributions"]
    code, answer = said(
        capsys, "explain", "win_rate", "--period", "2026-10", "--as", "hr-head", "--home", home.path, "--json"
    )
    assert code == 1
    assert answer["error"]["code"] == "not_allowed"


def test_a_head_replies_and_others_may_not(home):
    one = stored_incidents(home, ["sales"])[0]
    head, other = person(home, "sales-head"), person(home, "hr-head")
    assert see(home, head, one.id).id == one.id
    reply(home, head, one.id, " 確認します。 ")
    assert [each.text for each in replies(home, one.id)] == ["確認します。"]
    for deed in (lambda: see(home, other, one.id), lambda: reply(home, other, one.id, "x")):
        with pytest.raises(Refusal):
            deed()
    with pytest.raises(Refusal):
        reply(home, head, one.id, "  ")
    assert [event.verb for event in events(home, object=f"incident/{one.id}")] == ["view", "reply"]


def test_a_heads_estimate_stands_beside_the_landing(home):
    metric = catalog_of(home).metrics["revenue"]
    give_estimate(home, person(home, "sales-head"), "sales", "revenue", "2026-11", 1.5e9)
    month, quarter, year = landings(home, LOCAL_OWNER, metric, stored_points(home)[0])
    assert estimates(home, "revenue")[-1] == month.estimate
    assert quarter.estimate is None
    for one in (month, quarter, year):
        assert one.low < one.value < one.high
        assert 0 <= one.probability <= 1
        assert one.so_far < one.value
    with pytest.raises(Refusal):
        give_estimate(home, person(home, "hr-head"), "sales", "revenue", "2026-11", 1.0)


def test_the_past_was_replayed(home):
    kinds = {each.kind for each in replays(home)}
    assert kinds == {"forecast", "flag", "hypothesis"}
    assert all(each.as_of <= TODAY for each in replays(home))
