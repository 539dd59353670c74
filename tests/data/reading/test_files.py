"""The folder of real files: header, rows, sums and encoding of each as counted independently."""

from pathlib import Path

import pytest

from data.reading import preview
from tests.data.reading.comparing import SHARED, differences, expected_files

pytestmark = pytest.mark.shared
FILES = expected_files()


@pytest.mark.skipif(not FILES, reason="no folder of real files")
@pytest.mark.parametrize("want", FILES, ids=[Path(w["file"]).stem for w in FILES])
def test_file(want):
    assert differences(want, preview(SHARED / "files" / want["file"])) == []
