"""Which EHRs let everybody wait: asking them is refused at once for a moment, so that nobody waits in vain.

An EHR is silent when a request waited its whole time and nobody was answered meanwhile; a slow search beside others
that come back is not silence. After the moment all are let through again, and the first answer ends it.
"""

from __future__ import annotations

from typing import Final

REST_SECONDS: Final = 10.0


class Silences:
    """By issuer: when it answered last, and until when it is left alone. Safe between threads: each step is one."""

    def __init__(self) -> None:
        self._answered: dict[str, float] = {}
        self._until: dict[str, float] = {}

    def holds(self, issuer: str, now: float) -> bool:
        """Whether this issuer is not worth asking now."""
        return now < self._until.get(issuer, now)

    def answered(self, issuer: str, now: float) -> None:
        """It gave an answer, whatever it says."""
        self._answered[issuer] = now
        self._until.pop(issuer, None)

    def waited(self, issuer: str, since: float, now: float) -> bool:
        """A request got no answer from `since` until now; whether the issuer is silent by that."""
        silent = self._answered.get(issuer, since) <= since
        if silent:
            self._until[issuer] = now + REST_SECONDS
        return silent
