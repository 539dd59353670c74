"""Runs every measure of the pages on an example company made for it; prints one JSON document."""

import json
import tempfile
from pathlib import Path

from tests.bench import bench_paint, bench_rerun, bench_start
from tests.browser.conftest import make_home


def main() -> dict[str, object]:
    """All figures by name."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home")
        return bench_rerun.main(home) | {"paint": bench_paint.main(home)} | bench_start.main()


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
