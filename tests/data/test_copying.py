"""Copies of a file and its fingerprint: both are the file's, whether the kernel copies all of it, a part or none."""

import hashlib
import os

import pytest

from data.copying import BLOCK, Copying

CONTENT = os.urandom(2 * BLOCK + 12_345)


def copied(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(CONTENT)
    copying = Copying(source, tmp_path / "copies")
    assert copying.sha256 == hashlib.sha256(CONTENT).hexdigest()
    copying.place(tmp_path / "placed")
    return (tmp_path / "placed").read_bytes()


def test_the_copy_and_its_fingerprint_are_the_files(tmp_path):
    assert copied(tmp_path) == CONTENT


@pytest.mark.parametrize("name", ["copy_file_range", "preadv"])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_what_the_kernel_can_not_copy_or_give_back_is_read_and_written(name, after, tmp_path, monkeypatch):
    before, calls = getattr(os, name), []

    def failing(*words):
        calls.append(words)
        if len(calls) > after:
            raise OSError(5, "EIO")
        return before(*words)

    monkeypatch.setattr(os, name, failing)
    assert copied(tmp_path) == CONTENT
    assert len(calls) == after + 1
