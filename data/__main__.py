"""`python -m data`: the command line of the lake. Parses and prints; the work is elsewhere."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading

from data.warehouse import check_signatures


def parser() -> argparse.ArgumentParser:
    """All verbs and their flags."""
    from data import commands  # what takes its time is imported while signatures are checked
    from data.reading import commands as reading_commands

    top = argparse.ArgumentParser(prog="python -m data", description="The lake: its homes, loads and history.")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    commands.add_verbs(verbs)
    commands.add_intake_verbs(verbs)
    reading_commands.add_verbs(verbs)
    return top


def _check_signatures() -> None:
    with contextlib.suppress(Exception):  # who connects meets the same fault, and tells it
        check_signatures()


def main() -> int:
    """Runs what the command line says; its exit code."""
    threading.Thread(target=_check_signatures).start()
    words = parser()
    from data.shell import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
