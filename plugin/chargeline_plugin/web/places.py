"""How many requests may wait for one EHR at once, so that one that hangs leaves the other sites their threads."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Final

PLACES: Final = 10


class Crowded(Exception):
    """So many wait for this EHR already that one more would only hold a thread."""


class Places:
    """The requests that wait, by issuer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.taken: Counter[str] = Counter()

    def take(self, issuer: str) -> None:
        """Raises Crowded."""
        with self._lock:
            if self.taken[issuer] >= PLACES:
                raise Crowded
            self.taken[issuer] += 1

    def leave(self, issuer: str) -> None:
        """For the next one."""
        with self._lock:
            self.taken[issuer] -= 1
