"""A little EHR per test; nothing can reach a real network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses
from tests.plugin.fhir.ehr import Ehr

from chargeline_plugin.fhir import client


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """Every request of the test; one that nobody answers fails."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as requests_mock:
        yield requests_mock


@pytest.fixture
def ehr(mock: responses.RequestsMock) -> Ehr:
    """An EHR with one encounter of the day, its patient and its therapist."""
    client._capabilities.clear()
    return Ehr(mock)
