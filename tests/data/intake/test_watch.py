"""A watched folder: what is remembered goes in, the rest waits and is asked about."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from data.errors import Refusal
from data.intake import commit, plan, understand, waiting, watch_once
from data.intake.watch import settle
from data.lake import history, load
from data.ledger import events

HEADER = "請求日,請求番号,地域,金額"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "watched"
    made.mkdir()
    return made


def put(folder, name: str, *lines: str, age: float = 60) -> None:
    path = folder / name
    path.write_bytes("\r\n".join((*lines, "")).encode("cp932"))
    os.utime(path, (time.time() - age, time.time() - age))


def test_files_of_remembered_form_go_in_and_others_wait(billing, folder, write_office):
    load(billing, write_office("first.csv", HEADER, "2026/3/1,z,東京,1"), "billing")
    put(folder, "4月.csv", HEADER, "2026/4/1,a,東京,△5")
    put(folder, "unknown.csv", "x,y", "1,2", "3,4")
    put(folder, "fault.csv", HEADER, "2026/4/1,b,東京,多数")
    put(folder, "growing.csv", HEADER, "2026/4/1,c,東京,7", age=-3600)
    put(folder, "empty.csv")
    (folder / "empty.csv").write_bytes(b"")
    os.utime(folder / "empty.csv", (1, 1))
    seen = {each.file: each for each in watch_once(billing, folder, by="sales-head")}
    assert {name: each.state for name, each in seen.items()} == {
        "4月.csv": "loaded",
        "unknown.csv": "waiting",
        "fault.csv": "waiting",
        "empty.csv": "waiting",
    }
    assert seen["4月.csv"].load_id == history(billing)[0].load_id
    assert history(billing)[0].by == "sales-head"
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["4月.csv"]
    assert sorted(path.name for path in (folder / "waiting").iterdir()) == ["empty.csv", "fault.csv", "unknown.csv"]
    assert (folder / "growing.csv").exists()
    assert "mapped" in seen["unknown.csv"].reason.en
    assert {each.file for each in waiting(billing)} == {"unknown.csv", "fault.csv", "empty.csv"}
    assert [event.verb for event in events(billing, verb="file_waits")] == ["file_waits"] * 3
    assert watch_once(billing, folder, by="sales-head") == []


def test_the_same_file_put_in_again_is_no_second_load(billing, folder, write_office):
    load(billing, write_office("first.csv", HEADER, "2026/3/1,z,東京,1"), "billing")
    for _ in range(2):
        put(folder, "a.csv", HEADER, "2026/4/1,a,東京,5")
        [seen] = watch_once(billing, folder)
    assert seen.state == "already"
    assert len(history(billing)) == 2
    assert len(list((folder / "done").iterdir())) == 2


def test_a_waiting_file_waits_no_more_once_it_is_loaded_or_settled(billing, folder):
    put(folder, "a.csv", HEADER, "2026/4/1,a,東京,5")
    put(folder, "b.csv", "p,q", "1,2")
    watch_once(billing, folder)
    a, b = sorted(waiting(billing), key=lambda each: each.file)
    found = understand(billing, Path(a.path).read_bytes(), a.file)
    commit(billing, plan(billing, found, found.mapping, "billing"))
    assert [each.file for each in waiting(billing)] == ["b.csv"]
    settle(billing, b)
    assert waiting(billing) == []
    put(folder, "next.csv", HEADER, "2026/5/1,b,東京,6")
    assert [each.state for each in watch_once(billing, folder)] == ["loaded"]


def test_a_name_is_no_path_and_a_link_is_no_file(billing, folder, tmp_path):
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert watch_once(billing, folder) == []
    assert (tmp_path / "secret.csv").exists()
    with pytest.raises(Refusal):
        watch_once(billing, folder / "nothing")
