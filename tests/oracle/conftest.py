"""The home from real files and its pandas reading, made once for all tests of this folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.home import Home, open_home
from tests.oracle import company_frames, company_kpis, real_frames, real_kpis
from tests.oracle.reading import Reading
from tests.real_home.files import are_there
from tests.real_home.make import make_home, run


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home, loaded by the commands."""
    path: Path = tmp_path_factory.mktemp("real") / "home"
    if not are_there():
        pytest.skip("the real files are not on this machine")
    make_home(path)
    return open_home(path)


@pytest.fixture(scope="session")
def real_reading() -> Reading:
    """What pandas reads from the same files."""
    if not are_there():
        pytest.skip("the real files are not on this machine")
    kpis = real_kpis.KPIS | real_kpis.CRM_PARTS
    return Reading(real_frames.frames(), kpis, real_frames.plan_rows(), today=dt.date(2025, 4, 30))


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The example company on a fixed day, from a fixed seed."""
    path: Path = tmp_path_factory.mktemp("company") / "home"
    run("data", "init", "--demo", "--today", "2026-11-24", "--seed", "7", "--home", str(path))
    return open_home(path)


@pytest.fixture(scope="session")
def company_reading(company: Home) -> Reading:
    """Its raw rows in pandas."""
    return Reading(
        company_frames.frames(company),
        company_kpis.KPIS | company_kpis.PARTS,
        company_frames.plan_rows(company),
        frozenset(company.settings.company_days),
        company.today(),
    )
