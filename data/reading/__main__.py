"""`python -m data.reading preview|read`: the reading's verbs on their own."""

import argparse
import sys

from data.reading.commands import add_verbs
from data.shell import run

parser = argparse.ArgumentParser(prog="python -m data.reading", description=__doc__)
add_verbs(parser.add_subparsers(dest="verb", required=True, metavar="VERB"))
sys.exit(run(parser))
