"""Answers already given, kept by question: a bounded cache of the process, safe for its threads.

The key holds scope, snapshot, definitions and day, so that no asker sees another's answer and no answer grows old.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from metrics.model import Answer

MOST_ANSWERS = 4096
MOST_ROWS = 2_000_000


class AnswerCache:
    """The answers used last, up to a number of them and of their rows."""

    def __init__(self, answers: int = MOST_ANSWERS, rows: int = MOST_ROWS) -> None:
        self._most_answers, self._most_rows = answers, rows
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._rows = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """A kept answer with a frame of its own: pandas copies it when someone writes to it."""
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            self._answers.move_to_end(key)
        return replace(found, frame=found.frame.copy(deep=False))

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keeps an answer; the ones not used for longest go."""
        with self._lock:
            self._forget(key)
            self._answers[key] = replace(answer, frame=answer.frame.copy(deep=False))
            self._rows += len(answer.frame)
            while len(self._answers) > self._most_answers or self._rows > self._most_rows:
                self._forget(next(iter(self._answers)))

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._answers.clear()
            self._rows = 0

    def __len__(self) -> int:
        return len(self._answers)

    def _forget(self, key: Hashable) -> None:
        known = self._answers.pop(key, None)
        if known is not None:
            self._rows -= len(known.frame)
