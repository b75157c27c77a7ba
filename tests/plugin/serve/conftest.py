"""A stand-in EHR and the site file of an app that is served beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.plugin.serving import Served, serving, site_entry, site_file

from chargeline_sandbox import Config, Sandbox, demo_clients, running

BASE = "http://localhost:5000"


@pytest.fixture(scope="module")
def ehr() -> Iterator[Sandbox]:
    with running(Config(clients=demo_clients([f"{BASE}/callback"]))) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def as_it_was(ehr: Sandbox) -> Iterator[None]:
    """What a test writes into the chart, or arms there, is gone after it."""
    before = ehr.store("generic").snapshot()
    yield
    ehr.store("generic").restore(before)
    ehr.faults.clear()


@pytest.fixture
def sites(tmp_path: Path, ehr: Sandbox, database_url: str) -> Path:
    """One development site of the stand-in EHR."""
    entry = site_entry(ehr.iss("generic"), ehr.ehr("generic").openid_issuer)
    return site_file(tmp_path, [entry], base_url=BASE, database=database_url)


@pytest.fixture
def served(sites: Path) -> Iterator[Served]:
    with serving(sites) as running_app:
        yield running_app
