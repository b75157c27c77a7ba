"""A ledger on disk, and a moment that only moves when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.ledger.ledger import Ledger, open_ledger
from chargeline_plugin.ledger.types import Claim

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture
def seal() -> Seal:
    return Seal([new_key()])


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def ledger(url: str, seal: Seal) -> Ledger:
    return open_ledger(url, seal)


@pytest.fixture
def at() -> Callable[[float], datetime]:
    return lambda seconds=0: NOON + timedelta(seconds=seconds)


@pytest.fixture
def claim() -> Callable[..., Claim]:
    def make(slot: str = "slot-1", version: int = 1, **given: Any) -> Claim:
        facts = {"key": f"{slot}.{version}", "visit": "visit-1", "record": {"patient": "p1", "code": "97110"}}
        return Claim(slot=slot, version=version, **(facts | given))

    return make


@pytest.fixture
def send(ledger: Ledger, at: Callable[[float], datetime]) -> Callable[..., Any]:
    """Claim one line and settle it."""

    def sent(claim: Claim, *states: str, by: str = "Practitioner/pt-1") -> Any:
        answer = ledger.begin([claim], by=by, at=at(0), decision={"patient": "p1"})[claim.key]
        for state in states:
            ledger.settle(claim.key, attempt=answer.attempt, state=state, code="test", at=at(1))
        return answer

    return sent
