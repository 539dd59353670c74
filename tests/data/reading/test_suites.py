"""Public suites: CSV spectrum, Pollock's file_* half with its own score, frictionless, naughty strings."""

import csv
import importlib.util
import io
import json

import pytest

from data.reading import preview, raw, read
from data.reading.save import save_rows
from tests.data.reading.comparing import SHARED

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not (SHARED / "suites").exists(), reason="no folder of suites")]
SUITES = SHARED / "suites"
SPECTRUM = sorted((SUITES / "csv_spectrum" / "csvs").glob("*.csv"))
FRICTIONLESS = sorted(p for p in (SUITES / "frictionless").rglob("*.*sv") if p.is_file())


def spectrum_is_right(path):
    """Whether a case of CSV spectrum comes out as its JSON says, line ends aside."""
    text = (SUITES / "csv_spectrum" / "json" / f"{path.stem}.json").read_text(encoding="utf-8")
    want = json.loads(text.replace("\\r\\n", "\\n"))
    want = want if isinstance(want, list) else [want]
    header, *rows = raw(path)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    if path.stem == "location_coordinates":  # its JSON gives another telephone number than its CSV
        found[0].pop("Contact Phone Number"), want[0].pop("Contact Phone Number")
    return found == want


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda p: p.stem)
def test_csv_spectrum(path):
    assert spectrum_is_right(path)


def pollock_scores(folder):
    spec = importlib.util.spec_from_file_location("pollock_score", SUITES / "pollock" / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    found = {}
    for path in sorted((SUITES / "pollock" / "csv").iterdir()):
        save_rows(raw(path), folder / path.name)
        found[path.name] = score.score(SUITES / "pollock" / "clean" / path.name, folder / path.name)
    return found


def test_pollock(tmp_path):
    scores = pollock_scores(tmp_path)
    assert sum(scores.values()) / len(scores) >= 9.9


@pytest.mark.parametrize("path", FRICTIONLESS, ids=lambda p: p.stem)
def test_frictionless_gives_a_verdict(path):
    found = preview(path)
    assert found["verdict"] in ("load", "choose", "warn", "refuse")
    assert found["verdict"] == "refuse" or found["columns"]


def test_naughty_strings_come_out_as_they_went_in():
    strings = json.loads((SUITES / "naughty_strings" / "blns.json").read_text(encoding="utf-8"))
    kept = [s for s in strings if s.strip() and "\0" not in s and "\ufeff" not in s]
    out = io.StringIO()
    csv.writer(out).writerows([["no", "text", "mark"], *([str(n), s, "x"] for n, s in enumerate(kept, 1))])
    found = raw(out.getvalue().encode())
    assert [row[1] for row in found[1:]] == kept


def test_naughty_strings_are_never_taken_for_rows_to_skip():
    strings = json.loads((SUITES / "naughty_strings" / "blns.json").read_text(encoding="utf-8"))
    kept = [s for s in strings if s.strip() and "\0" not in s and "\n" not in s]
    out = io.StringIO()
    csv.writer(out).writerows([["no", "text", "value"], *([str(n), s, str(n)] for n, s in enumerate(kept, 1))])
    assert read(out.getvalue().encode()).rows == len(kept)
