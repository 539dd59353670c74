"""Originals: bytes kept as they were read, or not at all."""

from __future__ import annotations

import os
import time

import pytest

from data import originals
from data.errors import Refusal
from data.files import examine
from data.lake import load
from data.originals import forget, keep, original, original_path, taken

HEADER = "ordered_on,order_id,region,quantity,amount"


def parts(home):
    return list(originals.originals(home).glob("*.part"))


def test_a_file_is_kept_as_it_was_read(home, write_csv):
    path = write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10")
    done = load(home, path, "orders")
    assert original(home, done.sha256).read_bytes() == path.read_bytes()
    assert not parts(home)


def test_a_refused_file_leaves_nothing(home, write_csv):
    path = write_csv("a.csv", HEADER, "2026-04-01,1,東京,いち,10")
    with pytest.raises(Refusal):
        load(home, path, "orders")
    assert not [each for each in originals.originals(home).rglob("*") if each.is_file()]


def test_a_file_that_changes_meanwhile_is_refused(home, write_csv):
    path = write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10")
    with taken(home, path) as source:
        assert source.sha256
        path.write_text(path.read_text(encoding="utf-8") + "2026-04-01,2,東京,1,10\n", encoding="utf-8")
        with pytest.raises(Refusal) as refusal:
            keep(home, source)
    assert refusal.value.code == "file_changed"
    assert not original_path(home, source.sha256).exists()
    assert not parts(home)


def test_kept_twice_it_is_there_once_and_stays(home, write_csv):
    path = write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10")
    assert keep(home, examine(path))
    assert not keep(home, examine(path))
    assert original(home, examine(path).sha256).read_bytes() == path.read_bytes()


def test_who_gives_up_forgets_only_what_nobody_else_has_loaded_meanwhile(home, write_csv):
    path = write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10")
    source = examine(path)
    assert keep(home, source)
    done = load(home, path, "orders")
    forget(home, source)
    assert original(home, done.sha256).read_bytes() == path.read_bytes()
    other = examine(write_csv("b.csv", HEADER, "2026-04-02,2,東京,1,10"))
    assert keep(home, other)
    forget(home, other)
    assert not original_path(home, other.sha256).exists()


def test_copies_of_killed_processes_go_after_an_hour(home):
    folder = originals.originals(home)
    folder.mkdir(exist_ok=True)
    old, new = folder / "a.part", folder / "b.part"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)
    originals.tidy(home)
    assert parts(home) == [new]
