"""The call itself, with the real client against a stand-in: faults, tries, caps, prices, keys, providers, audit."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from data.errors import Refusal
from data.ledger import events
from data.model_calls import model_calls, spent
from insights.exchange import NoAnswer, Request, body, cache_key
from insights.failures import REASONS
from insights.llm import LARGEST_ANSWER, Model
from insights.model_settings import KEY_FILE, PRICES, ModelSettings, model_settings
from insights.narration.calling import Asking, ask_model
from tests.insights.stand_in import breaks_off, fails, message, raw, says, serving, sleeps, trickles
from tests.insights.word_homes import new_home, settings_for

REQUEST = Request("rules", '{"evidence":[]}', {"type": "object"})


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return new_home(tmp_path_factory.mktemp("home"))


def ask(home, settings, waits=None, request=REQUEST):
    keep = [] if waits is None else waits
    return ask_model(Asking(home, settings, "owner", "test", keep.append), request, cache_key(settings, request))


FAULTS = {
    "400": (fails(400), "bad_request", 1),
    "401": (fails(401), "bad_key", 1),
    "403": (fails(403), "forbidden", 1),
    "404": (fails(404), "no_such_model", 1),
    "413": (fails(413), "too_large", 1),
    "429": (fails(429), "rate_limited", 3),
    "429 soon": (fails(429, "0.1"), "rate_limited", 3),
    "429 in an hour": (fails(429, "3600"), "rate_limited", 1),
    "429 on a date": (fails(429, "Wed, 21 Oct 2026 07:28:00 GMT"), "rate_limited", 3),
    "500": (fails(500), "server_error", 3),
    "529": (fails(529), "overloaded", 3),
    "reset": (breaks_off, "broken_off", 3),
    "slow": (sleeps(3), "timeout", 2),
    "a byte now and then": (trickles, "timeout", 2),
    "refusal": (says("no", "refusal"), "refused", 1),
    "truncated": (says('{"order": [', "max_tokens"), "truncated", 1),
    "nothing": (says(""), "empty", 1),
    "blank": (says(" \n "), "empty", 1),
    "10 MB": (says("あ" * 3_400_000), "too_long", 1),
    "not JSON": (raw(b"<html>proxy error</html>", "text/html"), None, 1),
    "broken JSON": (raw(b'{"id": "msg_1", "content": ['), None, 1),
    "JSON of another kind": (raw(b'["a", 1]'), None, 1),
    "null": (raw(b"null"), None, 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_an_answer_that_says_why(home, name):
    play, reason, tries = FAULTS[name]
    before = len(model_calls(home, 10_000))
    with serving(play) as stand_in:
        late = {"try_seconds": 0.7, "total_seconds": 2.0, "tries": 2} if reason == "timeout" else {}
        with pytest.raises(NoAnswer) as failed:
            ask(home, settings_for(stand_in.url, **late))
        assert failed.value.reason == reason or (reason is None and failed.value.reason in ("empty", "not_readable"))
        assert failed.value.reason in REASONS
        assert 1 <= len(stand_in.bodies) <= tries
        assert reason == "timeout" or len(stand_in.bodies) == tries
        rows = model_calls(home, 10_000)
        assert len(rows) - before == len(stand_in.bodies)
        assert {(row.state, row.failure) for row in rows[: len(stand_in.bodies)]} == {("failed", failed.value.reason)}


def test_no_server_is_unreachable(home):
    with pytest.raises(NoAnswer) as failed:
        ask(home, settings_for("http://127.0.0.1:9"))
    assert failed.value.reason == "unreachable"


def test_waits_grow_obey_the_server_and_stay_short(home):
    waits: list[float] = []
    with serving(fails(529)) as stand_in, pytest.raises(NoAnswer):
        ask(home, settings_for(stand_in.url, wait_seconds=20.0), waits)
    assert waits == [1.0, 2.0]
    waits.clear()
    with serving(fails(429, "7")) as stand_in, pytest.raises(NoAnswer):
        ask(home, settings_for(stand_in.url, wait_seconds=20.0), waits)
    assert waits == [7.0, 7.0]
    waits.clear()
    with serving(fails(429, "21")) as stand_in, pytest.raises(NoAnswer):
        ask(home, settings_for(stand_in.url, wait_seconds=20.0), waits)
    assert waits == []


def test_a_later_try_may_answer(home):
    plays = iter([fails(529), breaks_off, says("{}")])
    with serving(lambda conversation, sent: next(plays)(conversation, sent)) as stand_in:
        called = ask(home, settings_for(stand_in.url))
    assert (called.reply.text, called.call.state) == ("{}", "answered")
    assert [row.failure for row in model_calls(home)[:3]] == ["", "broken_off", "overloaded"]


def test_the_row_of_audit_holds_all_and_is_sealed(home):
    with serving(says("[1]")) as stand_in:
        settings = settings_for(stand_in.url)
        called = ask(home, settings)
        row = model_calls(home)[0]
        assert row.request.encode() == stand_in.bodies[0] == body(settings, REQUEST)
    assert (row.answer, row.stop_reason, row.model, row.privacy) == ("[1]", "end_turn", settings.model, "masked")
    assert row.usage == {"input": 1000, "output": 200}
    assert row.yen == pytest.approx((1000 * 2 + 200 * 10) / 1e6 * settings.yen_per_dollar)
    sealed = events(home, verb="model_call", object=called.call.id)
    assert sealed[0].detail["model"] == settings.model


def test_the_request_has_no_tools_and_a_bearer_key(home):
    with serving(says("{}")) as stand_in:
        ask(home, settings_for(stand_in.url))
        sent = json.loads(stand_in.bodies[0])
        assert stand_in.headers[-1]["authorization"] == "Bearer sk-test"
    assert set(sent) == {"max_tokens", "messages", "model", "output_config", "system"}


def test_a_redirect_is_not_followed(home):
    def away(conversation, _):
        conversation.send(307, b"", {"location": "http://127.0.0.1:9/v1/messages"})

    with serving(away) as stand_in, pytest.raises(NoAnswer):
        ask(home, settings_for(stand_in.url))


def test_caps_hold_with_twenty_jobs_at_once(tmp_path):
    home = new_home(tmp_path)
    with serving(says("{}")) as stand_in:
        stand_in.count = 100
        settings = settings_for(stand_in.url, max_tokens=1000)
        worst = settings.yen(((100 * 1.1 + 200) * 2 * 2 + 1000 * 10) / 1e6)
        settings = replace(settings, daily_yen=worst * 4.5)

        def one(number):
            try:
                return ask(home, settings, request=replace(REQUEST, content=f'{{"n":"{number}"}}')).reply.text
            except NoAnswer as error:
                return error.reason

        with ThreadPoolExecutor(20) as pool:
            results = list(pool.map(one, range(20)))
    assert spent(home)[0] <= settings.daily_yen
    assert set(results) == {"{}", "capped"}
    assert len(stand_in.bodies) == results.count("{}") >= 4


def test_what_may_have_been_billed_stays_counted_at_its_worst(tmp_path):
    home = new_home(tmp_path)
    with serving(breaks_off) as stand_in, pytest.raises(NoAnswer):
        ask(home, settings_for(stand_in.url, tries=1))
    assert spent(home)[0] == model_calls(home)[0].yen > 1
    with serving(fails(500)) as stand_in, pytest.raises(NoAnswer):
        ask(home, settings_for(stand_in.url, tries=1))
    assert spent(home)[0] == model_calls(home)[1].yen


def test_a_monthly_cap_holds_too(tmp_path):
    with serving(says("{}")) as stand_in, pytest.raises(NoAnswer) as failed:
        ask(new_home(tmp_path), settings_for(stand_in.url, monthly_yen=0.1))
    assert (failed.value.reason, stand_in.bodies) == ("capped", [])


def test_a_model_without_a_price_is_not_called(home):
    with serving(says("{}")) as stand_in, pytest.raises(NoAnswer) as failed:
        ask(home, settings_for(stand_in.url, model="claude-unheard-of"))
    assert (failed.value.reason, stand_in.bodies, stand_in.counted) == ("no_price", [], [])


def test_a_retired_model_is_not_called(home, tmp_path):
    settings = settings_for(
        "http://127.0.0.1:9", model="claude-sonnet-4-5", prices=PRICES | {"claude-sonnet-4-5": PRICES["claude-opus-5"]}
    )
    later = replace(home, settings=replace(home.settings, today=home.settings.today.replace(month=12)))
    with pytest.raises(NoAnswer, match="retired"):
        ask(later, settings)


def test_without_a_key_of_ours_no_client_is_made(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "from-elsewhere")
    with pytest.raises(NoAnswer, match="no_key"):
        Model(ModelSettings())


@pytest.mark.parametrize(("provider", "package"), [("bedrock", "boto3"), ("vertex", "google.auth")])
def test_a_provider_whose_package_is_missing_is_refused(provider, package):
    with pytest.raises(Refusal, match="not installed") as refusal:
        Model(ModelSettings(provider=provider, key="k", region="ap-northeast-1", project="p"))
    assert (refusal.value.code, package in refusal.value.message.ja) == ("provider_missing", True)


def test_the_key_is_the_environment_or_a_file_of_ones_own(tmp_path, monkeypatch):
    home = new_home(tmp_path)
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert model_settings(home).key == ""
    file = tmp_path / KEY_FILE
    file.write_text("sk-file\n")
    file.chmod(0o640)
    with pytest.raises(Refusal) as refusal:
        model_settings(home)
    assert refusal.value.code == "key_file_open"
    file.chmod(0o600)
    assert model_settings(home).key == "sk-file"
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-env")
    assert model_settings(home).key == "sk-env"
    assert "sk-env" not in repr(model_settings(home))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("modell = 'x'", "model"),
        ("privacy = 'open'", "masked"),
        ("daily_yen = -1", "daily_yen"),
        ("daily_yen = true", "daily_yen"),
        ("base_url = 'http://example.com'", "https"),
        ("[prices.x]\ninput = 1", "output"),
        ("max_tokens = ", "can't be read"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path, text, part):
    home = new_home(tmp_path)
    (tmp_path / "model.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        model_settings(home)
    assert part in refusal.value.message.en


def test_settings_are_read(tmp_path):
    home = new_home(tmp_path)
    text = 'model = "m"\nprivacy = "labels"\nlabels = ["region"]\ndaily_yen = 50\n[prices.m]\ninput = 1\noutput = 2.5\n'
    (tmp_path / "model.toml").write_text(text, encoding="utf-8")
    found = model_settings(home)
    assert (found.privacy, found.labels, found.daily_yen, found.price.output) == ("labels", ("region",), 50, 2.5)


def test_the_stand_in_sends_what_the_bound_cuts():
    assert len(message("あ" * 3_400_000)) > LARGEST_ANSWER
