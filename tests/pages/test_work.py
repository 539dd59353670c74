"""What takes longer than a page: asked for, started when it is drawn, handed out once; a failure is tried again."""

import time

import pytest
import streamlit as st

from pages.shared.session import work

CALLS = []


def slow(number):
    CALLS.append(number)
    return number * 2


def failing(number):
    CALLS.append(number)
    raise ValueError(number)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """A session of its own, and no call yet."""
    monkeypatch.setattr(st, "session_state", {})
    CALLS.clear()
    work.begin()


def until_there():
    for _ in range(500):
        if work.arrived():
            return
        time.sleep(0.01)
    raise TimeoutError


def test_it_is_started_when_the_page_is_drawn_and_made_once():
    assert work.later(slow, 21) is None
    assert not CALLS
    assert work.waited()
    work.start()
    until_there()
    work.begin()
    assert work.later(slow, 21) == 42
    assert work.later(slow, 21) == 42
    assert CALLS == [21]
    assert not work.waited()


def test_what_it_raised_is_raised_and_tried_again():
    work.later(failing, 7)
    work.start()
    until_there()
    with pytest.raises(ValueError, match="7"):
        work.later(failing, 7)
    assert work.later(failing, 7) is None
