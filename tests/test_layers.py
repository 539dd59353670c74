"""The house's rules: imports run data -> metrics -> insights -> pages, and some packages have one door."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("data", "metrics", "insights", "pages")
DOORS = {
    "streamlit": ("pages/", "app.py"),
    "anthropic": ("insights/llm.py",),
    "duckdb": ("data/",),
    "sqlite3": ("data/",),
    "sqlalchemy": ("data/",),
}


def sources():
    for layer in LAYERS:
        yield from sorted((ROOT / layer).rglob("*.py"))
    yield ROOT / "app.py"


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, "imports are absolute here"
            yield node.module


def faults(name, source):
    """What an import in a file breaks: the order of the layers, or a package's one door."""
    layer = name.split("/")[0]
    for module in imports(ast.parse(source)):
        top = module.split(".")[0]
        if layer in LAYERS and top in LAYERS and LAYERS.index(top) > LAYERS.index(layer):
            yield f"{name} imports {module}"
        if top in DOORS and not name.startswith(DOORS[top]):
            yield f"{name} imports {module}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path):
    assert not list(faults(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("data/lake.py", "import metrics.model"),
        ("metrics/query.py", "from insights import anomaly"),
        ("insights/narrate.py", "import anthropic"),
        ("metrics/query.py", "def f():\n    import duckdb"),
        ("insights/report.py", "from streamlit import cache_data"),
    ],
)
def test_a_wrong_import_is_found(name, source):
    assert list(faults(name, source))


def test_only_one_module_of_the_pages_touches_caches():
    names = ("cache_data", "cache_resource")
    users = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in names
    }
    assert users <= {"pages/shared/session.py"}
