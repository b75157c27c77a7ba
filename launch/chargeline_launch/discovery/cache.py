"""A small cache with expiry, in which many that ask for the same at once cause one fetch."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

V = TypeVar("V")
LONGEST: Final = timedelta(hours=1)
SHORTEST: Final = timedelta(minutes=1)
MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age=(\d{1,9})")


@dataclass(slots=True)
class _Slot(Generic[V]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    held: tuple[V, datetime] | None = None
    failed: Exception | None = None
    failures: int = 0


class ExpiringCache(Generic[V]):
    """Values by key until their time. What `fetch` raises is not kept, but it is everybody's who waited for it.

    Else those who wait for a server that does not answer would each wait for it in turn, and hold every thread.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._slots: dict[str, _Slot[V]] = {}

    def get(self, key: str, fetch: Callable[[], tuple[V, timedelta]]) -> V:
        """The value under `key`, fetched by one caller when it is absent or stale."""
        with self._guard:
            slot = self._slots.setdefault(key, _Slot())
        known = slot.failures
        with slot.lock:
            if slot.held is None or slot.held[1] <= self._clock():
                if slot.failed is not None and slot.failures > known:
                    raise slot.failed
                slot.held = self._fetched(slot, fetch)
            return slot.held[0]

    def _fetched(self, slot: _Slot[V], fetch: Callable[[], tuple[V, timedelta]]) -> tuple[V, datetime]:
        try:
            value, lifetime = fetch()
        except Exception as failure:
            slot.failed, slot.failures = failure.with_traceback(None), slot.failures + 1
            raise
        return value, self._clock() + lifetime

    def forget(self, key: str) -> None:
        """Fetch again next time."""
        with self._guard:
            self._slots.pop(key, None)


def lifetime(headers: Mapping[str, str]) -> timedelta:
    """How long an answer may be kept: what Cache-Control says, within one minute and one hour."""
    control = headers.get("cache-control", "").lower()
    found = MAX_AGE.search(control)
    if "no-store" in control or "no-cache" in control:
        return SHORTEST
    return min(LONGEST, max(SHORTEST, timedelta(seconds=int(found[1])))) if found else LONGEST
