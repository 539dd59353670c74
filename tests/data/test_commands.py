"""The command line: documents, exit codes, refusals, and that it leaves nothing behind where it refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.__main__ import parser
from data.home import Home, open_home
from data.making import UNFINISHED
from data.shell import run
from data.warehouse import forget_engine

ROOT = Path(__file__).parents[2]
HEADER = "ordered_on,order_id,region,quantity,amount"


@pytest.fixture
def asked(home, capsys):
    """Runs a verb on the home with --json: the exit code and the document."""

    def ask(verb: str, *arguments: object) -> tuple[int, object]:
        code = run(parser(), [verb, *map(str, arguments), "--home", str(home.path), "--json"])
        said = capsys.readouterr()
        assert said.err == ""
        return code, json.loads(said.out)

    return ask


def test_load_history_and_undo_say_what_they_did(asked, write_csv):
    code, loaded = asked(
        "load", write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "--table", "orders", "--by", "ceo"
    )
    assert code == 0
    assert set(loaded) == {"load_id", "table", "rows", "rejected", "snapshot"}
    code, found = asked("history", "--table", "orders")
    assert code == 0
    assert {name: found[0][name] for name in ("load_id", "table", "rows", "by", "file", "snapshot", "state")} == {
        "load_id": loaded["load_id"], "table": "orders", "rows": 1, "by": "ceo", "file": "a.csv",
        "snapshot": loaded["snapshot"], "state": "active",
    }  # fmt: skip
    assert found[0]["at"].endswith("+09:00")
    code, said = asked("undo", loaded["load_id"], "--dry-run")
    assert (code, said["removed"], said["restored"], said["from"], said["dry_run"]) == (0, 1, 0, "2026-04-01", True)
    assert asked("undo", loaded["load_id"])[0] == 0
    assert asked("history")[1][0]["state"] == "undone"


def test_refusals_are_documents_with_exit_code_1(asked, write_csv, tmp_path):
    path = write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10")
    mapping = tmp_path / "m.yaml"
    mapping.write_text("when: ordered_on\n", encoding="utf-8")
    assert asked("load", path, "--table", "orders")[0] == 0
    for code, verb, *arguments in (
        ("already_loaded", "load", path, "--table", "orders"),
        ("unknown_person", "load", path, "--table", "orders", "--by", "nobody"),
        (
            "unknown_column",
            "load",
            write_csv("b.csv", HEADER, "2026-04-02,1,東京,1,10"),
            "--table",
            "orders",
            "--mapping",
            mapping,
        ),
        ("no_file", "load", path, "--table", "orders", "--mapping", "nothing.yaml"),
        ("no_file", "load", "nothing.csv", "--table", "orders"),
        ("unknown_table", "history", "--table", "ordrs"),
        ("unknown_load", "undo", "x"),
        ("home_exists", "init"),
        ("only_with_demo", "init", "--seed", "1"),
    ):
        status, document = asked(verb, *arguments)
        assert status == 1
        assert document["error"]["code"] == code
        assert set(document["error"]) == {"code", "message", "hint", "state"}


def test_a_mapping_file_names_columns(asked, write_csv, tmp_path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("when: ordered_on\nmemo: null\n", encoding="utf-8")
    path = write_csv("a.csv", "when,order_id,region,quantity,amount,memo", "2026-04-01,1,東京,1,10,x")
    assert asked("load", path, "--table", "orders", "--mapping", mapping)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["lod"],
        ["load"],
        ["load", "a.csv", "--table", "t", "--mode", "upsert"],
        ["init", "--today", "yesterday"],
        ["undo"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments):
    with pytest.raises(SystemExit) as ended:
        run(parser(), arguments)
    assert ended.value.code == 2


def test_a_home_is_made_once_and_keeps_what_lies_there(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SAIGEN_LANG", "en")
    path = tmp_path / "new" / "home"
    (path / "definitions").mkdir(parents=True)
    (path / "definitions" / "own.yaml").write_text("department: finance\n", encoding="utf-8")
    (path / UNFINISHED / "lake").mkdir(parents=True)
    assert run(parser(), ["init", "--home", str(path)]) == 0
    assert sorted(each.name for each in path.iterdir()) == ["definitions", "lake", "ledger.db", "settings.toml"]
    assert (path / "definitions" / "own.yaml").exists()
    assert run(parser(), ["init", "--home", str(path)]) == 1
    assert "There is a home at" in capsys.readouterr().err
    assert open_home(path).exists


@pytest.mark.parametrize("step", ["lake_made", "before_lake_in_place"])
def test_a_home_whose_making_was_killed_is_made_anew(tmp_path, step):
    command = [sys.executable, "-m", "data", "init", "--home", str(tmp_path / "home")]
    killed = subprocess.run(command, cwd=ROOT, env=os.environ | {"SAIGEN_DIE_AT": step}, check=False)
    assert killed.returncode == -9
    assert run(parser(), ["history", "--home", str(tmp_path / "home")]) == 1
    assert run(parser(), ["init", "--home", str(tmp_path / "home")]) == 0
    assert sorted(each.name for each in (tmp_path / "home").iterdir()) == [
        "definitions",
        "lake",
        "ledger.db",
        "settings.toml",
    ]
    forget_engine(tmp_path / "home")


def test_a_file_in_place_of_a_home_is_refused(tmp_path):
    (tmp_path / "home").write_text("x", encoding="utf-8")
    assert run(parser(), ["init", "--home", str(tmp_path / "home"), "--json"]) == 1
    assert run(parser(), ["history", "--home", str(tmp_path / "nowhere"), "--json"]) == 1


def test_a_home_that_moved_is_served(home, asked, write_csv, tmp_path, capsys):
    asked("load", write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "--table", "orders")
    forget_engine(home.path)
    shutil.move(home.path, tmp_path / "moved")
    path = str(tmp_path / "moved")
    assert (
        run(
            parser(),
            ["load", str(write_csv("b.csv", HEADER, "2026-04-02,1,東京,1,10")), "--table", "orders", "--home", path],
        )
        == 0
    )
    assert run(parser(), ["history", "--home", path, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out.splitlines()[-1])) == 2
    forget_engine(Home(tmp_path / "moved").path)


def test_a_table_made_by_a_slip_of_its_name_is_said_with_the_way_back(home, write_csv, capsys, monkeypatch):
    monkeypatch.setenv("SAIGEN_LANG", "en")
    file = write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10")
    for table, said in (("ordrs", True), ("orders", False), ("xyz", False)):
        assert run(parser(), ["load", str(file), "--table", table, "--by", "ceo", "--home", str(home.path)]) == 0
        assert ("If 'orders' was meant, data undo" in capsys.readouterr().out) is said
