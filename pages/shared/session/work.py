"""What takes longer than a page may wait for: made once in a thread of its own, and handed out as soon as it is there.

Knows no page and no KPI. What is made may depend on nothing but what it is given, and touches no Streamlit.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

import streamlit as st

Made = TypeVar("Made")
WORKERS, KEPT = 2, 128
WAITED = "waited_for"
Key = tuple[Hashable, ...]

_slots = threading.Semaphore(WORKERS)
_futures: OrderedDict[Key, Future[Any]] = OrderedDict()
_lock = threading.Lock()


def begin() -> None:
    """A page is drawn anew: it waits for nothing yet."""
    st.session_state[WAITED] = []


def later(make: Callable[..., Made], *about: Hashable) -> Made | None:
    """What `make` gives for `about`; None as long as it is not made, which the page then waits for. What it raised is
    raised here, and tried again the next time."""
    key = (make, *about)
    with _lock:
        future = _futures.get(key)
    if future is None or not future.done():
        st.session_state.setdefault(WAITED, []).append(key)
        return None
    if future.exception() is not None:
        with _lock:
            _futures.pop(key, None)
    made: Made = future.result()
    return made


def start() -> None:
    """Starts what the page waits for. Called when the page is drawn, so that its own script need not share a core."""
    with _lock:
        for key in waited():
            if key not in _futures:
                _futures[key] = future = Future()
                threading.Thread(target=_make, args=(future, key), name="saigen-pages", daemon=True).start()
            _futures.move_to_end(key)
        _forget_oldest()


def _make(future: Future[Any], key: Key) -> None:
    """In a daemon thread, which keeps no server from ending; a few at a time."""
    make: Any = key[0]
    with _slots:
        try:
            future.set_result(make(*key[1:]))
        except Exception as error:
            future.set_exception(error)


def _forget_oldest() -> None:
    for key in [key for key, future in _futures.items() if future.done()][: max(0, len(_futures) - KEPT)]:
        del _futures[key]


def waited() -> list[Key]:
    """What the page drawn last waits for."""
    found: list[Key] = st.session_state.get(WAITED, [])
    return found


def arrived() -> bool:
    """Whether something that the page waits for is there."""
    with _lock:
        return any((future := _futures.get(key)) is not None and future.done() for key in waited())
