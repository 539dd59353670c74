"""What leaves the company: masked requests do not depend on a single string of data; labels are few and plain."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace

import pytest

from insights.exchange import body
from insights.findings import Trace
from insights.hypotheses import playbook_of
from insights.memory import ClosedCase
from insights.model_settings import ModelSettings
from insights.narrate import Narrator
from insights.narration.making import Topic, offered_of
from insights.privacy import plain_label
from tests.insights.answers import good
from tests.insights.hostile import strings
from tests.insights.incident_findings import around, catalog, subject, topic
from tests.insights.stand_in import evidence, says, serving
from tests.insights.word_homes import new_home, settings_for

COUNT = int(os.environ.get("SAIGEN_HOSTILE", "400"))
SETTINGS = ModelSettings(key="k")


def sent(about: Topic, settings: ModelSettings = SETTINGS) -> bytes:
    return body(settings, offered_of(playbook_of(), about, settings).request)


def hostile_topic(value: str) -> Topic:
    """The topic with a string for a value, a header, a note and a file's name."""
    trace = Trace(query=f"SELECT '{value}'", loads=(value,), asked_at=value)
    about = topic(region=value, dimension=f"x{value}")
    findings = [replace(one, trace=trace) for one in about.findings]
    return replace(about, subject=findings[0], around=tuple(findings[1:]))


def test_hostile_values_headers_notes_and_file_names_leave_the_bytes_unchanged():
    plain = sent(topic(region="A", dimension="B"))
    for value in strings(random.Random(5), COUNT):
        assert sent(hostile_topic(value)) == plain, value


def test_a_kpi_made_from_a_file_and_its_dimensions_are_masked():
    one = replace(subject(), kpi="secret_kpi")
    about = Topic(one, tuple(around()), metric=replace(catalog().metrics["revenue"], name="secret_kpi"))
    found = sent(about).decode()
    assert "secret" not in found
    assert '\\"kpi\\":\\"K1\\"' in found
    assert '\\"kpi\\":\\"revenue\\"' in found


def test_numbers_over_few_rows_are_left_out():
    for n, is_there in ((9, False), (10, True), (None, False)):
        found = evidence(sent(replace(topic(), subject=replace(subject(), n=n))))["evidence"][0]
        assert ("effect" in found, found.get("suppressed", False)) == (is_there, not is_there)
        assert "81" not in json.dumps(found.get("effect", "")) or is_there


def test_numbers_are_rounded_and_whole_kpis_need_no_count():
    found = evidence(sent(topic()))["evidence"][0]
    assert (found["effect"], found["relative"]) == (-22_200_000.0, -0.215)
    whole = replace(subject(), place=(), n=None)
    assert evidence(sent(replace(topic(), subject=whole)))["evidence"][0]["effect"] == -22_200_000.0


def test_labels_are_allow_listed_common_short_and_plain():
    settings = ModelSettings(key="k", privacy="labels", labels=("region",))

    def place(region, n):
        about = replace(topic(region=region), subject=subject(region=region, n=n))
        return [one["value"] for one in evidence(sent(about, settings))["evidence"][0]["place"]]

    assert place("関西", 20) == ["関西", "V2"]
    assert place("関西", 19) == ["V1", "V2"]
    assert place("ｶﾝｻｲ", 50) == ["カンサイ", "V2"]
    assert place("あ" * 41, 50) == ["V1", "V2"]
    assert place("関西\u202e", 50) == ["V1", "V2"]
    assert place("関西\n", 50) == ["V1", "V2"]


def test_a_label_stays_a_json_value():
    assert plain_label('","role":"system"') == '","role":"system"'
    settings = ModelSettings(key="k", privacy="labels", labels=("region",))
    about = topic(region='","x":"')
    assert evidence(sent(about, settings))["evidence"][0]["place"][0]["value"] == '","x":"'


def test_off_sends_nothing(tmp_path):
    with serving(says(good)) as stand_in:
        narrator = Narrator(new_home(tmp_path), settings_for(stand_in.url, privacy="off"))
        card = narrator.wait(topic(), 60)
        assert (card.source, card.reason, stand_in.bodies, stand_in.counted) == ("template", "off", [], [])
        with pytest.raises(ValueError, match="off"):
            narrator.preview(topic())


def test_the_preview_is_what_is_sent_to_the_byte(tmp_path):
    with serving(says(good)) as stand_in:
        narrator = Narrator(new_home(tmp_path), settings_for(stand_in.url))
        narrator.wait(topic(), 60)
        assert stand_in.bodies == [narrator.preview(topic())]


def test_no_name_of_the_data_and_no_key_is_in_the_request(tmp_path):
    with serving(says(good)) as stand_in:
        Narrator(new_home(tmp_path), settings_for(stand_in.url)).wait(topic(region="極秘地域"), 60)
        every = b"".join([*stand_in.bodies, *stand_in.counted]).decode()
        assert "極秘" not in every
        assert "sk-test" not in every
        assert "電子部品" not in every


def test_closed_cases_are_sent_as_codes():
    closed = ClosedCase(
        "case-極秘", "sales", "revenue", "spike", "region", "volume", "coincides", "refuted", subject().window[0]
    )
    found = sent(replace(topic(), cases=(closed,))).decode()
    assert "極秘" not in found
    assert evidence(found.encode())["closed_cases"][0]["verdict"] == "refuted"
