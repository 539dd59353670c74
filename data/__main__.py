"""`python -m data`: the command line of the lake. Parses and prints; the work is elsewhere."""

from __future__ import annotations

import argparse
import sys

from data import commands
from data.reading import commands as reading_commands
from data.shell import run


def parser() -> argparse.ArgumentParser:
    """All verbs and their flags."""
    top = argparse.ArgumentParser(prog="python -m data", description="The lake: its homes, loads and history.")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    commands.add_verbs(verbs)
    commands.add_intake_verbs(verbs)
    reading_commands.add_verbs(verbs)
    return top


if __name__ == "__main__":
    sys.exit(run(parser()))
