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


@pytest.fixture
def sites(tmp_path: Path, ehr: Sandbox) -> Path:
    """One development site of the stand-in EHR."""
    return site_file(tmp_path, [site_entry(ehr.iss("generic"), ehr.ehr("generic").openid_issuer)], base_url=BASE)


@pytest.fixture
def served(sites: Path) -> Iterator[Served]:
    with serving(sites) as running_app:
        yield running_app
