"""`python -m data.reading preview|read`: the reading's commands on their own."""

import argparse
import sys

from data.reading.commands import add

parser = argparse.ArgumentParser(prog="data.reading", description=__doc__)
add(parser.add_subparsers(required=True))
arguments = parser.parse_args()
sys.exit(arguments.run(arguments))
