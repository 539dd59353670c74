"""Where the real files are: SAIGEN_SHARED, else `shared` beside the checkout. Reads none of them."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def shared_folder() -> Path:
    """The folder of what is shared, present or not."""
    return Path(os.environ.get("SAIGEN_SHARED") or CHECKOUT.parent / "shared")


def real_file(name: str) -> Path:
    """The path of one real file."""
    return shared_folder() / "files" / name


def are_there() -> bool:
    """Whether the real files are on this machine."""
    return (shared_folder() / "files" / "SOURCES.md").exists()
