"""Many reads at once, each allowed to fail alone.

Work runs on the client's bounded pool; what follows from an answer is started by the caller's own thread as soon as
the answer is in, so nothing here needs a lock and no worker ever waits for another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.failures import Cause, FhirFailure

T = TypeVar("T")
PATIENCE_SECONDS = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What could not be read, or not wholly: a source's name and a code (a Cause, or one of read.py's own)."""

    what: str
    code: str


class Gathering:
    """Reads under way, what follows each, and the troubles they met."""

    def __init__(self, client: FhirClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._under_way: dict[Future[Any], tuple[str, Callable[[Any], None]]] = {}
        self.troubles: list[Trouble] = []

    def start(self, what: str, work: Callable[..., T], *args: Any, then: Callable[[T], None]) -> None:
        """Read in the background; `then` gets the result in the caller's thread."""
        self._under_way[self._client.submit(work, *args)] = (what, then)

    def trouble(self, what: str, code: str) -> None:
        """Note a trouble, once."""
        found = Trouble(what=what, code=str(code))
        if found not in self.troubles:
            self.troubles.append(found)

    def finish(self) -> None:
        """Wait for everything, and for what follows from it; what takes too long is a timeout of its source."""
        until = self._clock() + PATIENCE_SECONDS
        try:
            while self._under_way:
                done, _ = wait(self._under_way, timeout=max(0.0, until - self._clock()), return_when=FIRST_COMPLETED)
                if not done:
                    break
                for future in done:
                    self._settle(future)
        finally:
            for future, (what, _) in self._under_way.items():
                future.cancel()
                self.trouble(what, Cause.TIMEOUT)
            self._under_way.clear()

    def _settle(self, future: Future[Any]) -> None:
        what, then = self._under_way.pop(future)
        try:
            result = future.result()
        except FhirFailure as failure:
            self.trouble(what, failure.cause)
        else:
            then(result)
