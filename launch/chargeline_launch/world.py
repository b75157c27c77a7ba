"""What a launch touches outside itself: the network, the clock, and what was discovered lately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from .discovery import Discovery
from .id_token import IssuerKeys
from .transport import Transport


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One per process; tests make their own."""

    transport: Transport
    clock: Callable[[], datetime]
    discovery: Discovery
    issuer_keys: IssuerKeys

    @classmethod
    def of(cls, transport: Transport | None = None, clock: Callable[[], datetime] = utc_now) -> World:
        """A world with its own caches."""
        transport = transport or Transport()
        return cls(
            transport=transport,
            clock=clock,
            discovery=Discovery(transport, clock),
            issuer_keys=IssuerKeys(transport, clock),
        )


@cache
def this_world() -> World:
    """The process's own, made on first use."""
    return World.of()
