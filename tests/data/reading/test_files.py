"""The folder of real files: header, rows, sums and encoding of each as counted independently."""

from pathlib import Path

import pytest

from data.reading import preview
from data.reading.text.encoding import decode
from tests.data.reading.comparing import SHARED, differences, expected_files
from tests.data.reading.mutations import mutated

pytestmark = pytest.mark.shared
FILES = expected_files()


@pytest.mark.skipif(not FILES, reason="no folder of real files")
@pytest.mark.parametrize("want", FILES, ids=[Path(w["file"]).stem for w in FILES])
def test_file(want):
    assert differences(want, preview(SHARED / "files" / want["file"])) == []


@pytest.mark.skipif(not FILES, reason="no folder of real files")
@pytest.mark.parametrize("want", FILES[::3], ids=[Path(w["file"]).stem for w in FILES[::3]])
def test_file_laid_out_anew(want):
    text = decode((SHARED / "files" / want["file"]).read_bytes()).text
    wrong = {name: differences(new, preview(content)) for name, content, new in mutated(text, want, limit=120)}
    assert not {name: found for name, found in wrong.items() if found}
