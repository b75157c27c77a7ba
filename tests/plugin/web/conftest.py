"""The app beside a running stand-in EHR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from tests.plugin.web.clinic import BASE, NAMES, Clinician, site_file_text

from chargeline_launch import new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config
from chargeline_sandbox import Config, Sandbox, demo_clients, running


@pytest.fixture(scope="session")
def ehr() -> Iterator[Sandbox]:
    """The stand-in EHR, for all tests of this folder."""
    with running(Config(clients=demo_clients([f"{BASE}/callback"]))) as sandbox:
        yield sandbox


@pytest.fixture
def site_file(tmp_path: Path, ehr: Sandbox) -> Path:
    """Three sites, one a personality, each framed by another origin."""
    path = tmp_path / "sites.toml"
    framed_by = {name: f"http://127.0.0.1:{9000 + place}" for place, name in enumerate(NAMES)}
    path.write_text(site_file_text(ehr, framed_by=framed_by))
    return path


@pytest.fixture
def app(site_file: Path) -> Flask:
    """The app as it is configured by a site file."""
    return create_app(load_config(site_file, {"CHARGELINE_KEYS": new_key()}))


@pytest.fixture
def someone(app: Flask, ehr: Sandbox) -> Callable[[], Clinician]:
    """A browser of its own for each call."""
    return lambda: Clinician(client=app.test_client(), ehr=ehr)


@pytest.fixture
def clinician(someone: Callable[[], Clinician]) -> Clinician:
    """One clinician at one browser."""
    return someone()


@pytest.fixture
def fresh_ehr() -> Iterator[Sandbox]:
    """A stand-in EHR of one test's own: what is written to it, and how it misbehaves, is nobody else's."""
    with running(Config(clients=demo_clients([f"{BASE}/callback"]))) as sandbox:
        yield sandbox


@pytest.fixture
def writing_app(tmp_path: Path, fresh_ehr: Sandbox) -> Flask:
    """The app with the way of writing switched on that each EHR knows."""
    path = tmp_path / "writing.toml"
    framed_by = {name: f"http://127.0.0.1:{9000 + place}" for place, name in enumerate(NAMES)}
    path.write_text(site_file_text(fresh_ehr, framed_by=framed_by, writing=True))
    return create_app(load_config(path, {"CHARGELINE_KEYS": new_key()}))


@pytest.fixture
def another(writing_app: Flask, fresh_ehr: Sandbox) -> Callable[[], Clinician]:
    """A browser of its own for each call, where writing is switched on."""
    return lambda: Clinician(client=writing_app.test_client(), ehr=fresh_ehr)


@pytest.fixture
def therapist(another: Callable[[], Clinician]) -> Clinician:
    """One clinician at one browser, where writing is switched on."""
    return another()
