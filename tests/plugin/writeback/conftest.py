"""A clinic at an EHR inside the process, with its ledger on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faults.clinic import THERAPIST, Clinic, a_line, a_report, a_visit, open_clinic

from chargeline.model import ChargeLine, Report
from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.fhir.transport import Transport
from chargeline_plugin.ledger.ledger import open_ledger
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.outcome import Confirmer
from chargeline_plugin.writeback.permission import Permission


@pytest.fixture(scope="module")
def transport():
    made = Transport(threads=4)
    yield made
    made.close()


@pytest.fixture
def build(tmp_path: Path, transport: Transport) -> Callable[[str], Clinic]:
    def made(vendor: str = "generic") -> Clinic:
        ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}", Seal([new_key()]))
        return open_clinic(vendor, ledger, transport)

    return made


@pytest.fixture
def clinic(build: Callable[[str], Clinic]) -> Clinic:
    return build("generic")


@pytest.fixture
def by() -> Confirmer:
    return Confirmer(user=THERAPIST, permission=Permission(allowed=True, code="therapist", why="roster"))


@pytest.fixture
def make_line() -> Callable[..., ChargeLine]:
    return a_line


@pytest.fixture
def make_report() -> Callable[..., Report]:
    return a_report


@pytest.fixture
def make_visit() -> Callable[..., Visit]:
    return a_visit
