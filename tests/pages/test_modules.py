"""Every module of the pages can be imported: many are imported where they are first drawn, so that a name that has gone
elsewhere would be found by who opens that page."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "pages" / "shared").rglob("*.py")
)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_can_be_imported(name):
    assert import_module(name).__doc__
