"""The shell of a command line: flags after the verb, JSON or words, exit codes, refusals; it never prompts.

0 done, 1 refused (or our own fault, logged with an id), 2 wrong usage. The verbs themselves are elsewhere.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import os
import sys
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from data.errors import Refusal, Words, command_language

LOG = logging.getLogger("saigen")
Answer = Any
Show = Callable[[Any], str]
Verb = Callable[[argparse.Namespace], tuple[Answer, str]]
"""A verb gives what is printed with --json, and the words that are printed without it."""


def add_verb(verbs: Any, name: str, run: Verb, about: str) -> argparse.ArgumentParser:
    """A verb with the flags that all of them take."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about, allow_abbrev=False)
    parser.add_argument("--home", metavar="DIR", help="the home (else SAIGEN_HOME, else data/home)")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.set_defaults(run=run)
    return parser


def run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None = None) -> int:
    """Runs the verb asked for, and prints what it gives; the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")
    asked = parser.parse_args(arguments)
    try:
        answer, words = asked.run(asked)
    except Refusal as refusal:
        _refused(refusal, asked.json)
        return 1
    except BrokenPipeError:
        return 1
    except Exception as error:
        _refused(_our_fault(error), asked.json)
        return 1
    _print(json.dumps(answer, ensure_ascii=False, default=_as_json) if asked.json else words)
    return 0


def _our_fault(error: Exception) -> Refusal:
    number = uuid.uuid4().hex[:8]
    LOG.error("fault %s", number, exc_info=error)
    return Refusal(
        "internal_error",
        Words(f"内部エラーです（番号 {number}）。", f"This is a fault of Saigen (id {number})."),
        Words("番号とログを添えて報告してください。", "Report it with that id and the log."),
        Words("途中の変更は取り消されています。", "What was under way was rolled back."),
    )


def _refused(refusal: Refusal, as_json: bool) -> None:
    language = command_language()
    if as_json:
        _print(json.dumps(refusal.as_json(language), ensure_ascii=False))
        return
    parts = (refusal.message, refusal.hint, refusal.state)
    sys.stderr.write("\n".join(text for each in parts if (text := each.in_language(language))) + "\n")


def _print(text: str) -> None:
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _as_json(value: object) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
